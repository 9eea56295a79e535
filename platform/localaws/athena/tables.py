"""A table as one caller sees it: columns with their types, and where its rows lie.

https://docs.aws.amazon.com/athena/latest/ug/querying-glue-catalog.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from localaws import inner
from localaws.athena import faults, types
from localaws.athena.rights import Rights
from localaws.iceberg.columns import CURRENT
from localaws.iceberg.tables import is_iceberg
from localaws.inner import Caller
from localaws.strict.call import items, part
from localaws.strict.caller_identity import KEY
from meshwright.access.row_filters.tree import Filter
from meshwright.access.row_filters.tree import columns as columns_in
from meshwright.athena.column_type import ColumnType

GLUE = "AWSGlue"
PATH, FILE, ROW = "$path", "$file", "$row"
"""Columns that a table has besides those of the catalog: Athena's own, and two for its writers."""
MODIFIED, SIZE = "$file_modified_time", "$file_size"
"""What a table of plain files has too: when a row's file was written, and how large it is.

The time is a text here, as Athena casts its own to one: `2026-11-27 20:11:01.000 UTC`.
Source: Trino documentation, "Hive connector", "Metadata columns".
"""
GONE = "EntityNotFoundException"


@dataclass(frozen=True, slots=True)
class Table:
    """What a caller knows of a table."""

    database: str
    name: str
    said: Mapping[str, Any]
    """As Glue says it."""
    columns: Mapping[str, ColumnType]
    """Those that the caller may read, partition keys behind the others."""
    count: int
    """How many columns there are."""
    keys: tuple[str, ...]
    """All partition keys that the catalog names, whether the caller may read them or not."""
    files: Caller
    """Who reads and writes its files."""
    filters: tuple[Filter, ...] = ()
    """Of which one must hold for each row that the caller may see; none where all are seen."""
    looked_at: Mapping[str, ColumnType] = field(default_factory=dict[str, ColumnType])
    """The columns that the filters look at, whether the caller may read them or not."""

    @property
    def is_iceberg(self) -> bool:
        return is_iceberg(self.said)

    @property
    def location(self) -> str:
        return str(part(self.said, "StorageDescriptor").get("Location") or "").rstrip("/") + "/"

    @property
    def title(self) -> str:
        return f"{self.database}.{self.name}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tables of one place, for one caller."""

    rights: Rights

    def table(self, database: str, name: str) -> Table:
        """A table. Raises QueryError where the caller cannot see it."""
        said = self._said(database, name)
        everything = {
            str(c["Name"]).lower(): str(c.get("Type", ""))
            for c in (*items(part(said, "StorageDescriptor"), "Columns"), *_keys(said))
            if part(c, "Parameters").get(CURRENT) != "false"
        }
        opened = self.rights.columns(database, name, list(everything))
        if not opened:
            right = (
                "Select" if self.rights.can_see(database, name, list(everything)) else "Describe"
            )
            raise faults.insufficient(right, name)
        keys = tuple(str(key["Name"]).lower() for key in _keys(said))
        location = str(part(said, "StorageDescriptor").get("Location") or "")
        files = self.rights.access(location)
        columns = {column: _type(name, column, everything[column]) for column in opened}
        filters = self.rights.rows(database, name, list(everything))
        asked = {column for each in filters for column in columns_in(each)}
        looked_at = {c: _type(name, c, everything[c]) for c in everything if c in asked}
        count = len(everything)
        return Table(database, name, said, columns, count, keys, files, filters, looked_at)

    def writable(self, database: str, name: str, *needed: str) -> Table:
        """A table that the caller changes, with all that that takes."""
        found = self.table(database, name)
        if not self.rights.is_unlimited:
            held = self.rights.on_table(database, name)
            missing = [right for right in needed if not held & {right, "ALL"}]
            if missing:
                raise faults.insufficient(missing[0].capitalize(), name)
        if not found.is_iceberg:
            raise faults.unsupported(f"writing {found.title}, which is no Iceberg table")
        if len(found.columns) < found.count or found.filters:
            raise faults.insufficient("Select", name)
        return found

    def _said(self, database: str, name: str) -> Mapping[str, Any]:
        named = {"DatabaseName": database, "Name": name}
        reply = inner.ask_json(self.rights.caller, "glue", f"{GLUE}.GetTable", named)
        if reply.is_done:
            return self._whole(reply.json["Table"], named)
        error = reply.json
        if GONE in str(error.get("__type")):
            raise faults.missing_table(database, name)
        raise faults.denied(str(error.get("message") or error.get("Message")))

    def _whole(self, shown: Mapping[str, Any], named: Mapping[str, str]) -> Mapping[str, Any]:
        """A table with the columns that its caller does not see: a filter may look at these.

        Lake Formation tells them to engines that it trusts to hide them.
        https://docs.aws.amazon.com/glue/latest/webapi/API_GetUnfilteredTableMetadata.html
        """
        if self.rights.is_unlimited:
            return shown
        administrator = replace(self.rights.caller, key=KEY)
        return inner.ask_json(administrator, "glue", f"{GLUE}.GetTable", named).json["Table"]

    def pages(self, operation: str, field: str, **named: Any) -> list[Any]:
        """All that a listing of Glue gives this caller."""
        found: list[Any] = []
        more: dict[str, Any] = {}
        while True:
            body = {**named, **more}
            reply = inner.ask_json(self.rights.caller, "glue", f"{GLUE}.{operation}", body)
            if not reply.is_done:
                error = reply.json
                if GONE in str(error.get("__type")):
                    raise faults.missing_database(str(named.get("DatabaseName", "")))
                raise faults.denied(str(error.get("message") or error.get("Message")))
            found += reply.json.get(field) or ()
            token = reply.json.get("NextToken")
            if not token:
                return found
            more = {"NextToken": token}


def _keys(said: Mapping[str, Any]) -> list[Any]:
    return items(said, "PartitionKeys")


def _type(table: str, column: str, text: str) -> ColumnType:
    try:
        return types.column_type(text)
    except types.UnreadableTypeError as error:
        raise faults.unsupported(f"the type {text} of {table}.{column}") from error
