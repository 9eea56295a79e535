"""What a contract says beyond a spec: told apart when it is imported, and put back when written.

Lists of what has a name are kept by their ids; of other lists only the entries that the spec does
not say. What was kept gives way where the spec has since come to say something else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from meshwright.ids import words
from meshwright.specs.models import QualityRule, ServiceLevel
from meshwright.standards import terms
from meshwright.standards.odcs import references
from meshwright.standards.odcs.quality import level_of, rule_of
from meshwright.standards.odcs.types import TYPE_FIELDS, type_of
from meshwright.standards.odcs.words import as_id, classification_of, line_of, status_of, version_of
from meshwright.standards.support import channel_of

Fields = dict[str, Any]
BY_NAME = ("schema", "properties")
"""Lists whose entries have names, which ids are made of."""
RELATIONSHIPS = "relationships"
LISTS = (
    *("servers", "support", "slaProperties", "customProperties", "tags", "quality"),
    RELATIONSHIPS,
)
"""Lists whose entries stand side by side, in any order."""
DEFAULTS: Mapping[str, Any] = {
    "primaryKey": False,
    "primaryKeyPosition": -1,
    "partitioned": False,
    "partitionKeyPosition": -1,
    "required": False,
    "unique": False,
    "tags": [],
}
"""What means the same as nothing said."""
LENGTHS = frozenset({"minLength", "maxLength"})
NO_COLUMNS = frozenset[str]()
OWN = ("apiVersion", "kind")
"""What is ours to say of the document itself."""
SAME: Mapping[str, Callable[[Any], Any]] = {
    "status": status_of,
    "version": version_of,
    "classification": classification_of,
    "description": lambda said: line_of(said) if isinstance(said, str) else None,
    "businessName": lambda said: line_of(said) if isinstance(said, str) else None,
    **dict.fromkeys(terms.DESCRIBED, terms.text_of),
    **dict.fromkeys((*terms.PRICE.values(), "pattern"), lambda said: said),
}
"""What is kept of a field stands while it comes to the same as what the spec says now."""


SIZED = re.compile(
    r"\s*[a-z ]*(?:char|character varying|text|string)2?\s*\(\s*\d+.*", re.IGNORECASE
)
WHY_KEPT = {
    "physicalName": "a table and a column have one name here, by which Glue and Athena know them",
    "physicalType": "the length of a text in it says how a database keeps the text, and is no"
    " promise as `maxLength` is",
    "relationships": "a column refers for itself here, not several together",
}
"""What is said of a field that a spec will not have (ADR 119, ADR 127)."""


def why_kept(where: str, values: Sequence[Any]) -> str:
    """What is added to the note that fields are kept, such as all `schema[].physicalName`."""
    *_, field = words(where)
    if field == "physicalType" and not any(SIZED.fullmatch(str(each)) for each in values):
        return ""
    if field == "relationships" and where != "schema[].relationships":
        return ""
    return f": {WHY_KEPT[field]}" if field in WHY_KEPT else ""


def kept_of(said: Mapping[str, Any], written: Mapping[str, Any]) -> Fields:
    """What a contract says and the one that is written of its spec does not."""
    found: Fields = {}
    for name, value in said.items():
        if name in OWN or (name in DEFAULTS and value == DEFAULTS[name]):
            continue
        ours = written.get(name)
        if name in BY_NAME and isinstance(value, list) and isinstance(ours, list):
            rest = _kept_by_name(cast("list[Any]", value), cast("list[Any]", ours))
        elif name in LISTS and isinstance(value, list) and isinstance(ours, list):
            listed = cast("list[Any]", ours)
            rest = [each for each in cast("list[Any]", value) if not _is_said(name, each, listed)]
        elif isinstance(value, Mapping) and isinstance(ours, Mapping):
            rest = kept_of(cast("Fields", value), cast("Fields", ours))
        else:
            if value != ours:
                found[name] = value
            continue
        if rest:
            found[name] = rest
    return found


def _is_said(name: str, entry: Any, written: Sequence[Any]) -> bool:
    return entry in written or (name == RELATIONSHIPS and references.is_plain(entry, written))


def _kept_by_name(said: Sequence[Any], written: Sequence[Any]) -> Any:
    ours = {each["name"]: each for each in written}
    found: Fields = {}
    for each in said:
        rest = kept_of(each, ours.get(as_id(str(each.get("name"))), {}))
        if rest:
            found[as_id(str(each["name"]))] = rest
    return found


def with_kept(written: Mapping[str, Any], kept: Mapping[str, Any]) -> Fields:
    """A contract with what was kept put back."""
    return _with_kept(written, kept, references.columns_of(written))


def _with_kept(written: Mapping[str, Any], kept: Mapping[str, Any], own: frozenset[str]) -> Fields:
    """A part of a contract; `own` are all columns of it."""
    found = dict(written)
    for name, value in _still_true(written, kept).items():
        ours = written.get(name)
        if name in BY_NAME and isinstance(value, Mapping):
            found[name] = _by_name(cast("list[Any]", ours or []), cast("Fields", value), own)
        elif name in LISTS and isinstance(value, list):
            listed = cast("list[Any]", ours or [])
            found[name] = _joined(name, listed, cast("list[Any]", value), own)
        elif isinstance(value, Mapping) and isinstance(ours, Mapping):
            found[name] = _with_kept(cast("Fields", ours), cast("Fields", value), own)
        else:
            found[name] = value
    return found


def _still_true(written: Mapping[str, Any], kept: Mapping[str, Any]) -> Fields:
    found = dict(kept)
    for name, meaning in SAME.items():
        if name in found and name in written and meaning(found[name]) != meaning(written[name]):
            del found[name]
    if not LENGTHS.isdisjoint(written):
        # A contract's lengths were kept where no text fits both.
        found = {name: value for name, value in found.items() if name not in LENGTHS}
    if "physicalType" in written and not _is_same_type(written, found):
        found = {name: value for name, value in found.items() if name not in TYPE_FIELDS}
    return found


def _is_same_type(written: Mapping[str, Any], kept: Fields) -> bool:
    """Whether a column has still the type that its property came to; a table has none."""
    if isinstance(kept.get("properties"), Mapping):
        return isinstance(written.get("properties"), list)
    if isinstance(kept.get("items"), Mapping) and isinstance(written.get("items"), Mapping):
        # It is an array still; what of its items holds is asked of them.
        return True
    options = {**written.get("logicalTypeOptions", {}), **kept.get("logicalTypeOptions", {})}
    return type_of({**written, **kept, "logicalTypeOptions": options}) == type_of(written)


def _by_name(written: Sequence[Any], kept: Mapping[str, Any], own: frozenset[str]) -> list[Any]:
    """Entries as they are now, and in the end those that no spec has, such as a topic."""
    names = {each["name"] for each in written}
    rest = [value for name, value in kept.items() if name not in names and "name" in value]
    return [*(_with_kept(each, kept.get(each["name"], {}), own) for each in written), *rest]


def _joined(
    name: str, written: Sequence[Any], kept: Sequence[Any], own: frozenset[str]
) -> list[Any]:
    """What was kept in place of what says no more, and neither of what no longer holds."""
    now = [_meaning(name, each, own) for each in written]
    still = [each for each in kept if (meant := _meaning(name, each, own)) is None or meant in now]
    if name == "support":
        return _in_order(written, now, still)
    said = [_meaning(name, each, own) for each in still]
    pairs = zip(written, now, strict=True)
    more = (each for each, meant in pairs if meant is None or meant not in said)
    return [*still, *(each for each in more if not any(_covers(k, each) for k in still))]


def _in_order(written: Sequence[Any], now: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    """Channels as the spec orders them, each as it was kept, and in the end what is none."""
    fuller = [(_meaning("support", each, NO_COLUMNS), each) for each in kept]
    found = [
        next((each for meant, each in fuller if meant == said), one)
        for one, said in zip(written, now, strict=True)
    ]
    return [*found, *(each for meant, each in fuller if meant is None)]


def _meaning(name: str, entry: Any, own: frozenset[str]) -> Any:
    """What a spec says of an entry, so that it holds only while the spec says it; else None."""
    if name == "tags":
        return entry if entry == "pii" else None
    if name == RELATIONSHIPS:
        return references.meaning(entry, own)
    if not isinstance(entry, Mapping):
        return None
    said = cast("Fields", entry)
    if name == "support":
        return channel_of(said)
    if name == "slaProperties":
        level = level_of(said)
        return None if level is None else ServiceLevel.model_validate(dict([level]))
    if name == "quality":
        found = rule_of(said, is_column=True) or rule_of(said, is_column=False)
        return None if found is None else QualityRule.model_validate(found)
    return None


def _covers(kept: Any, written: Any) -> bool:
    """Whether a kept entry says all that a written one says."""
    if not (isinstance(kept, Mapping) and isinstance(written, Mapping)):
        return kept == written
    said = cast("Fields", kept)
    return all(said.get(name) == value for name, value in cast("Fields", written).items())
