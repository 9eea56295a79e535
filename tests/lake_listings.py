"""ListPermissions as AWS has been seen to answer it, for what was granted.

The shapes are those of terraform-provider-aws (internal/service/lakeformation/filter.go, "LIST
PERMS (out)"), of AWS's own examples, and what follows from either where both were granted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from meshwright.access import grant as access
from meshwright.aws.lake_formation_tables import ALL_TABLES

Entry = dict[str, Any]
ACCOUNT = "111122223333"


def granted(inputs: Mapping[str, Any]) -> Entry:
    """A permission of the provider as the call that grants it."""
    request = access.declared(inputs).request()
    return {"PermissionsWithGrantOption": [], **request}


def _table(entry: Entry) -> dict[str, Any] | None:
    table = entry["Resource"].get("Table")
    return table if table and "SELECT" in entry["Permissions"] else None


def as_granted(entry: Entry) -> Iterator[Entry]:
    yield entry


def select_apart(entry: Entry) -> Iterator[Entry]:
    """SELECT on a whole table is one entry, on all of its columns, and the other rights another."""
    table = _table(entry)
    if table is None:
        yield entry
        return
    others = [right for right in entry["Permissions"] if right != "SELECT"]
    if others:
        is_all = "TableWildcard" in table
        named = {**table, "Name": ALL_TABLES} if is_all else table
        yield {**entry, "Resource": {"Table": named}, "Permissions": others}
    yield {
        **entry,
        "Resource": {"TableWithColumns": _all_columns(table)},
        "Permissions": ["SELECT"],
    }


def select_beside(entry: Entry) -> Iterator[Entry]:
    """The whole right, and SELECT once more on all columns."""
    yield entry
    if (table := _table(entry)) is not None:
        columns = {"TableWithColumns": _all_columns(table)}
        yield {**entry, "Resource": columns, "Permissions": ["SELECT"]}


def describe_beside(entry: Entry) -> Iterator[Entry]:
    """Who may SELECT may DESCRIBE the table, and AWS says so."""
    yield from select_apart(entry)
    named = entry["Resource"].get("TableWithColumns")
    if named is not None:
        table = {k: named[k] for k in ("CatalogId", "DatabaseName", "Name") if k in named}
        yield {**entry, "Resource": {"Table": table}, "Permissions": ["DESCRIBE"]}


def one_right_each(entry: Entry) -> Iterator[Entry]:
    for right in entry["Permissions"]:
        yield from select_apart({**entry, "Permissions": [right]})


def one_column_each(entry: Entry) -> Iterator[Entry]:
    named = entry["Resource"].get("TableWithColumns")
    if named is None or "ColumnNames" not in named:
        yield from select_apart(entry)
        return
    for column in named["ColumnNames"]:
        yield {**entry, "Resource": {"TableWithColumns": {**named, "ColumnNames": [column]}}}


def in_the_catalog(entry: Entry) -> Iterator[Entry]:
    """Each thing with the catalog that it lies in, and empty lists left out."""
    for listed in select_apart(entry):
        kind, named = next(iter(listed["Resource"].items()))
        resource = {kind: {"CatalogId": ACCOUNT, **named}}
        yield {k: v for k, v in listed.items() if v} | {"Resource": resource}


def _all_columns(table: Mapping[str, Any]) -> dict[str, Any]:
    named = {k: table[k] for k in ("CatalogId", "DatabaseName") if k in table}
    return {**named, "Name": table.get("Name", ALL_TABLES), "ColumnWildcard": {}}


Listing = Callable[[Entry], Iterable[Entry]]
LISTINGS: tuple[Listing, ...] = (
    as_granted,
    select_apart,
    select_beside,
    describe_beside,
    one_right_each,
    one_column_each,
    in_the_catalog,
)
