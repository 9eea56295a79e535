"""Where a product's files arrive: a bucket that Lake Formation does not open, and no reader sees.

Who writes is named in the environment file. What arrives becomes rows, and goes after a month.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshwright.aws.resource_types import BUCKET_NOTIFICATION
from meshwright.plan import names, tags
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope
from meshwright.specs.models import DataProduct

KEPT_DAYS = 30
"""Days after which a landed file goes: its rows are in the table, or among the rejects."""
NONCURRENT_DAYS = 1
WRITE = ("s3:AbortMultipartUpload", "s3:PutObject")


def lands(product: DataProduct) -> bool:
    """Whether files land for some table of a product."""
    return any(table.source is not None for table in product.tables.values())


def writers(product: DataProduct, scope: Scope) -> tuple[str, ...]:
    """Who may land files; nobody any more for a retired product."""
    if product.is_retired or not lands(product):
        return ()
    return tuple(sorted(scope.environment.spec.landing.get(product.id, ())))


def landing(product: DataProduct, scope: Scope) -> Iterator[Declaration]:
    """The bucket, and that it tells EventBridge of what arrives."""
    if not lands(product):
        return
    name = names.landing_bucket(product.origin, scope.place)
    made = tuple(
        private_bucket(
            Bucket(
                logical="landing",
                name=name,
                tags=tags.product_tags(product, scope.place),
                noncurrent_days=NONCURRENT_DAYS,
                key_alias=names.domain_alias(names.domain_of_origin(product), scope.place),
                log_bucket=names.access_log_bucket(scope.place),
                statements=tuple(_open_to(writers(product, scope), name, scope)),
                expire_days=KEPT_DAYS,
            ),
            scope,
        )
    )
    yield from made
    yield scope.declare(
        BUCKET_NOTIFICATION, "landing", {"bucket": name, "eventbridge": True}, after=made[:1]
    )


def _open_to(principals: Sequence[str], bucket: str, scope: Scope) -> Iterator[Mapping[str, Any]]:
    """Writing alone, by the principals' ARNs: one that is named would be stored by its id."""
    if not principals:
        return
    place = scope.place
    yield {
        "Sid": "Landing",
        "Effect": "Allow",
        # Not the account, which would ask for a right of the writer's own beside this one.
        "Principal": {"AWS": "*"},
        "Action": list(WRITE),
        "Resource": f"{names.bucket_arn(bucket, place)}/*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": list(principals)}},
    }
