"""SHOW and DESCRIBE, as drivers and people ask what there is.

https://docs.aws.amazon.com/athena/latest/ug/show-tables.html
https://docs.aws.amazon.com/athena/latest/ug/show-databases.html
https://docs.aws.amazon.com/athena/latest/ug/show-columns.html
https://docs.aws.amazon.com/athena/latest/ug/show-partitions.html
https://docs.aws.amazon.com/athena/latest/ug/describe-table.html
"""

import fnmatch
import re
from collections.abc import Iterator

from localaws.athena import faults, statements
from localaws.athena.faults import QueryError, unsupported
from localaws.athena.queries import Run
from localaws.athena.results import Result, Row, listed
from localaws.athena.tables import Table
from localaws.iceberg.columns import CURRENT
from localaws.strict.call import items, part

_NAME = r'((?:"[^"]+"|`[^`]+`|[\w$]+)(?:\.(?:"[^"]+"|`[^`]+`|[\w$]+)){0,2})'
_DATABASES = re.compile(r"\s*SHOW\s+(?:DATABASES|SCHEMAS)(?:\s+LIKE\s+'([^']*)')?\s*$", re.I)
_TABLES = re.compile(
    r"\s*SHOW\s+TABLES(?:\s+(?:IN|FROM)\s+[\"`]?([\w$]+)[\"`]?)?(?:\s+(?:LIKE\s+)?'([^']*)')?\s*$",
    re.I,
)
_COLUMNS = re.compile(
    rf"\s*SHOW\s+COLUMNS\s+(?:IN|FROM)\s+{_NAME}(?:\s+(?:IN|FROM)\s+[\"`]?([\w$]+)[\"`]?)?\s*$",
    re.I,
)
_PARTITIONS = re.compile(rf"\s*SHOW\s+PARTITIONS\s+{_NAME}\s*$", re.I)
_DESCRIBE = re.compile(rf"\s*(?:DESCRIBE|DESC)\s+(?:TABLE\s+)?{_NAME}\s*$", re.I)


def answer(run: Run, sql: str) -> Result:
    """The answer to a SHOW or a DESCRIBE."""
    if found := _DATABASES.match(sql):
        return listed(["database_name"], [(name,) for name in _databases(run, found[1])])
    if found := _TABLES.match(sql):
        return listed(["tab_name"], [(name,) for name in _tables(run, found[1], found[2])])
    if found := _COLUMNS.match(sql):
        table = _table(run, found[1], found[2] or "")
        return listed(["field"], [(name,) for name in table.columns])
    if found := _PARTITIONS.match(sql):
        return listed(["partition"], [(name,) for name in _partitions(run, _table(run, found[1]))])
    if found := _DESCRIBE.match(sql):
        return listed(["col_name", "data_type", "comment"], [*_described(_table(run, found[1]))])
    raise unsupported(" ".join(sql.split()[:3]))


def _databases(run: Run, pattern: str | None) -> list[str]:
    found = run.analysis.catalog.pages("GetDatabases", "DatabaseList")
    return sorted(name for each in found if _matches(name := str(each["Name"]), pattern))


def _tables(run: Run, database: str | None, pattern: str | None) -> list[str]:
    named = (database or run.analysis.database).lower()
    if not named:
        said = "Schema must be specified when session schema is not set"
        raise QueryError(f"SYNTAX_ERROR: {said}", number=faults.SYNTAX)
    found = run.analysis.catalog.pages("GetTables", "TableList", DatabaseName=named)
    return sorted(name for each in found if _matches(name := str(each["Name"]), pattern))


def _matches(name: str, pattern: str | None) -> bool:
    """Hive's patterns: `*` for anything, `|` between several."""
    if not pattern:
        return True
    return any(fnmatch.fnmatchcase(name, each.lower()) for each in pattern.split("|"))


def _table(run: Run, written: str, database: str = "") -> Table:
    name = statements.name(written)
    named = database.lower() or name.database or run.analysis.database
    return run.analysis.catalog.table(named, name.table)


def _described(table: Table) -> Iterator[Row]:
    said = table.said
    comments = {
        str(c["Name"]).lower(): (str(c.get("Type", "")), str(c.get("Comment", "")))
        for c in (*items(part(said, "StorageDescriptor"), "Columns"), *items(said, "PartitionKeys"))
        if part(c, "Parameters").get(CURRENT) != "false"
    }
    for name in table.columns:
        kind, comment = comments[name]
        yield (f"{name:<20}", f"{kind:<20}", f"{comment:<20}")


def _partitions(run: Run, table: Table) -> list[str]:
    if not table.keys:
        said = f"FAILED: Execution Error: Table {table.name} is not a partitioned table"
        raise QueryError(said)
    named = {"DatabaseName": table.database, "TableName": table.name}
    found = run.analysis.catalog.pages("GetPartitions", "Partitions", **named)
    return [
        "/".join(f"{key}={value}" for key, value in zip(table.keys, each["Values"], strict=True))
        for each in found
    ]
