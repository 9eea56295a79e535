"""A domain's stack: its key, its place for query results, and its roles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from meshwright.aws.resource_types import KEY, MANAGED_POLICY, WORKGROUP
from meshwright.ids import domain_of
from meshwright.plan import (
    documents,
    key_policies,
    keys,
    names,
    roles,
    run_names,
    run_roles,
    tags,
    whole_files,
)
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Component, Declaration, Ref, ResourceKey
from meshwright.plan.domain_runs import domain_runs, moved_here
from meshwright.plan.landing import lands, writers
from meshwright.plan.machine import any_runs, runs
from meshwright.plan.roles import ROLE_NAME_LENGTH, Role, Statement, role
from meshwright.plan.scope import Scope
from meshwright.specs.environment import DomainTrust, Environment, Place
from meshwright.specs.models import DataProduct, Domain, Mesh, Unreadable

LAKE_FORMATION = "lakeformation.amazonaws.com"
LAKE_FORMATION_ASSUMES = ("sts:AssumeRole", "sts:SetContext")
"""With the context of a person of IAM Identity Center, where there is one.

Source: Lake Formation developer guide, "Requirements for roles used to register locations".
"""
RESULTS_DAYS = 30
"""Days after which a query's result goes: it can be asked again."""


def domain_stack(
    mesh: Mesh, domain: Domain, environment: Environment, *, as_of: date
) -> Iterator[Declaration]:
    """Key and alias, results bucket and workgroup, data-access, reader and runtime roles."""
    place = environment.place_of(domain.id)
    scope = Scope(environment, place, domain.source, (Component("Domain", "domain"),))
    labels = tags.domain_tags(domain, place)
    yield from keys.key_with_alias(
        scope,
        alias=names.domain_alias(domain.id, place),
        description=f"Data of the domain {domain.id}",
        policy=_key_policy(mesh, domain, scope, as_of),
        tags=labels,
    )
    yield from _queries(domain, scope.within("Queries", "queries"), labels)
    yield from _data_access(mesh, domain, scope, labels)
    yield from _reader(mesh, domain, scope, labels)
    yield from _runtimes(mesh, domain, scope)
    yield from _passing(domain, scope, labels)
    if any_runs(mesh, domain.id):
        yield from domain_runs(mesh, domain, scope, labels)


def _key_policy(mesh: Mesh, domain: Domain, scope: Scope, as_of: date) -> str:
    """Beside the domain's roles, who lands files writes under it, and so does the deployer: the
    metadata of Iceberg tables, which Glue makes as who asks for the table.

    A product's buckets are under the key of the domain in which it began, and whoever gets its
    files reads them by that key.
    """
    began = tuple(names.began_in(domain.id, mesh))
    others = {writer for product in began for writer in writers(product, scope)}
    if any(table.is_iceberg for product in began for table in product.tables.values()):
        others.add(scope.environment.spec.deployer)
    return key_policies.domain_key_policy(
        domain.id,
        scope.place,
        others=others,
        alarms=any_runs(mesh, domain.id),
        files=whole_files.key_readers(mesh, began, scope.environment, as_of),
    )


def _passing(domain: Domain, scope: Scope, labels: Mapping[str, str]) -> Iterator[Declaration]:
    """The right to have a service run jobs under the domain's runtime roles, to be attached."""
    services = scope.environment.spec.assume.get(domain.id, DomainTrust()).runtime.services
    if not services:
        return
    access = roles.passing(domain.id, services, scope.place)
    yield scope.declare(
        MANAGED_POLICY,
        "pass-roles",
        {
            "name": names.pass_roles_policy(domain.id, scope.place),
            "path": names.role_path(domain.id),
            "description": f"Whoever writes the jobs of {domain.id} may pass them their roles.",
            "policy": documents.document(access),
            "tags": labels,
        },
    )


def _queries(domain: Domain, scope: Scope, labels: Mapping[str, str]) -> Iterator[Declaration]:
    name = names.results_bucket(domain.id, scope.place)
    yield from private_bucket(
        Bucket(
            logical="results",
            name=name,
            tags=labels,
            noncurrent_days=1,
            key_alias=names.domain_alias(domain.id, scope.place),
            log_bucket=names.access_log_bucket(scope.place),
            expire_days=RESULTS_DAYS,
        ),
        scope,
    )
    key = Ref(ResourceKey(KEY, "key"), "arn")
    yield scope.declare(
        WORKGROUP,
        "queries",
        {
            "name": names.workgroup(domain.id, scope.place),
            "description": f"Queries of the people of {domain.id}",
            "state": "ENABLED",
            "forceDestroy": not scope.environment.is_protected,
            "configuration": {
                "enforceWorkgroupConfiguration": True,
                "publishCloudwatchMetricsEnabled": True,
                "bytesScannedCutoffPerQuery": scope.environment.spec.athena.bytes_scanned_limit,
                "resultConfiguration": {
                    "outputLocation": f"s3://{name}/",
                    "encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKeyArn": key},
                },
            },
            "tags": labels,
        },
    )


