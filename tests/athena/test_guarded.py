"""TRY_CAST of a text: tried where both engines read it the same, or a pattern stands before it."""

import pytest

from meshwright.athena.column_type import ColumnType
from meshwright.athena.context import Context
from meshwright.athena.queries import analysed
from meshwright.athena.reading import Text, read
from meshwright.athena.relations import Column, Relation
from meshwright.athena.translation import translated
from meshwright.athena.values import Value

GUARD = "case when regexp_like({0}, '{1}') then {2} end"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def analysis(expression: str) -> tuple[list[str], str]:
    """What is found in an expression over the text `t`, and how duckdb is asked for it."""
    text = Text("q.sql", f"select {expression} as x from a.b")  # noqa: S608 - a test's own
    table = Relation((Column("t", Value(ColumnType("string"))),))
    context, tree = Context(text, lambda *_: table), read(text)
    assert not isinstance(tree, tuple)
    analysed(context, tree)
    found = [finding.code for finding in context.findings]
    return found, "" if found else translated(context, tree)


@pytest.mark.parametrize(
    "expression",
    [
        GUARD.format("t", DAY, "try_cast(t as date)"),
        GUARD.format("nullif(t, '')", DAY, "try_cast(nullif(t, '') as date)"),
        GUARD.format("t", "^.+$", "try_cast(replace(t, 'T', ' ') as timestamp(6))"),
        GUARD.format("t", r"^[0-9]+\.[0-9]{2}$", "try_cast(t as decimal(18,2))"),
        "try_cast(t as integer)",
    ],
)
def test_a_text_that_a_whole_pattern_holds_is_tried(expression: str) -> None:
    found, written = analysis(expression)

    assert found == []
    assert "try_cast(" in written


@pytest.mark.parametrize(
    "expression",
    [
        "try_cast(t as date)",
        GUARD.format("t", "[0-9]+", "try_cast(t as date)"),
        GUARD.format("t", DAY, "try_cast(lower('x') as date)"),
        GUARD.format("t", DAY, "cast(t as timestamp(6))"),
        GUARD.format("t", DAY, "try_cast(t as timestamp(9))"),
        "case when t = 'a' then try_cast(t as date) end",
        "case when starts_with(t, 'a') then try_cast(t as date) end",
        "case t when 'a' then try_cast(t as date) end",
    ],
)
def test_any_other_text_is_not(expression: str) -> None:
    assert "SQL012" in analysis(expression)[0]
