"""LF-tags of a resource merge by key, and a resource without tags simply has none.

moto replaces all tags by the new ones, and crashes where there are none.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_AddLFTagsToResource.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetResourceLFTags.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetLFTag.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTag.html
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from threading import Lock
from typing import Any, cast

from moto.lakeformation.models import LakeFormationBackend, lakeformation_backends

from localaws.strict.call import (
    Answer,
    Call,
    Correction,
    Fault,
    Forward,
    Guard,
    Patch,
    done,
    refusal,
)
from meshwright.aws.lake_formation_tables import folded

Tags = list[dict[str, Any]]
Shelf = dict[tuple[str, ...], Tags]

MOST_VALUES = 50
VALUES = ("TagValues", "TagValuesToAdd", "TagValuesToDelete")
_CHANGE = Lock()


def get_tag(call: Call, forward: Forward) -> Answer:
    """A tag that is not there cannot be read, changed or deleted; moto invents an empty one."""
    key = str(call.body.get("TagKey", "")).lower()
    catalog = str(call.body.get("CatalogId") or call.account)
    if key not in lakeformation_backends[call.account][call.region].list_lf_tags(catalog):
        return refusal("EntityNotFoundException", "Tag or tag value does not exist.")
    return forward()


def create_tag(call: Call, forward: Forward) -> Answer:
    """A tag is made once; moto would forget the values it has."""
    key = str(call.body.get("TagKey", "")).lower()
    catalog = str(call.body.get("CatalogId") or call.account)
    if key in lakeformation_backends[call.account][call.region].list_lf_tags(catalog):
        return refusal("InvalidInputException", f"Tag key {key} exists already.")
    return forward()


def check_values(call: Call) -> Fault | None:
    """A call names between one and fifty values; one that is taken away is there."""
    for field in VALUES:
        values = call.body.get(field)
        if values is not None and not 1 <= len(values) <= MOST_VALUES:
            return _wrong_number(field, len(values))
    return None


def check_pairs(call: Call) -> Fault | None:
    """A thing has one value of each tag."""
    pairs = call.body.get("LFTags") or ()
    if any(len(pair.get("TagValues") or ()) > 1 for pair in pairs):
        return Fault("InvalidInputException", "Only one value of a tag can be assigned.")
    return None


def _wrong_number(field: str, number: int) -> Fault:
    limit = "greater than or equal to 1" if number < 1 else f"less than or equal to {MOST_VALUES}"
    place = field[0].lower() + field[1:]
    message = (
        f"1 validation error detected: Value at '{place}' failed to satisfy constraint: "
        f"Member must have length {limit}"
    )
    return Fault("ValidationException", message)


def update_tag(call: Call, forward: Forward) -> Answer:
    """A value that is not there cannot be taken away; moto breaks on it."""
    key = str(call.body.get("TagKey", "")).lower()
    catalog = str(call.body.get("CatalogId") or call.account)
    defined = lakeformation_backends[call.account][call.region].list_lf_tags(catalog)
    gone = [value.lower() for value in call.body.get("TagValuesToDelete") or ()]
    if any(value not in defined[key] for value in gone):
        return refusal("EntityNotFoundException", "Tag or tag value does not exist.")
    return forward()


def install() -> None:
    """Tags and their values are kept in lower case."""
    for name in ("create_lf_tag", "get_lf_tag", "delete_lf_tag", "update_lf_tag"):
        setattr(LakeFormationBackend, name, _folded(getattr(LakeFormationBackend, name)))


def _folded(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(self: Any, catalog_id: str, *arguments: Any, **named: Any) -> Any:
        folded = {name: _in_lower_case(value) for name, value in named.items()}
        return method(self, catalog_id, *map(_in_lower_case, arguments), **folded)

    return call


def _in_lower_case(value: Any) -> Any:
    if isinstance(value, list):
        return [item.lower() for item in cast("list[str]", value)]
    return value.lower() if isinstance(value, str) else value


def add_tags(call: Call, _forward: Forward) -> Answer:
    catalog = str(call.body.get("CatalogId") or call.account)
    tags = [{"CatalogId": catalog} | _lower(tag) for tag in call.body["LFTags"]]
    defined = lakeformation_backends[call.account][call.region].list_lf_tags(catalog)
    unknown = [tag for tag in tags if not _is_defined(tag, defined)]
    if unknown:
        return done({"Failures": [_failure(tag) for tag in unknown]})
    with _CHANGE:
        for shelf, place in _places(call):
            shelf[place] = _merged(shelf.get(place, []), tags)
    return done({"Failures": []})


def remove_tags(call: Call, _forward: Forward) -> Answer:
    keys = {tag["TagKey"].lower() for tag in call.body["LFTags"]}
    with _CHANGE:
        for shelf, place in _places(call):
            shelf[place] = [tag for tag in shelf.get(place, []) if tag["TagKey"] not in keys]
    return done({"Failures": []})


def resource_tags(call: Call, _forward: Forward) -> Answer:
    """The tags assigned to a resource itself, and with inherited ones where those are asked for."""
    backend = lakeformation_backends[call.account][call.region]
    columns: Tags = []
    document: dict[str, Any] = {}
    for shelf, place in _places(call):
        tags = shelf.get(place, [])
        if not call.body.get("ShowAssignedLFTags"):
            tags = _merged(_inherited(backend, place), tags)
        if shelf is backend.lf_columns_tags:
            columns += [{"Name": place[3], "LFTags": tags}] if tags else []
        elif tags:
            field = "LFTagOnDatabase" if len(place) == 2 else "LFTagsOnTable"
            document[field] = tags
    return done(document | ({"LFTagsOnColumns": columns} if columns else {}))


def _inherited(backend: Any, place: tuple[str, ...]) -> Tags:
    """What a table has from its database, and a column from its table."""
    database: Tags = backend.lf_database_tags.get(place[:2], []) if place[2:] else []
    table: Tags = backend.lf_table_tags.get(place[:3], []) if place[3:] else []
    return _merged(database, table)


def _places(call: Call) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Where moto keeps a resource's tags: a dictionary and a key, for each of its columns."""
    backend = lakeformation_backends[call.account][call.region]
    resource = folded(call.body["Resource"])
    kind, named = next(iter(resource.items()))
    catalog = str(named.get("CatalogId") or call.account)
    if kind == "Database":
        yield backend.lf_database_tags, (catalog, named["Name"])
    elif kind == "Table":
        yield backend.lf_table_tags, (catalog, named["DatabaseName"], named.get("Name", "*"))
    elif kind == "TableWithColumns":
        for column in named.get("ColumnNames", []):
            yield backend.lf_columns_tags, (catalog, named["DatabaseName"], named["Name"], column)


