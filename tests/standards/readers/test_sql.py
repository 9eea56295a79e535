"""CREATE TABLE statements become specs; what else stands in their file is told, and not run."""

import pytest

from meshwright.standards.readers import sql, sql_statements, sql_types
from standards.odcs.contracts import SCHEMA, product_of, written
from standards.oracle import problems
from standards.readers.reading import columns, refused, taken, told, types

DUMP = """\
-- a dump
SET statement_timeout = 0;
CREATE TABLE public.customers (
  id bigint NOT NULL,
  name varchar(80) NULL,
  tier text CHECK (tier IN ('a', 'b')),
  day date,
  FOREIGN KEY (day, id) REFERENCES days (d, i)
);
COMMENT ON TABLE public.customers IS 'Who buys.';
COMMENT ON COLUMN public.customers.name IS 'Full name';
COMMENT ON COLUMN public.customers.other IS 'Nothing';
COMMENT ON TABLE others IS 'Nothing';
CREATE TABLE public.orders (
  id uuid PRIMARY KEY,
  "customerId" bigint REFERENCES customers,
  n numeric(10,2) DEFAULT 0 NOT NULL CHECK (n > 0),
  state text UNIQUE CHECK (state IN (other, 'x')),
  carrier text REFERENCES elsewhere,
  UNIQUE ("customerId", n),
  UNIQUE (carrier),
  UNIQUE (nowhere),
  CONSTRAINT c CHECK (nowhere IN ('a')),
  EXCLUDE USING gist (id WITH =)
);
ALTER TABLE ONLY public.customers ADD CONSTRAINT pk PRIMARY KEY (id);
ALTER TABLE public.customers ADD COLUMN more int;
ALTER TABLE unknown ADD CONSTRAINT pk PRIMARY KEY (id);
CREATE INDEX i ON public.orders (n);
INSERT INTO public.orders VALUES (1);
"""
HIVE = """\
CREATE EXTERNAL TABLE IF NOT EXISTS `db`.`days` (
  `a` string COMMENT 'It\\'s',
  `m` map<int,array<struct<`zipCode`:decimal(5,2)>>>
)
COMMENT 'All days'
PARTITIONED BY (`day` date COMMENT 'd')
STORED AS PARQUET LOCATION 's3://x/' TBLPROPERTIES ('a'='b');
CREATE TABLE db.hours (a string, d date) PARTITIONED BY (`d`, bucket(16, a))
LOCATION 's3://x' TBLPROPERTIES ('table_type'='ICEBERG');;
"""

NO_PROMISE = (
    ": the length of a text in it says how a database keeps the text, and is no promise as"
    " `maxLength` is"
)
TOGETHER = ": a column refers for itself here, not several together"
ONE_NAME = ": a table and a column have one name here, by which Glue and Athena know them"


def of(column: str, dialect: str = "athena"):
    return taken(sql.reader(dialect), f"CREATE TABLE t (\n{column})", "t.sql")


def postgres():
    return taken(sql.reader("postgres"), DUMP, "shop.sql")


def test_a_file_is_a_product_of_its_tables() -> None:
    found = postgres()

    assert types(found, "customers") == {
        "id": "bigint!",
        "name": "string",
        "tier": "string",
        "day": "date",
    }
    assert types(found, "orders") == {
        "id": "uuid!",
        "customer_id": "bigint",
        "n": "decimal(10,2)!",
        "state": "string",
        "carrier": "string",
    }
    tables = product_of(found).tables
    assert tables["customers"].description == "Who buys."
    assert tables["customers"].primary_key == tables["orders"].primary_key == ("id",)
    assert [dict(rule.arguments) for rule in tables["orders"].quality] == [
        {"properties": ["customer_id", "n"]}
    ]


def test_columns_carry_keys_values_and_references() -> None:
    found = postgres()

    assert columns(found, "customers")["name"].description == "Full name"
    assert columns(found, "customers")["tier"].enum == ("a", "b")
    orders = columns(found, "orders")
    assert orders["customer_id"].references == ("customers.id",)
    assert (orders["state"].unique, orders["carrier"].unique) == (True, True)


