"""Statements over Iceberg tables, as a client of Athena sees them."""

import pytest

from local_aws.athena.athena import Athena, texts
from local_aws.iceberg.lake import BUCKET, Lake

ROWS = (
    "INSERT INTO orders VALUES ('a', 1.50, DATE '2026-01-01', 1),"
    " ('b', 2.25, DATE '2026-01-02', 2), ('c', NULL, DATE '2026-01-02', NULL)"
)


def snapshots(lake: Lake) -> int:
    return len(lake.metadata()["snapshots"])


def test_rows_are_inserted_and_read(athena: Athena) -> None:
    assert athena.changed(ROWS) == 3

    assert athena.rows("SELECT * FROM orders ORDER BY order_id") == [
        ("a", "1.50", "2026-01-01", "1"),
        ("b", "2.25", "2026-01-02", "2"),
        ("c", None, "2026-01-02", None),
    ]


def test_an_answer_has_its_columns_and_a_header(athena: Athena) -> None:
    athena.run(ROWS)

    answer = athena.run("SELECT order_id, amount AS total, count(*) OVER () AS n FROM orders")

    assert texts(answer)[0] == ("order_id", "total", "n")
    assert [
        (c["Name"], c["Type"]) for c in answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    ] == [
        ("order_id", "varchar"),
        ("total", "decimal"),
        ("n", "bigint"),
    ]


def test_rows_are_deleted_in_one_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert athena.changed("DELETE FROM orders WHERE day = DATE '2026-01-02'") == 2

    assert athena.rows("SELECT order_id FROM orders") == [("a",)]
    assert snapshots(lake) == 2


def test_a_delete_that_meets_nothing_makes_no_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert athena.changed("DELETE FROM orders WHERE order_id = 'x'") == 0

    assert snapshots(lake) == 1


def test_a_table_is_emptied(athena: Athena, lake: Lake) -> None:
    assert athena.changed("DELETE FROM orders") == 0
    athena.run(ROWS)

    assert athena.changed("DELETE FROM orders") == 3

    assert athena.rows("SELECT order_id FROM orders") == []
    assert snapshots(lake) == 2


MERGE = (
    "MERGE INTO sales.orders t USING (SELECT * FROM (VALUES ('a', 9.00), ('b', NULL), ('d', 4.00))"
    " AS v (k, amount)) s ON t.order_id = s.k"
    " WHEN MATCHED AND s.amount IS NULL THEN DELETE"
    " WHEN MATCHED THEN UPDATE SET amount = s.amount"
    " WHEN NOT MATCHED AND s.amount > 1 THEN INSERT (order_id, amount) VALUES (s.k, s.amount)"
)


def test_a_merge_changes_adds_and_removes_in_one_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert athena.changed(MERGE) == 3

    assert athena.rows("SELECT order_id, amount, count FROM orders ORDER BY 1") == [
        ("a", "9.00", "1"),
        ("c", None, None),
        ("d", "4.00", None),
    ]
    assert snapshots(lake) == 2


def test_a_merge_that_changes_nothing_makes_no_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)
    nothing = MERGE.replace("('a', 9.00), ('b', NULL), ('d', 4.00)", "('x', 0.50), ('y', 0.50)")

    assert athena.changed(nothing) == 0

    assert snapshots(lake) == 1


def test_a_row_that_two_rows_would_change_fails_the_merge(athena: Athena) -> None:
    athena.run(ROWS)

    said = athena.failure(MERGE.replace("('d', 4.00)", "('a', 4.00)"))

    assert "One MERGE target table row matched more than one source row" in said


def test_values_take_the_places_of_question_marks(athena: Athena) -> None:
    athena.run(ROWS)
    sql = "SELECT order_id FROM orders WHERE order_id = ? AND day >= ? AND count < ? AND '?' = '?'"

    assert athena.rows(sql, "'a'", "DATE '2026-01-01'", "5") == [("a",)]
    assert athena.rows(sql, "'a''b'", "DATE '2026-01-01'", "-5") == []
    assert "expected 3 but found 1" in athena.failure(sql, "'a'")
    for value in ("'a' OR 1 = 1", "(SELECT 1)", "order_id", " ", "'a"):
        said = athena.failure(sql, value, "DATE '2026-01-01'", "5")
        assert "one literal value" in said or "not closed" in said


def test_rows_come_in_pages(athena: Athena) -> None:
    rows = ", ".join(f"('{number:03d}')" for number in range(5))
    name = athena.start(f"SELECT k FROM (VALUES {rows}) AS v (k) ORDER BY k")
    athena.ended(name)

    first = athena.client.get_query_results(QueryExecutionId=name, MaxResults=3)
    second = athena.client.get_query_results(
        QueryExecutionId=name, MaxResults=3, NextToken=first["NextToken"]
    )

    assert texts(first) == [("k",), ("000",), ("001",)]
    assert texts(second) == [("002",), ("003",), ("004",)]
    assert "NextToken" not in second


def test_results_are_a_file_in_the_place_of_the_workgroup(athena: Athena, lake: Lake) -> None:
    said = athena.ended(athena.start("SELECT 'a \"b\"' AS word, CAST(NULL AS varchar) AS none"))

    place = said["ResultConfiguration"]["OutputLocation"]
    key = place.removeprefix(f"s3://{BUCKET}/")
    assert key == f"results/{said['QueryExecutionId']}.csv"
    content = lake.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert content == b'"word","none"\n"a ""b""",\n'


