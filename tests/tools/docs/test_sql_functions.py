"""Functions of queries are proven by probes, and what is not proven is not allowed."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from meshwright.athena.functions import candidates, proven
from meshwright.athena.refused import REFUSED
from tools.docs import sql_functions
from tools.docs.sql_functions import Outcome, Probe

ROOT = Path(__file__).parents[3]
DIFFERENT = {
    "bit_count",
    "contains_sequence",
    "kurtosis",
    "skewness",
    "url_decode",
    "url_encode",
    "width_bucket",
}
"""What the documentation says of these, the local engine does not give."""


@pytest.fixture(scope="module")
def outcomes() -> tuple[Outcome, ...]:
    return sql_functions.outcomes()


def test_each_probe_gives_the_documented_value_or_its_function_is_refused(outcomes) -> None:
    failed = {text.partition("(")[0] for o in outcomes if o.problem for text in o.signatures}

    assert len(outcomes) >= 300
    assert failed == DIFFERENT
    assert not [outcome for outcome in outcomes if outcome.problem and not outcome.signatures]


def test_each_function_of_the_table_has_a_probe(outcomes) -> None:
    tried = {text for outcome in outcomes for text in outcome.signatures}

    assert {s.text for s in candidates().signatures} == tried
    assert len(tried) >= 190


def test_what_a_query_may_call_is_what_was_proven(outcomes) -> None:
    allowed = {signature.text for signature in proven().signatures}

    assert allowed == {signature.text for signature in sql_functions.proven(outcomes)}
    assert not DIFFERENT & {signature.name for signature in proven().signatures}
    assert not REFUSED.keys() & {signature.name for signature in candidates().signatures}


@pytest.mark.parametrize(
    ("sql", "value", "said"),
    [
        ("7 / 2", 3.5, "it gives 3, and the documentation says 3.5"),
        ("7 / 2", "3", "it gives 3, and the documentation says '3'"),
        ("array[1, 2]", [1], "it gives [1, 2]"),
        ("1.5 / 2", 1, "a division of decimals"),
        ("selec 1", 1, "not expected"),
        ("cast('9' || '9999999999' as integer)", 1, "Could not convert"),
    ],
)
def test_a_probe_can_fail(sql, value, said) -> None:
    with duckdb.connect() as connection:
        outcome = sql_functions._outcome(connection, Probe(sql, value, ""))

    assert said in outcome.problem


def test_one_failing_probe_takes_a_function_off_the_list(outcomes) -> None:
    name = "abs(N) -> N"
    index = next(i for i, o in enumerate(outcomes) if o.signatures == (name,))
    broken = [*outcomes]
    broken[index] = replace(broken[index], problem="it gives something else")

    assert name in {signature.text for signature in sql_functions.proven(outcomes)}
    assert name not in {signature.text for signature in sql_functions.proven(broken)}


def test_no_template_says_a_long_argument_twice() -> None:
    """Else a query that nests such calls would grow without end."""
    positions = {
        signature.name: signature.repeated
        for signature in candidates().signatures
        if signature.repeated
    }

    assert positions == {"slice": frozenset({1})}
    assert next(s for s in candidates().scalars["slice"]).parameters[1].name == "position"