def _data_access(
    mesh: Mesh, domain: Domain, scope: Scope, labels: Mapping[str, str]
) -> Iterator[Declaration]:
    """The role that registers a domain's locations with Lake Formation.

    A role of our own rather than the service-linked one, whose single policy grows to AWS's limit.
    """
    yield from role(
        Role(
            logical="data-access",
            name=names.data_access_role(domain.id, scope.place),
            domain=domain.id,
            description=f"Lake Formation's way to the files of {domain.id}",
            trust=(documents.service_trust(LAKE_FORMATION, scope.place, LAKE_FORMATION_ASSUMES),),
            access=roles.data_access(domain.id, scope.place, _adopted(mesh, domain, scope.place)),
            tags=labels,
        ),
        scope.within("Role", "data-access"),
    )


def _adopted(mesh: Mesh, domain: Domain, place: Place) -> Sequence[tuple[str, str]]:
    """The folders of buckets that were there before the products that began in a domain."""
    known: Iterator[names.Named] = chain(
        names.began_in(domain.id, mesh), mesh.unreadable_products_of(domain.id)
    )
    derived = ((p, names.bucket_of(p, place)) for p in known)
    return sorted(
        (bucket, names.folder(p, place))
        for p, bucket in derived
        if bucket != names.bucket(p.origin, place)
    )


def _reader(
    mesh: Mesh, domain: Domain, scope: Scope, labels: Mapping[str, str]
) -> Iterator[Declaration]:
    place = scope.place
    runs_too = any_runs(mesh, domain.id)
    running = run_roles.people(domain.id, moved_here(mesh, domain), place) if runs_too else ()
    trust = scope.environment.spec.assume.get(domain.id, DomainTrust())
    principals = trust.reader or fallback(scope)
    yield from role(
        Role(
            logical="reader",
            name=names.reader_role(domain.id, place),
            domain=domain.id,
            description=f"The people of {domain.id}",
            trust=tuple(documents.principal_trust(principals, place)),
            access=(*roles.reader(domain.id, place), *running),
            tags=labels,
        ),
        scope.within("Role", "reader"),
    )


def _runtimes(mesh: Mesh, domain: Domain, scope: Scope) -> Iterator[Declaration]:
    """The runtime role of each product of a domain, also of one that cannot be read just now.

    Without the latter, a slip of the pen in a spec would delete the role of running jobs.
    """
    labels = tags.domain_tags(domain, scope.place)
    products, unreadable = mesh.products_of(domain.id), mesh.unreadable_products_of(domain.id)
    sources = {
        entry.origin: (domain.source, {**labels, tags.PRODUCT: entry.name}) for entry in unreadable
    } | {
        product.origin: (product.source, tags.product_tags(product, scope.place))
        for product in products
    }
    jobs = {entry.origin: _jobs_of_unreadable(entry) for entry in unreadable} | {
        product.origin: _jobs_of(product) for product in products
    }
    for origin, (source, own) in sorted(sources.items()):
        declared = _runtime_role(jobs[origin], domain, scope, own)
        # A name that AWS refuses is a finding of its product; its domain goes up without the role.
        if len(declared.name) <= ROLE_NAME_LENGTH:
            inner = replace(scope, source=source).within("Role", declared.logical)
            yield from role(declared, inner)


@dataclass(frozen=True, slots=True)
class _Jobs:
    """What the jobs of a product do, which decides about its role."""

    named: DataProduct | Unreadable
    writes: bool = True
    runs: bool = False
    """Whether a machine makes its rows."""
    lands: bool = False


def _jobs_of(product: DataProduct) -> _Jobs:
    return _Jobs(product, not product.is_retired, runs(product), lands(product))


def _jobs_of_unreadable(entry: Unreadable) -> _Jobs:
    return _Jobs(entry, runs=entry.makes_rows, lands=entry.makes_rows)


def _runtime_role(jobs: _Jobs, domain: Domain, scope: Scope, labels: Mapping[str, str]) -> Role:
    origin = jobs.named.origin
    access = roles.runtime(jobs.named, scope.place, writes=jobs.writes)
    if jobs.runs:
        more = run_roles.machine(origin, jobs.named.id, scope.place, lands=jobs.lands)
        access = (*access, *more)
    return Role(
        # The origin never changes, so the role's logical name survives the product's move.
        logical=f"runtime:{origin}",
        name=names.runtime_role(origin, scope.place),
        domain=domain_of(origin),
        description=f"The jobs of the data product {origin}",
        trust=tuple(_runtime_trust(origin, domain, scope, jobs)),
        access=access,
        tags=labels,
    )


def _runtime_trust(origin: str, domain: Domain, scope: Scope, jobs: _Jobs) -> Iterator[Statement]:
    if jobs.runs:
        machine = run_names.state_machine_arn(origin, scope.place)
        yield documents.machine_trust(machine, scope.place)
    trust = scope.environment.spec.assume.get(domain.id, DomainTrust()).runtime
    for service in trust.services:
        yield documents.service_trust(service, scope.place)
    principals = trust.principals or (() if trust.services else fallback(scope))
    yield from documents.principal_trust(principals, scope.place)


def fallback(scope: Scope) -> tuple[str, ...]:
    """Who may assume a role where the environment names nobody: the deployer; in `local` anyone."""
    if scope.environment.is_local:
        return (names.account_root_arn(scope.place.account, scope.place.partition),)
    return (scope.environment.spec.deployer,)
