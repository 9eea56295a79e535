"""Inputs and outputs as a state holds them, read for what they say.

The official provider is Terraform's behind Pulumi's bridge. Into every mapping of a resource's
inputs the bridge writes the names of the values that it has filled in itself (`__defaults`), and
among outputs it keeps words of its own (`__meta`). A value that is no plain JSON, such as a secret,
is a mapping with a signature in it.

Whatever reads a state reads it through here, and takes no note for something that was declared.
"""

from collections.abc import Collection, Mapping
from typing import Any, cast

DEFAULTS = "__defaults"
"""The note in a mapping: the names of what the provider has filled in there."""
NOTES = frozenset({DEFAULTS, "__meta", "__pulumi_raw_state_delta"})
"""Names that the bridge uses for itself; `__internal` is none: the engine keeps settings there."""
SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key by which the engine marks a value that is no plain JSON; its value says of which kind."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's mark of a secret, none itself
NOT_KNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine writes for a value that it does not know."""


def sent(recorded: Any) -> Any:
    """A recorded value as AWS was sent it: what was declared and what the provider filled in."""
    return _read(recorded, keeps_defaults=True)


def declared(recorded: Any) -> Any:
    """A recorded value as the program declared it: without what the provider has filled in."""
    return _read(recorded, keeps_defaults=False)


def without_notes(names: Collection[str]) -> tuple[str, ...]:
    """Names of properties, but for the provider's notes."""
    return tuple(name for name in names if name not in NOTES)


def in_common(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What two records of a resource's inputs both say, with the notes about it."""
    same = {n: value for n, value in old.items() if n in new and sent(value) == sent(new[n])}
    if DEFAULTS not in old:
        return same
    filled_in = [n for n in old[DEFAULTS] if n in same and n in (new.get(DEFAULTS) or ())]
    return {**same, DEFAULTS: filled_in}


def kind_of(value: Any) -> str | None:
    """The engine's mark of a value that is no plain JSON; None for one that is."""
    return cast("Mapping[str, Any]", value).get(SIGNATURE) if isinstance(value, Mapping) else None


def resource_of(urn: str) -> str:
    """`type::name` of a URN; empty for one that names no resource of ours."""
    parts = urn.split("::", 3)
    if len(parts) != 4:
        return ""
    return f"{parts[2].rpartition('$')[2]}::{parts[3]}"


def _read(value: Any, *, keeps_defaults: bool) -> Any:
    if kind_of(value) is not None:
        return value
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        left_out: Collection[str] = () if keeps_defaults else fields.get(DEFAULTS) or ()
        return {
            name: _read(item, keeps_defaults=keeps_defaults)
            for name, item in fields.items()
            if name not in left_out and name not in NOTES
        }
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return [_read(item, keeps_defaults=keeps_defaults) for item in items]
    return value