def test_the_rest_is_told_with_its_line() -> None:
    kept = "is kept under extensions.odcs, without effect"

    assert told(postgres()) == [
        "1:1 IMP010 nothing says what the product is about, so its first table's description"
        " stands for the description",
        "2:1 IMP015 a statement 'SET', which is not run, is left out",
        f"3:14 IMP009 schema[].physicalName (2 times) {kept}{ONE_NAME}",
        f"5:3 IMP009 schema[].properties[].physicalType {kept}{NO_PROMISE}",
        f"8:16 IMP009 schema[].relationships {kept}{TOGETHER}",
        "12:1 IMP015 a statement 'COMMENT', which is not run, (2 times) is left out",
        f"16:3 IMP009 schema[].properties[].name {kept}",
        "17:3 IMP015 a check (3 times) is left out",
        "17:3 IMP015 a default is left out",
        "19:3 IMP015 a reference to a table without its columns is left out",
        "22:11 IMP015 a unique key of columns that the table lacks is left out",
        "24:23 IMP015 'exclude' is left out",
        "27:1 IMP015 a statement 'ALTER TABLE', which is not run, (2 times) is left out",
        "29:1 IMP015 a statement 'CREATE INDEX', which is not run, is left out",
        "30:1 IMP015 a statement 'INSERT', which is not run, is left out",
    ]


def test_what_comes_of_it_is_a_contract_of_the_standard() -> None:
    assert problems("json_schemas", [[SCHEMA, written(postgres())]]) == []


def test_partitions_of_hive_and_of_iceberg() -> None:
    found = taken(sql.reader("athena"), HIVE, "days.sql")

    assert types(found, "days") == {
        "a": "string",
        "m": "map<int,array<struct<zip_code:decimal(5,2)>>>",
        "day": "date",
    }
    tables = product_of(found).tables
    assert tables["days"].partition_by == ("day",)
    assert tables["hours"].partition_by == ("d",)
    assert tables["days"].description == "All days"
    assert columns(found, "days")["a"].description == "It's"
    assert [each for each in told(found) if "IMP015" in each] == [
        "1:37 IMP015 'file format' is left out",
        "1:37 IMP015 'location' (2 times) is left out",
        "1:37 IMP015 a table property (2 times) is left out",
        "8:70 IMP015 a partition by what is no column is left out",
    ]


@pytest.mark.parametrize(
    ("dialect", "said", "kind"),
    [
        ("athena", "tinyint", "int"),
        ("athena", "decimal", "decimal(10,0)"),
        ("athena", "array<map<string,int>>", "array<map<string,int>>"),
        ("trino", "row(x integer, y varchar(3))", "struct<x:int,y:string>"),
        ("trino", "timestamp(6) with time zone", "timestamptz"),
        ("trino", "real", "float"),
        ("trino", "decimal", "decimal(38,0)"),
        ("postgres", "serial", "int"),
        ("postgres", "float", "double"),
        ("postgres", "int[]", "array<int>"),
        ("postgres", "money", "decimal(19,4)"),
        ("mysql", "bigint unsigned", "decimal(20,0)"),
        ("mysql", "int unsigned", "bigint"),
        ("snowflake", "integer", "bigint"),
        ("snowflake", "float4", "double"),
        ("snowflake", "number(12)", "decimal(12,0)"),
        ("snowflake", "timestamp_ltz", "timestamptz"),
        ("bigquery", "STRUCT<a INT64, b ARRAY<BYTES>>", "struct<a:bigint,b:array<binary>>"),
    ],
)
def test_types_of_each_dialect(dialect: str, said: str, kind: str) -> None:
    found = of(f"a {said}", dialect)

    assert types(found, "t") == {"a": kind}
    assert not any("IMP016" in each for each in told(found))


@pytest.mark.parametrize(
    ("dialect", "said", "kind", "message"),
    [
        ("postgres", "jsonb", "string", "'JSONB' is read as string"),
        ("postgres", "numeric", "double", "'DECIMAL' is read as double"),
        ("postgres", "numeric(60)", "double", "'DECIMAL(60)' is read as double"),
        ("postgres", "my_type", "string", "'my_type' is read as string"),
        ("trino", "row(integer, varchar)", "string", "is read as string"),
        ("trino", "map(array(integer), varchar)", "string", "is read as string"),
        ("trino", "row(a integer, A integer)", "string", "is read as string"),
        ("snowflake", "array", "array<string>", "'ARRAY' is read as array<string>"),
        ("snowflake", "object", "string", "'OBJECT' is read as string"),
        ("snowflake", "map", "string", "is read as string"),
        ("sqlite", "", "string", "'what has no type' is read as string"),
        ("trino", "array(" * 17 + "int" + ")" * 17, "string", "at most 16 levels deep"),
    ],
)
def test_types_that_no_column_has_are_read_as_others(
    dialect: str, said: str, kind: str, message: str
) -> None:
    found = of(f"a {said}", dialect)

    assert types(found, "t") == {"a": kind}
    assert any("IMP016" in each and message in each for each in told(found))


