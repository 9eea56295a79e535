"""What an entry says of a table, beside what Athena itself would say of the deployed one.

Athena knows the Glue table alone. So the expectation is worked out from the declared table here, by
the table in its user guide, "Data types in Amazon Athena", and by none of the platform's code.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from meshwright.athena.quoting import IN_DDL, IN_QUERIES, query_name
from meshwright.plan import plan
from meshwright.plan.declaration import StackPlan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh

from meshes import TODAY, MeshOf, environment

ROOT = Path(__file__).parents[2]
ATHENA = {
    "boolean": "boolean",
    "int": "integer",
    "bigint": "bigint",
    "float": "real",
    "double": "double",
    "string": "varchar",
    "binary": "varbinary",
    "date": "date",
    "timestamp": "timestamp(3)",
}
ODD = """\
description: Every type, and names that SQL takes for something else.
tables:
  values:
    description: One row an order.
    partitionBy: [group, day]
    primaryKey: [order]
    columns:
      order: {type: string, unique: true, enum: [a, b]}
      group: string
      end: {type: timestamptz, required: true}
      from: uuid
      day: date
      first: {type: "struct<select:int,table:array<timestamptz>,plain:uuid>"}
      all: "map<string,decimal(9,2)>"
      user: boolean
      n1: float
      n2: {type: binary, quality: [{metric: nullValues, mustBe: 0}]}
  hidden:
    columns: {mail: {type: string, pii: true}}
"""


def of_glue(text: str) -> str:
    """Athena's word for a Hive type."""
    head, _, rest = text.partition("<")
    if not rest:
        return ATHENA.get(head, head)
    inner = list(parts(rest.removesuffix(">")))
    if head == "struct":
        fields = (field.partition(":") for field in inner)
        return f"row({', '.join(f'{name} {of_glue(kind)}' for name, _, kind in fields)})"
    return f"{head}({', '.join(map(of_glue, inner))})"


def parts(text: str) -> Iterator[str]:
    depth, part = 0, ""
    for letter in text:
        depth += (letter in "<(") - (letter in ">)")
        if letter == "," and not depth:
            yield part
            part = ""
        else:
            part += letter
    yield part


