"""A key that a killed run has made, looked for in the account by the tags it was created with."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import MeshError
from meshwright.runner.cloud import error_code

ALIVE = frozenset({"Enabled", "Disabled", "Creating"})
DENIED = "AccessDeniedException"
RIGHTS = "give the deployer kms:ListKeys, kms:DescribeKey and kms:ListResourceTags, and try again"


def search(connect: Callable[[], Any], tags: Mapping[str, str]) -> frozenset[str]:
    """The ids of the living keys of an account that have exactly these tags.

    Raises MeshError where AWS does not answer, so that nobody takes silence for "there is none".
    """
    try:
        return keys_with(connect(), tags)
    except (ClientError, BotoCoreError) as error:
        raise MeshError(
            f"the account could not be searched for a key that a killed run made: {error}",
            fix=RIGHTS if is_denied(error) else "see that AWS can be reached, and try again",
        ) from error


def keys_with(kms: Any, tags: Mapping[str, str]) -> frozenset[str]:
    """The ids of the living keys that have exactly these tags.

    Raises MeshError where none is found and one cannot be looked at: it may be the one.
    """
    found: set[str] = set()
    hidden: list[str] = []
    for page in kms.get_paginator("list_keys").paginate():
        for key in (str(key["KeyId"]) for key in page["Keys"]):
            try:
                if _is_alive(kms, key) and _tags(kms, key) == dict(tags):
                    found.add(key)
            except ClientError as error:
                # A key's own policy may hide it from everybody but its owner.
                if not is_denied(error):
                    raise
                hidden.append(key)
    if hidden and not found:
        raise MeshError(
            f"key {hidden[0]} may be one that a killed run made, and cannot be looked at",
            fix=RIGHTS,
        )
    return frozenset(found)


def is_denied(error: Exception) -> bool:
    return isinstance(error, ClientError) and error_code(error) == DENIED


def _is_alive(kms: Any, key: str) -> bool:
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    return metadata["KeyState"] in ALIVE and metadata.get("KeyManager", "CUSTOMER") == "CUSTOMER"


def _tags(kms: Any, key: str) -> dict[str, str]:
    pages: Any = kms.get_paginator("list_resource_tags").paginate(KeyId=key)
    return {tag["TagKey"]: tag["TagValue"] for page in pages for tag in page["Tags"]}
