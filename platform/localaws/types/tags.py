"""Tags in the shapes that AWS's services want them, and what changed between two sets."""

from collections.abc import Iterable, Mapping

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


def with_tags(tags: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """Both properties in which a resource shows its tags; the provider adds none of its own."""
    return {"tags": tags, "tagsAll": tags}
