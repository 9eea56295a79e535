"""The functions that queries may call, proven by probes, and their page.

A probe is an expression and the value that Trino's documentation gives it. It goes the way that a
query of `domains/` goes: parsed, typed, translated, run by duckdb.
"""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# Values come from YAML and from duckdb as they are.

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sqlglot import exp

from meshwright.athena.context import Context
from meshwright.athena.functions import candidates
from meshwright.athena.queries import analysed
from meshwright.athena.reading import Text, read
from meshwright.athena.refused import REFUSED
from meshwright.athena.signatures import Signature
from meshwright.athena.translation import duckdb_type, translated

PROBES = Path(__file__).with_name("sql_probes.yaml")
DOCUMENTATION = "https://trino.io/docs/current/"
PAGE = "docs/reference/sql-functions.md"
LIST = "platform/meshwright/athena/proven.txt"


@dataclass(frozen=True, slots=True)
class Probe:
    """An expression, the value that a page gives it, and what came of it."""

    sql: str
    value: Any
    page: str
    """Below DOCUMENTATION."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a probe."""

    probe: Probe
    problem: str
    """Empty where it gave the documented value."""
    signatures: tuple[str, ...]
    """The functions that it calls."""


def probes() -> Iterator[Probe]:
    pages: Mapping[str, Sequence[tuple[Any, Any]]] = yaml.safe_load(PROBES.read_text("utf-8"))
    for page, entries in pages.items():
        for sql, value in entries:
            yield Probe(str(sql), value, page)


def outcomes() -> tuple[Outcome, ...]:
    """Every probe, run."""
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return tuple(_outcome(connection, probe) for probe in probes())


def proven(found: Sequence[Outcome]) -> tuple[Signature, ...]:
    """The functions that have a probe and of whose probes none failed."""
    failed = {text for outcome in found if outcome.problem for text in outcome.signatures}
    passed = {text for outcome in found if not outcome.problem for text in outcome.signatures}
    return tuple(s for s in candidates().signatures if s.text in passed - failed)


def documents() -> Mapping[str, str]:
    """The page and the list, by their paths."""
    found = outcomes()
    lines = [signature.text for signature in proven(found)]
    return {LIST: "".join(f"{line}\n" for line in lines), PAGE: _page(found)}


def _outcome(connection: duckdb.DuckDBPyConnection, probe: Probe) -> Outcome:
    text = Text("probe.sql", f"select {probe.sql}")
    tree = read(text)
    if isinstance(tree, tuple):
        return Outcome(probe, tree[0].message, ())
    context = Context(text, _no_table, functions=candidates())
    relation = analysed(context, tree)
    called = tuple(sorted({call.signature.text for call in context.calls.values()}))
    if context.findings:
        return Outcome(probe, context.findings[0].message, called)
    kind = relation.columns[0].value.type
    problem = _run(connection, context, tree, probe)
    if not problem and kind.name not in ("null", "struct", "map"):
        problem = _type_problem(connection, translated(context, tree), duckdb_type(kind))
    return Outcome(probe, problem, called)


def _run(
    connection: duckdb.DuckDBPyConnection, context: Context, tree: exp.Query, probe: Probe
) -> str:
    try:
        ((given,),) = connection.execute(translated(context, tree)).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return "the local engine has no such function"
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    if _same(_plain(given), _plain(probe.value)):
        return ""
    return f"it gives {_plain(given)!r}, and the documentation says {_plain(probe.value)!r}"


def _type_problem(connection: duckdb.DuckDBPyConnection, sql: str, wanted: str) -> str:
    asked = f"select typeof(value) from ({sql}) as given (value)"  # noqa: S608 - a probe of ours
    ((given,),) = connection.execute(asked).fetchall()
    return "" if given == wanted else f"it is typed {wanted}, and is {given}"


def _no_table(database: str, name: str) -> str:
    return f"there is no table {database}.{name}"


def _plain(value: Any) -> Any:
    """A value as a probe writes it."""
    match value:
        case bytes():
            return value.hex()
        case datetime() | date():
            return str(value)
        case list():
            entries: list[Any] = value
            return [_plain(entry) for entry in entries]
        case dict():
            pairs: dict[Any, Any] = value
            return {_plain(key): _plain(entry) for key, entry in pairs.items()}
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _same(given: Any, wanted: Any) -> bool:
    if isinstance(given, float) and isinstance(wanted, float):
        return math.isclose(given, wanted, rel_tol=1e-12)
    if isinstance(given, list) and isinstance(wanted, list):
        pairs: list[tuple[Any, Any]] = [*zip(given, wanted, strict=False)]
        return len(given) == len(wanted) and all(_same(a, b) for a, b in pairs)
    return given == wanted and type(given) is type(wanted)


def _page(found: Sequence[Outcome]) -> str:
    lines = [signature.text for signature in proven(found)]
    failing = [outcome for outcome in found if outcome.problem]
    return "\n".join(
        (
            "# Functions of queries",
            "",
            "What the `query` of a table may call, as Trino's documentation writes it. Each was"
            " tried with the values of that",
            "documentation in the engine behind the local AWS, and gave them. `N` stands for a"
            " number, `I` for an integer, `E` for",
            "a date or a timestamp, `O` for what has an order, another capital for any type. A"
            " `unit`, `pattern`, `format`,",
            "`replacement` or `position` is written out. Generated from"
            f" `tools/docs/sql_probes.yaml`: {len(found)} probes.",
            "",
            "## Proven",
            "",
            "| function | tried | value | documentation |",
            "| --- | --- | --- | --- |",
            *(_row(line, found) for line in lines),
            "",
            "## Operators and clauses",
            "",
            "| tried | value | documentation |",
            "| --- | --- | --- |",
            *(_operator(outcome) for outcome in found if not outcome.signatures),
            "",
            "## Refused",
            "",
            "| function | why | instead |",
            "| --- | --- | --- |",
            *(f"| `{name}` | {why} | {_cell(fix)} |" for name, (why, fix) in _refused(failing)),
            "",
        )
    )


def _refused(failing: Sequence[Outcome]) -> list[tuple[str, tuple[str, str]]]:
    known = dict(REFUSED)
    for outcome in failing:
        for text in outcome.signatures:
            why = f"`{_cell(outcome.probe.sql)}`: {_cell(outcome.problem)}"
            known.setdefault(text, (why, "write it with functions of the list"))
    return sorted(known.items())


def _row(text: str, found: Sequence[Outcome]) -> str:
    named = (o for o in found if text in o.signatures)
    # The probe that calls least beside it.
    shown = min(named, key=lambda outcome: (len(outcome.signatures), len(outcome.probe.sql)))
    return f"| `{_cell(text)}` | {_tried(shown.probe)} |"


def _operator(outcome: Outcome) -> str:
    if outcome.problem:
        return f"| `{_cell(outcome.probe.sql)}` | **refused**: {_cell(outcome.problem)} | |"
    return f"| {_tried(outcome.probe)} |"


def _tried(probe: Probe) -> str:
    value = "null" if probe.value is None else _cell(str(_plain(probe.value)))
    page = probe.page.rpartition("/")[2].removesuffix(".html")
    return f"`{_cell(probe.sql)}` | `{value}` | [{page}]({DOCUMENTATION}{probe.page})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