def test_managed_results_are_kept_nowhere_else(client, athena: Athena, lake: Lake) -> None:
    client("athena").create_work_group(
        Name="managed", Configuration={"ManagedQueryResultsConfiguration": {"Enabled": True}}
    )
    before = lake.keys()
    name = athena.start("SELECT 1 AS n", WorkGroup="managed")

    said = athena.ended(name)

    assert "OutputLocation" not in said["ResultConfiguration"]
    assert texts(athena.client.get_query_results(QueryExecutionId=name))[1] == ("1",)
    assert lake.keys() == before


def test_a_request_that_is_sent_twice_starts_one_query(athena: Athena) -> None:
    token = "t" * 32
    one = athena.start("SELECT 1 AS n", ClientRequestToken=token)

    assert athena.start("SELECT 1 AS n", ClientRequestToken=token) == one
    listed = athena.client.list_query_executions(WorkGroup="analysts")["QueryExecutionIds"]
    assert listed == [one]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT nope FROM orders", "COLUMN_NOT_FOUND: line 1:8"),
        ("SELECT 1 AS n FROM nothing", "TABLE_NOT_FOUND"),
        ("SELECT 1 AS n FROM nowhere.orders", "TABLE_NOT_FOUND"),
        ("SELECT order_id + 1 AS n FROM orders", "TYPE_MISMATCH: line 1:8"),
        ("SELECT order_id, count(*) AS n FROM orders", "EXPRESSION_NOT_AGGREGATE"),
        ("SELECT FROM", "SYNTAX_ERROR: line 1:"),
        ("\n  SELECT order_id\n  FROM orders WHERE", "SYNTAX_ERROR: line 3:"),
        ("SELECT xxhash64(from_hex('01')) AS n", "NOT_SUPPORTED: line 1:8"),
        ("SELECT CAST('x' AS bigint) AS n", "INVALID_CAST_ARGUMENT"),
        ("INSERT INTO orders (nope) VALUES (1)", "COLUMN_NOT_FOUND: Insert column name"),
        ("INSERT INTO orders (order_id) VALUES (1)", "TYPE_MISMATCH: Insert query"),
        ("INSERT INTO orders (count) VALUES (1)", "NULL value not allowed for NOT NULL column"),
        ("INSERT OVERWRITE orders SELECT 1", "does not implement this form of INSERT"),
        ("SELECT * FROM other.sales.orders", "TABLE_NOT_FOUND"),
        ("CREATE TABLE x AS SELECT 1 AS n", "does not implement CREATE"),
        ("EXPLAIN SELECT 1", "does not implement EXPLAIN"),
        ("UPDATE orders SET nope = 1", "cannot be resolved in the target"),
        ("UPDATE orders SET count = 'x'", "TYPE_MISMATCH"),
        ("OPTIMIZE orders", "does not implement this form of OPTIMIZE"),
        ("VACUUM orders FULL", "does not implement this form of VACUUM"),
        ("SHOW CREATE TABLE orders", "does not implement SHOW CREATE TABLE"),
        ("MERGE INTO orders t USING orders s ON t.order_id = s.order_id"
         " WHEN MATCHED THEN UPDATE SET nope = 1", "cannot be resolved in the target"),
        ("-- nothing", "the statement is empty"),
    ],
)  # fmt: skip
def test_what_fails_says_why(athena: Athena, sql: str, said: str) -> None:
    assert said in athena.failure(sql)


def test_values_are_written_as_athena_writes_them(athena: Athena) -> None:
    sql = (
        "SELECT true AS a, CAST(1.5 AS double) AS b, CAST(1e10 AS double) AS c, CAST(2 AS double)"
        " AS d, DATE '2026-01-01' AS e, TIMESTAMP '2026-01-01 10:00:00' AS f, ARRAY[1, 2] AS g,"
        " MAP(ARRAY['k'], ARRAY[1]) AS h, CAST(ROW(1) AS ROW(n integer)) AS i,"
        " from_hex('ff01') AS j,"
        " CAST(1e-5 AS double) AS k, CAST(0 AS double) AS l, CAST(1.50 AS decimal(10,2)) AS m"
    )

    assert athena.rows(sql) == [
        (
            "true", "1.5", "1.0E10", "2.0", "2026-01-01", "2026-01-01 10:00:00.000", "[1, 2]",
            "{k=1}", "{n=1}", "ff 01", "1.0E-5", "0.0", "1.50",
        )
    ]  # fmt: skip


def test_a_row_of_plain_files_knows_its_file(athena: Athena, lake: Lake) -> None:
    lake.glue.create_table(
        DatabaseName="sales",
        TableInput={
            "Name": "landed",
            "StorageDescriptor": {
                "Columns": [{"Name": "a", "Type": "string"}],
                "Location": f"s3://{BUCKET}/landed/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde"},
            },
        },
    )
    asked = 'SELECT a, "$path", "$file_size", "$file_modified_time" FROM landed'
    assert athena.rows(asked) == []

    lake.s3.put_object(Bucket=BUCKET, Key="landed/one.csv", Body=b"x\n")
    written = lake.s3.head_object(Bucket=BUCKET, Key="landed/one.csv")["LastModified"]
    (row,) = athena.rows(asked)

    assert row[:3] == ("x", f"s3://{BUCKET}/landed/one.csv", "2")
    changed = str(row[3])
    assert changed.startswith(f"{written:%Y-%m-%d %H:%M:%S}")
    assert changed.endswith(" UTC")


def test_rows_are_changed_in_their_places(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert (
        athena.changed("UPDATE orders SET count = count + 5, day = NULL WHERE order_id = 'a'") == 1
    )
    assert athena.changed("UPDATE orders SET count = 0 WHERE order_id = 'x'") == 0

    assert athena.rows("SELECT order_id, count, day FROM orders ORDER BY 1")[:2] == [
        ("a", "6", None),
        ("b", "2", "2026-01-02"),
    ]
    assert snapshots(lake) == 2
