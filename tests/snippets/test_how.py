"""Snippets for each kind of consumer, and names that would be read as something else."""

import ast
import configparser
import json
import shlex
from dataclasses import replace
from typing import Any

import botocore.session
import duckdb
import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from meshwright.snippets import glue, python, sql
from meshwright.snippets.how import command, how_to_read, notes
from meshwright.snippets.reading import YOUR_WORKGROUP, Reading

JOBS = Reading(
    principal="arn:aws:iam::111122223333:role/mesh/finance/mesh-dev--finance--reporting--runtime",
    asked_as="finance.reporting",
    workgroup="mesh-dev--finance--reporting",
    runs_jobs=True,
    environment="dev",
    account="111122223333",
    region="eu-central-1",
    database="sales__orders",
    table="orders",
    columns=("order_id", "margin"),
    location="s3://mesh-dev--sales--orders--111122223333/orders/",
)
PEOPLE = replace(
    JOBS,
    asked_as="finance",
    profile="mesh-dev--finance--reader",
    workgroup="mesh-dev--finance",
    runs_jobs=False,
)
USER = replace(JOBS, asked_as="", workgroup=YOUR_WORKGROUP, runs_jobs=False)
POINT = "arn:aws:s3:eu-central-1:111122223333:accesspoint/mesh-dev-0123456789abcdef0123"
NAMES = st.text(min_size=1, max_size=12)


def texts(reading: Reading) -> dict[str, str]:
    return {each.tool: each.text for each in how_to_read(reading)}


@pytest.mark.parametrize(
    ("reading", "tools"),
    [
        (JOBS, "mesh athena awswrangler pyathena glue spark"),
        (PEOPLE, "mesh athena profile awswrangler pyathena"),
        (USER, "athena awswrangler pyathena"),
        (replace(JOBS, workgroup=""), "glue spark"),
        (replace(JOBS, workgroup="", access_point=POINT), "glue spark duckdb pyarrow"),
    ],
)
def test_a_consumer_is_told_the_ways_that_are_its_own(reading: Reading, tools: str) -> None:
    assert list(texts(reading)) == tools.split()


def test_what_is_granted_is_asked_for_and_nothing_else() -> None:
    assert texts(JOBS)["athena"] == (
        "-- workgroup mesh-dev--finance--reporting, database sales__orders\n"
        "SELECT order_id, margin\nFROM sales__orders.orders\nLIMIT 10"
    )
    assert "SELECT `order_id`, `margin`\nFROM `sales__orders`.`orders`" in texts(JOBS)["spark"]


def test_rows_that_are_not_shown_are_told_of_in_every_text_that_has_remarks() -> None:
    filtered = replace(JOBS, rows="city = 'a\n-- b'")
    told = r"Lake Formation shows the rows where city = 'a\u000a-- b', and no others."

    assert notes(filtered) == (told.replace(r"\u000a", "\n"),)
    assert notes(JOBS) == ()
    assert all(told in texts(filtered)[tool] for tool in ("athena", "awswrangler", "spark"))


def test_who_has_no_workgroup_is_told_what_to_do() -> None:
    assert "YOUR_WORKGROUP is yours to make" in notes(USER)[0]
    assert "its jobs read by Spark" in notes(replace(JOBS, workgroup=""))[0]


def test_a_command_is_one_word_of_sql_in_the_environment_that_is_meant() -> None:
    words = shlex.split(command(replace(JOBS, columns=("it's", "order"))))

    assert words == [
        "mesh",
        "query",
        'SELECT "it\'s", "order" FROM sales__orders.orders LIMIT 10',
        *("--as", "finance.reporting", "--env", "dev"),
    ]
    assert "--env" not in command(replace(JOBS, environment="local"))
    assert "--workgroup YOUR_WORKGROUP" in command(replace(USER, asked_as="bi"))


def test_a_profile_is_a_section_of_awss_configuration() -> None:
    parsed = configparser.ConfigParser()
    parsed.read_string(texts(PEOPLE)["profile"])

    section = parsed["profile mesh-dev--finance--reader"]
    assert section["role_arn"] == PEOPLE.principal
    assert section["region"] == "eu-central-1"
    assert 'profile_name="mesh-dev--finance--reader"' in texts(PEOPLE)["pyathena"]
    assert "profile_name" not in texts(JOBS)["pyathena"]


