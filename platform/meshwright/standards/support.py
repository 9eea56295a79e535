"""Channels of support, which contracts, products of ODPS and specs say alike.

Source: ODCS v3.1.0, "Support and communication channels"; ODPS v1.0.0, `support`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from meshwright.specs.models import Support

Fields = dict[str, Any]
SUPPORT_FIELDS = tuple(Support.model_fields)


def channels(support: Iterable[Support]) -> list[Fields]:
    """Channels as a standard lists them."""
    return [each.model_dump(exclude_none=True) for each in support]


def channel_of(said: Mapping[str, Any]) -> Fields | None:
    """What a spec can say of a listed channel; None where it cannot name it."""
    found: Fields = {}
    for name in SUPPORT_FIELDS:
        if _can_say(name, said.get(name)):
            found[name] = said[name]
    return found if "channel" in found else None


def _can_say(name: str, value: Any) -> bool:
    try:
        Support.model_validate({"channel": "any", name: value})
    except ValidationError:
        return False
    return value is not None
