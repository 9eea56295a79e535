"""Nothing that a spec, a query or a file says is read as SQL or as a state."""

import json
import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlglot.dialects.trino import Trino
from sqlglot.tokenizer_core import TokenType

from meshwright.jobs.machine import Machine, definition
from meshwright.jobs.outcome import Counted
from meshwright.jobs.query import UnusableQueryError, embedded

from jobs.interpreter import Failed
from jobs.lake import Lake, World, job, source_job

WORDS = ("'", "''", '"', '""', "\\", "--", "/*", "*/", "(", ")", ";", "\n", "\0", "{}", "$.")
PARTS = (*WORDS, "\0to\0", "a", " ", "é", "select 1", "drop table t")
HOSTILE = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)
TEXT = HOSTILE | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(TEXT, st.lists(TEXT, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_a_value_of_a_spec_is_a_text_in_every_statement(other: str, values: list[str]) -> None:
    rules = [
        {"metric": "invalidValues", "mustBe": 0, "arguments": {"validValues": values}},
        {"metric": "missingValues", "mustBe": 0, "arguments": {"missingValues": [other]}},
    ]
    columns = {"k": "bigint", "v": {"type": "string", "enum": values, "quality": rules}}
    lake = Lake(job("SELECT k, v FROM src.given", columns))
    lake.duck.execute("CREATE TABLE src.given (k BIGINT, v VARCHAR)")
    for number, value in enumerate([*values, other]):
        lake.duck.execute("INSERT INTO src.given VALUES (?, ?)", [number, value])

    told = {rule["rule"]: rule["measured"] for rule in lake.run()["rules"]}

    strange, missing = int(other not in values), [*values, other].count(other)
    assert told["enum v"] == strange
    assert told["invalidValues v mustBe 0"] == strange
    assert told["missingValues v mustBe 0"] == missing


@given(st.lists(TEXT, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_a_definition_holds_the_values_of_a_spec_as_texts(values: list[str]) -> None:
    columns: dict[str, Any] = {"k": "bigint", "d": "date", "v": {"type": "string", "enum": values}}
    plain, hostile = ({**columns, "v": {"type": "string", "enum": e}} for e in (["a"], values))

    made = [_definition(each) for each in (plain, hostile)]

    assert _shape(made[0]) == _shape(made[1])


def _definition(columns: dict[str, Any]) -> Any:
    made, counted = (
        job("SELECT * FROM x", columns, partitionBy=["d"], window="1d"),
        Counted("m", "a.b"),
    )
    return json.loads(definition(Machine("a.b", (made,), "w", "b", "c", "runs/a.b/", counted)))


def _shape(value: Any) -> Any:
    """A value without its texts, but for those that are looked up."""
    if isinstance(value, dict):
        return {k: v if k.endswith(".$") else _shape(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_shape(inner) for inner in value]
    return type(value)


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_a_query_never_leaves_its_brackets(query: str) -> None:
    try:
        inside = embedded(query)
    except UnusableQueryError:
        return

    # The other reader refuses what is no number behind these letters, where ours takes a text.
    assume(not re.search("[xXeEbBnNrR]'", inside))
    *words, closing, name = Trino().tokenize(f"({inside}) q_end")

    assert (closing.token_type, name.text) == (TokenType.R_PAREN, "q_end")
    depth = 0
    for word in words:
        assert word.token_type is not TokenType.SEMICOLON
        depth += (word.token_type is TokenType.L_PAREN) - (word.token_type is TokenType.R_PAREN)
        assert depth > 0
    assert depth == 1


@given(TEXT, TEXT)
@settings(max_examples=10, deadline=None)
def test_lines_and_names_of_files_are_values(path: str, value: str) -> None:
    columns = {"k": "bigint", "v": "string"}
    made = World(source_job(columns, source={"format": "csv", "maxRejects": 9}))
    made.lake.land(f"s3://l/{path}", ("1", value), ("no", value))

    made.run()

    garbled = "\N{REPLACEMENT CHARACTER}" in value
    assert made.lake.made() == ([] if garbled else [(1, value or None)])
    assert {row[0] for row in made.lake.rejects()} == {f"s3://l/{path}"}


@given(TEXT | st.none() | st.integers(), TEXT)
@settings(max_examples=30, deadline=None)
def test_days_that_are_asked_for_are_days_or_refused(first: Any, last: str) -> None:
    made = World(job("SELECT 1 AS k", {"k": "bigint"}))

    with pytest.raises(Failed, match=r"^mesh\.BadInput"):
        made.run({"from": first, "to": last})

    assert made.statements == []


@given(HOSTILE)
@settings(max_examples=10, deadline=None)
def test_the_name_of_a_run_reaches_no_statement(name: str) -> None:
    made = World(source_job({"k": "bigint"}, source={"format": "csv"}))
    made.lake.land("one.csv", ("1",))

    made.run(name=f"begun{name}")

    assert not any(f"begun{name}" in statement for statement in made.statements)