def test_an_enum_has_its_values() -> None:
    found = of("a enum('x', 'y') NOT NULL AUTO_INCREMENT, KEY k (a)", "mysql")

    assert columns(found, "t")["a"].enum == ("x", "y")
    assert [each for each in told(found) if "IMP015" in each] == [
        "2:1 IMP015 'auto increment' is left out",
        "2:47 IMP015 'index' is left out",
    ]


def test_the_query_of_a_table_is_left_out() -> None:
    found = taken(sql.read, "CREATE TABLE t (a int) AS SELECT 1", "t.sql")

    assert "1:14 IMP015 the query of a table is left out" in told(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" ", "1:1 IMP011 the file is empty"),
        ("-- none", "1:1 IMP014 there is no CREATE TABLE with columns in it"),
        ("SELECT 1; CREATE VIEW v AS SELECT 1", "1:1 IMP014"),
        ("CREATE TABLE t AS SELECT 1", "1:1 IMP014"),
        ("CREATE TABLE t (a int", "1:21 IMP011 this is no SQL of athena"),
        ("\n\nCREATE TABLE t (\na int b)", "4:7 IMP011 this is no SQL of athena"),
        ("CREATE TABLE t (a int 'x", "IMP011 a text, a name or a comment is not closed"),
        ("CREATE TABLE t (a int);\nCREATE TABLE T (a int)", "2:14 IMP011 the table 'T' is created"),
        ("CREATE TABLE t (a int, A int)", "1:24 IMP011 the column 'A' is defined twice"),
        ("CREATE TABLE t (aB int, a_b int)", "IMP005 two properties come to the id 'a_b'"),
        ("CREATE TABLE t (`?` int)", "IMP004"),
        ("CREATE TABLE t (a " + "array<" * 40 + "int" + ">" * 40 + ")", "1:210 IMP012 brackets"),
        ("CREATE TABLE t (a int DEFAULT " + "- " * 20_000 + "1)", "1:1 IMP012 the statement nests"),
        ("CREATE TABLE t (" + "a int," * 20_000 + "b int)", "1:1 IMP012 a statement has more than"),
        ("-" * 1_000_001, "1:1 IMP012 the file is larger than 1,000,000 bytes"),
        (
            b"CREATE TABLE \xff",
            "1:14 IMP011 the byte 0xff is not UTF-8, as which the file has to be saved",
        ),
    ],
)
def test_what_is_no_table_is_refused_at_its_line(text: str, message: str) -> None:
    found = refused(taken(sql.read, text, "t.sql"))

    assert len(found) == 1
    assert message in found[0]


def test_the_tables_of_dialects_are_sqlglots() -> None:
    from sqlglot.dialects import Dialect

    assert all(Dialect.get(name) for name in sql_statements.DIALECTS)
    assert {*sql_types.WITHOUT_DIGITS} <= {*sql_statements.DIALECTS}


def test_a_type_is_read_of_its_text() -> None:
    assert (
        sql_types.text_type("array(row(a varchar))", "trino").kind.text == "array<struct<a:string>>"
    )
    for text in ("'", "array(" * 100, "x" * 20_000, "thing"):
        found = sql_types.text_type(text, "trino")
        assert (found.kind.text, found.is_wider) == ("string", True)


def test_the_length_of_a_type_is_kept_and_is_no_promise() -> None:
    found = of("a varchar(20), b char(2), c array(varchar(3)), d row(x varchar(4))", "trino")

    assert types(found, "t")["a"] == "string"
    assert columns(found, "t")["a"].max_length is None
    kept = product_of(found).spec.extensions["odcs"]["schema"]["t"]["properties"]
    assert kept == {"a": {"physicalType": "varchar(20)"}, "b": {"physicalType": "char(2)"}}
    again = written(found)["schema"][0]["properties"][0]
    assert (again["physicalType"], again["logicalType"]) == ("varchar(20)", "string")
    assert "2:27 IMP015 the length of a text within a type (2 times) is left out" in told(found)


def test_a_key_of_what_the_table_lacks_is_told() -> None:
    found = of("a int, PRIMARY KEY (b)", "postgres")

    assert any("a key of columns that the table lacks is left out" in each for each in told(found))