def _merged(old: Tags, new: Tags) -> Tags:
    return list({tag["TagKey"]: tag for tag in (*old, *new)}.values())


def _lower(tag: Mapping[str, Any]) -> dict[str, Any]:
    values = [value.lower() for value in tag.get("TagValues") or ()]
    return dict(tag) | {"TagKey": tag["TagKey"].lower(), "TagValues": values}


def _is_defined(tag: Mapping[str, Any], defined: Mapping[str, Any]) -> bool:
    return all(value in defined.get(tag["TagKey"], []) for value in tag["TagValues"])


def _failure(tag: Mapping[str, Any]) -> dict[str, Any]:
    message = "Tag or tag value does not exist."
    return {
        "LFTag": tag,
        "Error": {"ErrorCode": "EntityNotFoundException", "ErrorMessage": message},
    }


CORRECTIONS = (
    Correction("lakeformation", ("CreateLFTag",), create_tag),
    Correction("lakeformation", ("GetLFTag", "UpdateLFTag", "DeleteLFTag"), get_tag),
    Correction("lakeformation", ("UpdateLFTag",), update_tag),
    Correction("lakeformation", ("AddLFTagsToResource",), add_tags),
    Correction("lakeformation", ("RemoveLFTagsFromResource",), remove_tags),
    Correction("lakeformation", ("GetResourceLFTags",), resource_tags),
)
GUARDS = (
    Guard("lakeformation", ("CreateLFTag", "UpdateLFTag"), check_values),
    Guard("lakeformation", ("AddLFTagsToResource",), check_pairs),
)
PATCH = Patch(install)
