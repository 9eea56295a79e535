"""Tags in the shapes that AWS's services want them, and what changed between two sets."""

from collections.abc import Iterable, Mapping
from typing import Any

from localaws.types.shape import MAP, Output, Property, Values

TAGS = Property("tags", MAP, default={})
TAGS_ALL = Output("tagsAll", default={})


def tag_list(
    tags: Mapping[str, str] | None, key: str = "Key", value: str = "Value"
) -> list[dict[str, str]]:
    return [{key: name, value: text} for name, text in sorted((tags or {}).items())]


def tag_map(
    tags: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value"
) -> dict[str, str]:
    return {tag[key]: tag[value] for tag in tags or ()}


def tags_of(inputs: Values) -> dict[str, str]:
    return inputs.get("tags") or {}


def set_tags(old: Values, new: Values) -> dict[str, str]:
    """Tags to write: those that are new or have another value."""
    before = tags_of(old)
    return {name: text for name, text in tags_of(new).items() if before.get(name) != text}


def gone_tags(old: Values, new: Values) -> list[str]:
    """Keys to remove."""
    return sorted(tags_of(old).keys() - tags_of(new).keys())


def tell_tags(client: Any, old: Values, new: Values, **resource: str) -> None:
    """Writes the tags that are new or other, and removes those that are gone.

    By the two calls that most services have; the resource is named as they name it.
    """
    if written := set_tags(old, new):
        client.tag_resource(**resource, Tags=tag_list(written))
    if gone := gone_tags(old, new):
        client.untag_resource(**resource, TagKeys=gone)


def with_tags(tags: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """Both properties in which a resource shows its tags; the provider adds none of its own."""
    return {"tags": tags, "tagsAll": tags}
