"""What bringing up a stack costs, by the types of its resources: measured, and kept in one table.

Shards are balanced by it, so only proportions matter. How it was measured: `mesh dev bench weights`
times each creation in a first `mesh up` of 20 products, from the engine's word that it begins to
its word that it has ended, several at a time as in every run, and takes the median of each type.
What a stack's turn takes beside that (the engine, the program, the packs) is the largest part.
"""

from collections.abc import Mapping

from meshwright.aws.resource_types import (
    ALIAS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
    CATALOG_ENCRYPTION,
    CELLS_FILTER,
    DATABASE,
    KEY,
    LF_TAG,
    LF_TAGS,
    LOCATION,
    MANAGED_POLICY,
    OBJECT,
    PERMISSIONS,
    ROLE,
    ROLE_POLICY,
    SETTINGS,
    TABLE,
    WORKGROUP,
)
from meshwright.plan.declaration import StackPlan

STACK = 7.0
"""Seconds of a product's turn, beside its resources."""
SECONDS: Mapping[str, float] = {
    WORKGROUP: 0.26,
    DATABASE: 0.26,
    TABLE: 0.13,
    CATALOG_ENCRYPTION: 0.29,
    MANAGED_POLICY: 0.57,
    ROLE: 0.36,
    ROLE_POLICY: 0.18,
    ALIAS: 0.23,
    KEY: 0.76,
    SETTINGS: 0.16,
    CELLS_FILTER: 0.1,
    LF_TAG: 0.21,
    PERMISSIONS: 0.1,
    LOCATION: 0.14,
    LF_TAGS: 0.1,
    BUCKET: 0.29,
    BUCKET_LIFECYCLE: 0.13,
    BUCKET_LOGGING: 0.16,
    OBJECT: 0.2,
    BUCKET_OWNERSHIP: 0.13,
    BUCKET_POLICY: 0.05,
    BUCKET_PUBLIC_ACCESS_BLOCK: 0.14,
    BUCKET_ENCRYPTION: 0.17,
    BUCKET_VERSIONING: 0.14,
}
"""Seconds to create a resource, against the local AWS: on 2026-11-27, 2 cores, a load of 7."""
OTHER = 0.2
"""What a type weighs that nobody has measured yet."""


def weight(stack: StackPlan | None) -> float:
    """The cost of one stack; of one that cannot be planned, that of its turn alone."""
    if stack is None:
        return STACK
    return STACK + sum(SECONDS.get(declared.type, OTHER) for declared in stack.declarations)