def pairs(stack: StackPlan) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each deployed table, with what the entry says of it."""
    entry = next(d for d in stack.declarations if d.name == "entry")
    told = {table["name"]: table for table in json.loads(entry.inputs["content"])["tables"]}
    for declared in stack.declarations:
        if declared.type.endswith(":CatalogTable"):
            yield declared.inputs, told[declared.name]


@pytest.fixture(scope="module")
def example() -> Mesh:
    return load_mesh(ROOT).mesh


@pytest.fixture(params=["example", "odd"])
def tables(
    request: pytest.FixtureRequest, example: Mesh, mesh_of: MeshOf
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    mesh = example if request.param == "example" else mesh_of({"sales/invoices/product.yaml": ODD})
    planned = plan(mesh, environment(), as_of=TODAY)
    products = (planned.stacks[f"dev.{product}"] for product in mesh.products)
    return [pair for stack in products for pair in pairs(stack)]


def test_columns_stand_in_athenas_order_with_athenas_types(tables) -> None:
    for glue, entry in tables:
        described = [*glue["storageDescriptor"]["columns"], *glue["partitionKeys"]]
        told = [(c["name"], c["athenaType"].replace('"', "")) for c in entry["columns"]]

        assert told == [(c["name"], of_glue(c["type"])) for c in described]


def test_partitions_place_and_format_are_those_of_the_table(tables) -> None:
    for glue, entry in tables:
        keys = [key["name"] for key in glue["partitionKeys"]]

        assert entry["partitionBy"] == keys
        assert [c["name"] for c in entry["columns"] if c["partition"]] == keys
        assert entry["location"] == glue["storageDescriptor"]["location"]
        assert entry["format"] == glue["parameters"]["classification"]
        assert (entry["database"], entry["name"]) == (glue["databaseName"], glue["name"])


def test_a_comment_is_the_beginning_of_the_description(tables) -> None:
    for glue, entry in tables:
        comments = {
            c["name"]: c.get("comment", "")
            for c in (*glue["storageDescriptor"]["columns"], *glue["partitionKeys"])
        }
        for column in entry["columns"]:
            line = " ".join((column["description"] or "").split())
            assert line.startswith(comments[column["name"]].removesuffix("…"))


def test_classification_and_pii_are_those_of_the_tables_parameters(tables) -> None:
    for glue, entry in tables:
        told = {c["name"]: c for c in entry["columns"]}
        for column in glue["storageDescriptor"]["columns"]:
            said = column["parameters"]
            assert said["mesh:classification"] == told[column["name"]]["classification"]
            assert said["mesh:pii"] == json.dumps(told[column["name"]]["pii"])


def test_an_example_query_quotes_every_name_that_athena_reserves(tables) -> None:
    words = re.compile(r'"[^"]+"|[a-z_0-9]+')
    for glue, entry in tables:
        query = entry["exampleQuery"]
        names = set(words.findall(query)) - {"select", "from", "limit", "10", "count"}
        known = {glue["databaseName"], glue["name"], *(c["name"] for c in entry["columns"])}

        assert {name.strip('"') for name in names} <= known
        assert not {name.upper() for name in names} & RESERVED_IN_THE_GUIDE


def test_an_example_query_is_one_select_of_the_deployed_table(tables) -> None:
    with duckdb.connect() as engine:
        for glue, entry in tables:
            database, name = glue["databaseName"], glue["name"]
            engine.execute(f'create schema if not exists "{database}"')
            columns = ", ".join(f'"{c["name"]}" varchar' for c in entry["columns"])
            engine.execute(f'create or replace table "{database}"."{name}" ({columns})')

            engine.execute(entry["exampleQuery"])


def test_what_nothing_checks_is_not_told_as_checked(tables) -> None:
    assert {entry["enforced"] for _, entry in tables} == {False}


def test_the_catalogs_query_of_the_reserved_names(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of({"sales/invoices/product.yaml": ODD}), dev, as_of=TODAY)
    told = {glue["name"]: entry for glue, entry in pairs(planned.stacks["dev.sales.invoices"])}

    assert told["values"]["exampleQuery"] == (
        'select "order", "group", "end", "from", day from sales__invoices."values" limit 10'
    )
    assert told["hidden"]["exampleQuery"] == "select count(*) from sales__invoices.hidden limit 10"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("orders", "orders"),
        ("order_id", "order_id"),
        ("values", '"values"'),
        ("json_table", '"json_table"'),
        ("utc_timestamp", '"utc_timestamp"'),
        ("2day", '"2day"'),
        ("Order", '"Order"'),
        ("a b", '"a b"'),
        ('a"b', '"a""b"'),
        ("_id", '"_id"'),
    ],
)
def test_a_name_is_quoted_where_it_has_to_be(name: str, written: str) -> None:
    assert query_name(name) == written


def test_the_lists_are_those_of_the_guide() -> None:
    assert {word.upper() for word in IN_QUERIES | IN_DDL} == RESERVED_IN_THE_GUIDE


RESERVED_IN_THE_GUIDE = frozenset(
    re.split(
        r"[,\s]+",
        """ALL, ALTER, AND, ARRAY, AS, AUTHORIZATION, BETWEEN, BIGINT, BINARY, BOOLEAN, BOTH, BY,
    CASE, CASHE, CAST, CHAR, COLUMN, CONF, CONSTRAINT, COMMIT, CREATE, CROSS, CUBE, CURRENT,
    CURRENT_DATE, CURRENT_TIMESTAMP, CURSOR, DATABASE, DATE, DAYOFWEEK, DECIMAL, DELETE, DESCRIBE,
    DISTINCT, DIV, DOUBLE, DROP, ELSE, END, EXCHANGE, EXISTS, EXTENDED, EXTERNAL, EXTRACT, FALSE,
    FETCH, FLOAT, FLOOR, FOLLOWING, FOR, FOREIGN, FROM, FULL, FUNCTION, GRANT, GROUP, GROUPING,
    HAVING, IF, IMPORT, IN, INNER, INSERT, INT, INTEGER, INTERSECT, INTERVAL, INTO, IS, JOIN,
    LATERAL, LEFT, LESS, LIKE, LOCAL, MACRO, MAP, MORE, NONE, NOT, NULL, NUMERIC, OF, ON, ONLY, OR,
    ORDER, OUT, OUTER, OVER, PARTIALSCAN, PARTITION, PERCENT, PRECEDING, PRECISION, PRESERVE,
    PRIMARY, PROCEDURE, RANGE, READS, REDUCE, REGEXP, REFERENCES, REVOKE, RIGHT, RLIKE, ROLLBACK,
    ROLLUP, ROW, ROWS, SELECT, SET, SMALLINT, START, TABLE, TABLESAMPLE, THEN, TIME, TIMESTAMP, TO,
    TRANSFORM, TRIGGER, TRUE, TRUNCATE, UNBOUNDED, UNION, UNIQUEJOIN, UPDATE, USER, USING,
    UTC_TIMESTAMP, VALUES, VARCHAR, VIEWS, WHEN, WHERE, WINDOW, WITH, CURRENT_CATALOG,
    CURRENT_PATH, CURRENT_SCHEMA, CURRENT_TIME, CURRENT_USER, DEALLOCATE, ESCAPE, EXCEPT, EXECUTE,
    FIRST, JSON_ARRAY, JSON_EXISTS, JSON_OBJECT, JSON_QUERY, JSON_TABLE, JSON_VALUE, LAST, LISTAGG,
    LOCALTIME, LOCALTIMESTAMP, NATURAL, NORMALIZE, PREPARE, RECURSIVE, SKIP, TRIM, UESCAPE,
    UNNEST""".strip(),
    )
)
"""Athena user guide, "Escape reserved keywords in queries", its two lists together."""
