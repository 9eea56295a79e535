"""What an entry says of a table, beside what Athena itself would say of the deployed one.

Athena knows the Glue table alone. So the expectation is worked out from the declared table here, by
the table in its user guide, "Data types in Amazon Athena", and by none of the platform's code.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


def of_iceberg(kind: Any) -> str:
    """Athena's word for an Iceberg type."""
    match kind:
        case {"type": "struct", "fields": fields}:
            inner = (f"{field['name']} {of_iceberg(field['type'])}" for field in fields)
            return f"row({', '.join(inner)})"
        case {"type": "list", "element": element}:
            return f"array({of_iceberg(element)})"
        case {"type": "map", "key": key, "value": value}:
            return f"map({of_iceberg(key)}, {of_iceberg(value)})"
        case _:
            word = str(kind).replace(", ", ",")
            return ATHENA.get({"long": "bigint"}.get(word, word), word)


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    comment: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Deployed:
    """A declared table as Athena sees it, whatever it is kept as."""

    database: str
    name: str
    format: str
    location: str
    columns: tuple[Column, ...]
    """In the order in which Athena shows them."""
    keys: tuple[str, ...]


Pair = tuple[Deployed, Mapping[str, Any]]


def deployed(table: Mapping[str, Any]) -> Deployed:
    if "openTableFormatInput" in table:
        return of_iceberg_table(table)
    storage, keys = table["storageDescriptor"], table["partitionKeys"]
    columns = tuple(
        Column(c["name"], of_glue(c["type"]), c.get("comment", ""), c.get("parameters", {}))
        for c in (*storage["columns"], *keys)
    )
    kind = table["parameters"]["classification"]
    names = tuple(key["name"] for key in keys)
    return Deployed(table["databaseName"], table["name"], kind, storage["location"], columns, names)


def of_iceberg_table(table: Mapping[str, Any]) -> Deployed:
    given = table["openTableFormatInput"]["icebergInput"]["icebergTableInput"]
    said = json.loads(given["properties"]["mesh:columns"])
    columns = tuple(
        Column(f["name"], of_iceberg(json.loads(f["type"])), f["doc"], said[f["name"]])
        for f in given["schema"]["fields"]
    )
    keys = tuple(field["name"] for field in given.get("partitionSpec", {"fields": []})["fields"])
    return Deployed(
        table["databaseName"], table["name"], "iceberg", given["location"], columns, keys
    )


def pairs(stack: StackPlan) -> Iterator[Pair]:
    """Each table that readers see, with what the entry says of it."""
    entry = next(d for d in stack.declarations if d.name == "entry")
    told = {table["name"]: table for table in json.loads(entry.inputs["content"])["tables"]}
    for declared in stack.declarations:
        if declared.type.endswith(":CatalogTable") and declared.name in told:
            yield deployed(declared.inputs), told.pop(declared.name)
    assert not told


@pytest.fixture(scope="module")
def example() -> Mesh:
    return load_mesh(ROOT).mesh


@pytest.fixture(params=["example", "odd"])
def tables(request: pytest.FixtureRequest, example: Mesh, mesh_of: MeshOf) -> list[Pair]:
    mesh = example if request.param == "example" else mesh_of({"sales/invoices/product.yaml": ODD})
    planned = plan(mesh, environment(), as_of=TODAY)
    products = (planned.stacks[f"dev.{product}"] for product in mesh.products)
    return [pair for stack in products for pair in pairs(stack)]


def test_columns_stand_in_athenas_order_with_athenas_types(tables) -> None:
    for table, entry in tables:
        told = [(c["name"], c["athenaType"].replace('"', "")) for c in entry["columns"]]

        assert told == [(c.name, c.type) for c in table.columns]


def test_partitions_place_and_format_are_those_of_the_table(tables) -> None:
    for table, entry in tables:
        assert entry["partitionBy"] == [*table.keys]
        assert [c["name"] for c in entry["columns"] if c["partition"]] == [*table.keys]
        assert (entry["location"], entry["format"]) == (table.location, table.format)
        assert (entry["database"], entry["name"]) == (table.database, table.name)


def test_a_comment_is_the_beginning_of_the_description(tables) -> None:
    for table, entry in tables:
        told = {c["name"]: " ".join((c["description"] or "").split()) for c in entry["columns"]}
        for column in table.columns:
            assert told[column.name].startswith(column.comment.removesuffix("…"))


def test_classification_and_pii_are_those_of_the_tables_parameters(tables) -> None:
    for table, entry in tables:
        told = {c["name"]: c for c in entry["columns"]}
        for column in table.columns:
            if table.format == "parquet" and column.name in table.keys:
                continue  # Glue keeps no parameters of a partition key.
            said = column.parameters
            assert said["mesh:classification"] == told[column.name]["classification"]
            assert said["mesh:pii"] == json.dumps(told[column.name]["pii"])


def test_an_example_query_quotes_every_name_that_athena_reserves(tables) -> None:
    words = re.compile(r'"[^"]+"|[a-z_0-9]+')
    for table, entry in tables:
        query = entry["exampleQuery"]
        names = set(words.findall(query)) - {"select", "from", "limit", "10", "count"}
        known = {table.database, table.name, *(c["name"] for c in entry["columns"])}

        assert {name.strip('"') for name in names} <= known
        assert not {name.upper() for name in names} & RESERVED_IN_THE_GUIDE


def test_an_example_query_is_one_select_of_the_deployed_table(tables) -> None:
    with duckdb.connect() as engine:
        for table, entry in tables:
            database, name = table.database, table.name
            engine.execute(f'create schema if not exists "{database}"')
            columns = ", ".join(f'"{c["name"]}" varchar' for c in entry["columns"])
            engine.execute(f'create or replace table "{database}"."{name}" ({columns})')

            engine.execute(entry["exampleQuery"])


def test_only_what_the_mesh_makes_is_told_as_checked(tables) -> None:
    assert {(t.format, entry["enforced"]) for t, entry in tables} <= {
        ("parquet", False),
        ("iceberg", True),
    }


def test_the_catalogs_query_of_the_reserved_names(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of({"sales/invoices/product.yaml": ODD}), dev, as_of=TODAY)
    told = {table.name: entry for table, entry in pairs(planned.stacks["dev.sales.invoices"])}

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
