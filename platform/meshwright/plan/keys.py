"""A customer-managed key and the alias by which everything else names it."""

from collections.abc import Iterator, Mapping

from meshwright.aws.resource_types import ALIAS, KEY
from meshwright.plan.declaration import Declaration, Ref
from meshwright.plan.scope import Scope

DELETION_WINDOW_DAYS = 30
"""AWS's longest: a key's deletion is the loss of all it encrypts."""


def key_with_alias(
    scope: Scope, *, alias: str, description: str, policy: str, tags: Mapping[str, str]
) -> Iterator[Declaration]:
    """A key that AWS rotates every year, then its alias."""
    key = scope.declare(
        KEY,
        "key",
        {
            "description": description,
            "enableKeyRotation": True,
            "deletionWindowInDays": DELETION_WINDOW_DAYS,
            "policy": policy,
            "tags": tags,
        },
        keep=True,
    )
    yield key
    yield scope.declare(ALIAS, "key", {"name": alias, "targetKeyId": Ref(key.key, "keyId")})
