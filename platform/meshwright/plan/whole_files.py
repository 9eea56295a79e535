"""Agreements that give whole files: an access point each, to which the product's bucket delegates.

An access point's policy names one principal, the tables' folders and the last day. The bucket lets
access points of this account and of this mesh decide; the key of the domain opens to exactly these
principals until that day. No policy of the consumer's role says anything: within an account a
resource's policy is enough, and the boundary leaves room for it.
Sources: Amazon S3 user guide, "Configuring IAM policies for using access points" (delegating access
control to access points), "Access points naming rules, restrictions and limitations".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from meshwright.aws.resource_types import ACCESS_POINT, BUCKET_POLICY
from meshwright.plan import documents, names, roles, tags
from meshwright.plan.buckets import PUBLIC_ACCESS_SWITCHES
from meshwright.plan.declaration import Declaration
from meshwright.plan.grants import logical_of, next_turn, principal_of
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Environment, Place
from meshwright.specs.models import Agreement, DataProduct, Domain, Mesh

Statement = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shared:
    """What one agreement that is in force gives of a product's files."""

    agreement: Agreement
    principal: str
    tables: tuple[str, ...]
    logical: str
    """The consumer in terms that no move of either side changes."""
    access_point: str
    """Its name."""


def agreed(
    mesh: Mesh, product: DataProduct, environment: Environment, *, as_of: date
) -> tuple[Shared, ...]:
    """The agreements in force by which somebody gets files, in the order of the consumers' ids."""
    if product.is_retired:
        return ()
    found = (_shared(mesh, product, each, environment) for each in product.agreements)
    return tuple(s for s in found if s is not None and s.agreement.is_active(as_of))


def access_point_arn(
    mesh: Mesh, product: DataProduct, agreement: Agreement, environment: Environment
) -> str | None:
    """The access point by which an agreement's consumer reads files; None where it gives none.

    To an SDK of AWS's it is a bucket's name: `s3://<arn>/<table>/...`. Whether the agreement is in
    force is another question.
    """
    found = _shared(mesh, product, agreement, environment)
    if found is None:
        return None
    return names.access_point_arn(found.access_point, environment.place_of(product.domain.id))


def _shared(
    mesh: Mesh, product: DataProduct, agreement: Agreement, environment: Environment
) -> Shared | None:
    principal = principal_of(agreement.consumer, mesh, environment)
    tables = tuple(name for name in agreement.spec.tables if name in product.tables)
    if not agreement.spec.files or principal is None or not tables:
        return None
    logical = logical_of(agreement.consumer, product, mesh)
    place = environment.place_of(product.domain.id)
    name = names.access_point(product.origin, logical, place)
    return Shared(agreement, principal, tables, logical, name)


def delegation(bucket: str, files: Sequence[Shared], place: Place) -> Iterator[Statement]:
    """Lets the mesh's access points decide who reads; nothing where no files are given."""
    if not files:
        return
    arn = names.bucket_arn(bucket, place)
    yield {
        "Sid": "AccessPointsOfTheMesh",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(roles.READ_FILES),
        "Resource": [arn, f"{arn}/*"],
        "Condition": {
            "StringEquals": {"s3:DataAccessPointAccount": place.account},
            "ArnLike": {"s3:DataAccessPointArn": names.access_points_arn(place)},
        },
    }


def access_points(
    product: DataProduct,
    files: Iterable[Shared],
    scope: Scope,
    storage: Iterable[Declaration],
) -> Iterator[Declaration]:
    """One for each agreement, under the agreement that it comes from."""
    bucket = names.bucket_of(product, scope.place)
    ready = tuple(d for d in storage if d.type == BUCKET_POLICY)
    for shared in files:
        agreement = shared.agreement
        agreed = Scope(scope.environment, scope.place, agreement.source, scope.component)
        yield agreed.within("Agreement", agreement.consumer, "files").declare(
            ACCESS_POINT,
            f"files:{shared.logical}",
            {
                "accountId": scope.place.account,
                "bucket": bucket,
                "name": shared.access_point,
                "policy": documents.document(_policy(shared, scope.place)),
                "publicAccessBlockConfiguration": dict.fromkeys(PUBLIC_ACCESS_SWITCHES, True),
                "tags": tags.product_tags(product, scope.place),
            },
            after=ready,
            # Its name is what the old one has.
            delete_first=True,
        )


def _policy(shared: Shared, place: Place) -> Iterator[Statement]:
    arn = names.access_point_arn(shared.access_point, place)
    who = {"StringEquals": {"aws:PrincipalArn": shared.principal}}
    end = documents.until(shared.agreement.spec.expires)
    folders = [f"{table}/*" for table in shared.tables]
    yield _statement(
        "Files", "s3:GetObject", [f"{arn}/object/{f}" for f in folders], {**who, **end}
    )
    listed = {**who, **end, "StringLike": {"s3:prefix": folders}}
    yield _statement("Listing", "s3:ListBucket", [arn], listed)


def _statement(
    sid: str, action: str, resources: Sequence[str], condition: Mapping[str, Any]
) -> Statement:
    """AWS turns a role that is named as principal into an id that dies with it, so the condition
    says who it is.
    """
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": list(resources),
        "Condition": condition,
    }


def key_readers(
    mesh: Mesh, products: Iterable[DataProduct], environment: Environment, as_of: date
) -> Mapping[date, Sequence[str]]:
    """Who reads whole files of some products, by the last day on which they may.

    Who gets files of several of them until several days is named once, for the last.
    """
    last: dict[str, date] = {}
    for product in products:
        for shared in agreed(mesh, product, environment, as_of=as_of):
            until = shared.agreement.spec.expires
            last[shared.principal] = max(until, last.get(shared.principal, until))
    found: dict[date, list[str]] = {}
    for principal, until in sorted(last.items()):
        found.setdefault(until, []).append(principal)
    return found


def next_change(mesh: Mesh, domain: Domain, as_of: date) -> date | None:
    """The next day on which the key of a domain opens or closes to somebody who gets files."""
    return next_turn(
        (
            agreement
            for product in names.began_in(domain.id, mesh)
            for agreement in product.agreements
            if agreement.spec.files
        ),
        as_of,
    )
