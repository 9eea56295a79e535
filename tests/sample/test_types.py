import duckdb
import pyarrow as pa
import pytest

from meshwright.athena.translation import duckdb_type
from meshwright.sample.arrow import arrow_type
from meshwright.sample.types import family
from meshwright.specs.types import PRIMITIVES, parse_type

TYPES = (
    *PRIMITIVES,
    "decimal(18,2)",
    "array<string>",
    "map<string,bigint>",
    "struct<a:int,b:array<decimal(5,1)>>",
    "array<struct<at:timestamptz,ids:map<string,uuid>>>",
)


@pytest.mark.parametrize("text", TYPES)
def test_arrow_calls_a_type_what_the_spec_says_it_does(text: str) -> None:
    declared = parse_type(text)

    # Arrow prints a list's element as it is named, which differs from release to release.
    assert str(arrow_type(declared)).replace("element:", "item:") == declared.arrow


@pytest.mark.parametrize("text", TYPES)
def test_a_value_of_every_type_goes_from_duckdb_to_arrow(text: str) -> None:
    declared = parse_type(text)
    with duckdb.connect() as connection:
        query = f"select cast(null as {duckdb_type(declared)}) as value"
        rows = connection.sql(query).to_arrow_table()

    assert rows.cast(pa.schema([("value", arrow_type(declared))])).num_rows == 1


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("DECIMAL(38,0)", "number"),
        ("HUGEINT", "number"),
        ("VARCHAR", "text"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp"),
        ("STRUCT(a INTEGER)[]", "array"),
        ("STRUCT(a INTEGER)", "struct"),
        ("MAP(VARCHAR, INTEGER)", "map"),
        ("INTERVAL", "interval"),
    ],
)
def test_a_duckdb_type_belongs_to_a_kind_of_values(given: str, kind: str) -> None:
    assert family(given) == kind
