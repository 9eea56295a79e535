"""Types in the words of duckdb's SQL."""

import pytest

from meshwright.athena.translation import duckdb_type
from meshwright.specs.types import parse_type


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("decimal(18,2)", "DECIMAL(18,2)"),
        ("array<int>", "INTEGER[]"),
        ("map<string,bigint>", "MAP(VARCHAR, BIGINT)"),
        ("struct<city:string,at:array<date>>", 'STRUCT("city" VARCHAR, "at" DATE[])'),
    ],
)
def test_a_type_is_said_in_duckdbs_words(declared: str, said: str) -> None:
    assert duckdb_type(parse_type(declared)) == said
