"""Keys of the local AWS by any of their names: id, ARN, alias or alias ARN."""

from typing import Any

from moto.kms.models import kms_backends


def find_key(account: str, region: str, name: str) -> Any:
    """The key, or None; AWS's own keys are not looked for, since asking moto would make them."""
    backend: Any = kms_backends[account][region]
    short = name.partition(f":{account}:")[2] or name
    if short.startswith("alias/"):
        return next((key for key in backend.keys.values() if short in key.aliases), None)
    return backend.keys.get(short.removeprefix("key/"))