@pytest.mark.parametrize("is_iceberg", [True, False])
def test_a_job_is_one_that_glue_takes_with_fine_grained_access(is_iceberg: bool) -> None:
    told: Any = json.loads(glue.job(replace(JOBS, is_iceberg=is_iceberg)))

    shape = botocore.session.get_session().get_service_model("glue").operation_model("CreateJob")
    assert ParamValidator().validate(told, shape.input_shape).generate_report() == ""
    arguments = told["DefaultArguments"]
    assert arguments["--enable-lakeformation-fine-grained-access"] == "true"
    assert told["NumberOfWorkers"] >= 4
    assert ("--conf" in arguments) is is_iceberg
    if is_iceberg:
        first, *more = arguments["--conf"].split(" --conf ")
        pairs = dict(each.split("=", 1) for each in (first, *more))
        assert pairs["spark.sql.catalog.spark_catalog.warehouse"] == JOBS.location
        assert pairs["spark.sql.catalog.spark_catalog.glue.account-id"] == "111122223333"


def selected(text: str, dialect: str) -> tuple[str, tuple[str, ...]]:
    """The table and the columns of a statement, as a parser reads them."""
    parsed = parse_one(text, dialect=dialect)
    (table,) = parsed.find_all(exp.Table)
    return table.name, tuple(column.name for column in parsed.expressions)


def test_reserved_words_are_quoted() -> None:
    reading = replace(JOBS, table="order", columns=("select", "from", "user", "date"))

    for dialect, text in (("athena", sql.athena(reading)), ("spark", sql.spark(reading))):
        assert selected(text, dialect) == ("order", reading.columns)


def test_many_columns_are_on_lines_that_can_be_read() -> None:
    reading = replace(JOBS, columns=tuple(f"column_{number:03}" for number in range(100)))

    text = sql.athena(reading)

    assert max(map(len, text.splitlines())) <= 100
    assert selected(text, "athena") == ("orders", reading.columns)


@given(st.lists(NAMES, min_size=1, max_size=5), NAMES)
def test_no_name_leaves_its_quotes_in_python(columns: list[str], table: str) -> None:
    reading = replace(PEOPLE, columns=tuple(columns), table=table, region=table)

    for tool in ("awswrangler", "pyathena"):
        told = [
            ast.literal_eval(node.value)
            for node in ast.parse(texts(reading)[tool]).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SQL"
        ]
        assert told == [f"\n{sql.athena(reading)}\n"]


@given(st.text())
def test_a_literal_of_python_says_what_it_was_written_from(text: str) -> None:
    assert ast.literal_eval(python.literal(f"{text}.")) == f"\n{text}.\n"


@pytest.mark.parametrize("profile", ["", "mesh-dev--finance--reader"])
def test_files_are_read_under_the_access_points_own_host(profile: str) -> None:
    found = texts(replace(JOBS, access_point=POINT, profile=profile))
    host = "s3-accesspoint.eu-central-1.amazonaws.com"
    folder = "mesh-dev-0123456789abcdef0123-111122223333/orders"

    ast.parse(found["pyarrow"])
    assert f'endpoint_override="{host}"' in found["pyarrow"]
    assert f'ds.dataset("{folder}"' in found["pyarrow"]
    assert ("AWS_PROFILE" in found["pyarrow"]) == bool(profile)
    assert f"ENDPOINT '{host}', URL_STYLE 'vhost'" in found["duckdb"]
    assert f"read_parquet('s3://{folder}/**/*.parquet'" in found["duckdb"]
    assert ("PROFILE 'mesh" in found["duckdb"]) == bool(profile)


def test_duckdb_reads_the_statements_that_it_is_given() -> None:
    """Up to the network: extensions and the bucket are not there."""
    *_, secret, select = texts(replace(JOBS, access_point=POINT))["duckdb"].split(";\n")

    statements = [*duckdb.extract_statements(secret), *duckdb.extract_statements(select)]
    assert [str(each.type).rpartition(".")[2] for each in statements] == ["CREATE", "SELECT"]
