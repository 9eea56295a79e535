"""A machine shows rows in the catalog only of unprotected columns, as its product's sample.

Whoever reads the catalog needs no agreement for it. So a machine may write what a query answers
there in one form alone: some columns of one table, in the order of its key, a few rows.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from guardrails import catalog
from guardrails.catalog_entry import TableEntry
from guardrails.naming import catalog_bucket
from guardrails.rule import Resource, Rule, Stack
from guardrails.types import LF_TAGS, STATE_MACHINE

NAME = r'(?:[a-z][a-z0-9_]*|"[a-z][a-z0-9_]*")'
VALUE = rf"coalesce\('=' \|\| substr\(CAST\(o\.{NAME} AS varchar\), 1, 80\), ''\) AS {NAME}"
READ = re.compile(rf"o\.({NAME})")
TABLE = rf"(?P<database>{NAME})\.(?P<table>{NAME})"
QUERY = re.compile(
    rf"SELECT (?P<columns>{VALUE}(?:, {VALUE})*) FROM {TABLE} o"  # noqa: S608 - reads one
    rf" ORDER BY o\.{NAME}(?:, o\.{NAME})* LIMIT 5"
)
OPEN = ("public", "internal")
States = Mapping[str, Any]


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for machine in stack.of(STATE_MACHINE):
        for states in _groups(_read(machine.props.get("definition", ""))):
            if _of(states, "athena:getQueryResults") and _of(states, "aws-sdk:s3:putObject"):
                yield from ((machine, problem) for problem in _problems(stack, states))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _groups(value: Any) -> Iterator[States]:
    """Each set of states that pass on to each other what they have read."""
    if isinstance(value, Mapping):
        found = cast("Mapping[str, Any]", value)
        states = found.get("States")
        if isinstance(states, Mapping):
            yield cast("States", states)
        for inner in found.values():
            yield from _groups(inner)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _groups(inner)


def _of(states: States, service: str) -> list[Mapping[str, Any]]:
    """The parameters of the states that call a service."""
    tasks = (cast("Mapping[str, Any]", s) for s in states.values() if isinstance(s, Mapping))
    calls = (t for t in tasks if str(t.get("Resource", "")).endswith(f":{service}"))
    given = (call.get("Parameters") for call in calls)
    return [cast("Mapping[str, Any]", p) if isinstance(p, Mapping) else {} for p in given]


def _problems(stack: Stack, states: States) -> Iterator[str]:
    described = catalog.entry(stack)
    asked = _of(states, "athena:startQueryExecution.sync")
    read = [QUERY.fullmatch(str(each.get("QueryString", ""))) for each in asked]
    if described is None or len(read) != 1 or read[0] is None:
        yield "definition writes what a query answers, and is no sample of a table of its product"
        return
    database, name = _plain(read[0]["database"]), _plain(read[0]["table"])
    table = described.content.tables.get((database, name))
    if table is None:
        yield "definition shows rows of a table that its product does not have"
        return
    yield from _of_the_table(stack, described.content, table, read[0]["columns"])
    key = f"runs/{described.content.said.id}/{name}.sample"
    for written in _of(states, "aws-sdk:s3:putObject"):
        if (written.get("Bucket"), written.get("Key")) != (catalog_bucket(stack.scope), key):
            yield "definition writes a sample to another place than its own"


def _of_the_table(
    stack: Stack, said: catalog.Content, table: TableEntry, columns: str
) -> Iterator[str]:
    may = {column.name for column in table.columns if not column.protected}
    if not {*map(_plain, READ.findall(columns))} <= may:
        yield "definition shows a column that is protected"
    if any(table.name in agreement.rows for agreement in said.said.agreements):
        yield "definition shows rows of a table of which an agreement opens some rows alone"
    if not _is_open(stack, table.database):
        yield "definition shows rows of a product that is not public or internal"


def _is_open(stack: Stack, database: str) -> bool:
    """Whether the database is tagged as what everybody in the mesh may know."""
    tagged = [
        tag.get("value") in OPEN
        for resource in stack.of(*LF_TAGS)
        if resource.props.get("database", {}).get("name") == database
        for tag in resource.props.get("lfTags", ())
        if tag.get("key") == "classification"
    ]
    return bool(tagged) and all(tagged)


def _plain(name: str) -> str:
    return name.strip('"')


RULE = Rule(
    id="sample-shows-unprotected",
    code="RUN-005",
    title="Samples show unprotected columns of open products",
    why="What lies in the catalog is read by the people of every domain, with or without an"
    " agreement: a row that is shown there is given to all of them.",
    fix="say `sample: true` of tables of public and internal products alone, and let the plan write"
    " the query: it leaves protected columns out",
    check_stack=check_stack,
)
