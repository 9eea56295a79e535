"""Glue tells a role of databases, tables and columns what Lake Formation lets it see; moto all.

A table is seen by who has any right on it, and of its columns those that are granted where not all
are. What is asked for by its name and not seen is refused; from lists it is left out.
https://docs.aws.amazon.com/lake-formation/latest/dg/metadata-permissions.html
https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html
That partition keys cannot be hidden from who sees a part of a table is on the second page too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from localaws.authorise.callers import asking
from localaws.authorise.lake import Place, lake_for
from localaws.strict.call import Answer, Call, Correction, Forward, Json, done, items, part, refusal
from meshwright.access.grant import DESCRIBE
from meshwright.access.lake import Thing

ADMINISTRATORS_KEY = "Credential=test/"
Held = Mapping[str, Json]
LISTS_OF_TABLES = ("GetTables", "SearchTables")
OF_A_TABLE = {
    "BatchGetPartition": "Partitions",
    "GetPartition": "Partition",
    "GetPartitionIndexes": "PartitionIndexDescriptorList",
    "GetPartitions": "Partitions",
    "GetTable": "Table",
    "GetTableVersion": "TableVersion",
    "GetTableVersions": "TableVersions",
}
"""What is told of one table, and where in the answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one role sees of the catalog of a place."""

    role: str
    place: Place

    def database(self, name: str) -> bool:
        thing = Thing(name.lower())
        return (
            lake_for(self.role, self.place, [thing]).decide(self.role, DESCRIBE, thing).is_allowed
        )

    def columns(self, database: str, table: str, names: Iterable[str]) -> frozenset[str] | None:
        """Those of a table's columns that are seen; None where not even the table is."""
        whole = Thing(database.lower(), table.lower())
        each = {name: Thing(whole.database, whole.table, name.lower()) for name in names}
        lake = lake_for(self.role, self.place, [whole, *each.values()])
        shown = [n for n, c in each.items() if lake.decide(self.role, DESCRIBE, c).is_allowed]
        if shown or lake.decide(self.role, DESCRIBE, whole).is_allowed:
            return frozenset(shown)
        return None

    def table(self, said: Held) -> Held | None:
        """A table as it is seen; None where it is not."""
        seen = self.columns(str(said["DatabaseName"]), str(said["Name"]), _names(said))
        return None if seen is None else _narrowed(said, seen)


def answer(call: Call, forward: Forward) -> Answer:
    authorization = call.headers.get("authorization", "")
    given = forward()
    if given.error or ADMINISTRATORS_KEY in authorization:
        return given
    who = asking(call.account, authorization)
    if not who.is_held:
        return given
    return _seen(call, given, Seen(who.caller.entity, (call.account, call.region)))


def _seen(call: Call, given: Answer, seen: Seen) -> Answer:
    body: Held = given.body
    if call.operation == "GetDatabases":
        found = [d for d in items(body, "DatabaseList") if seen.database(str(d["Name"]))]
        return done({**body, "DatabaseList": found})
    if call.operation == "GetDatabase":
        name = str(call.body["Name"])
        return given if seen.database(name) else _insufficient(name)
    if call.operation in LISTS_OF_TABLES:
        tables = map(seen.table, items(body, "TableList"))
        return done({**body, "TableList": [table for table in tables if table is not None]})
    return _of_a_table(call, given, seen)


def _of_a_table(call: Call, given: Answer, seen: Seen) -> Answer:
    body: Held = given.body
    name = str(call.body.get("TableName") or call.body["Name"])
    field = OF_A_TABLE[call.operation]
    told: Json = body.get(field) or []
    several = cast("list[Held]", told if isinstance(told, list) else [told])
    every = {name for one in several for name in _names(one.get("Table", one))}
    shown = seen.columns(str(call.body["DatabaseName"]), name, every)
    if shown is None:
        return _insufficient(name)
    narrowed = [_shown(one, shown) for one in several]
    return done({**body, field: narrowed if isinstance(told, list) else narrowed[0]})


def _shown(one: Held, shown: frozenset[str]) -> Held:
    """A table, a version of one or a partition, with the columns that are seen."""
    return (
        {**one, "Table": _narrowed(one["Table"], shown)}
        if "Table" in one
        else _narrowed(one, shown)
    )


def _names(said: Held) -> Iterator[str]:
    for column in items(part(said, "StorageDescriptor"), "Columns"):
        yield str(column["Name"])


def _narrowed(said: Held, shown: frozenset[str]) -> Held:
    """A table or partition with the columns that are seen; its keys are not hidden."""
    storage = part(said, "StorageDescriptor")
    if not storage:
        return said
    columns = [c for c in items(storage, "Columns") if str(c["Name"]) in shown]
    return {**said, "StorageDescriptor": {**storage, "Columns": columns}}


def _insufficient(name: str) -> Answer:
    message = f"Insufficient Lake Formation permission(s): Required Describe on {name.lower()}"
    return refusal("AccessDeniedException", message)


CORRECTION = Correction(
    "glue", ("GetDatabase", "GetDatabases", *LISTS_OF_TABLES, *OF_A_TABLE), answer
)
