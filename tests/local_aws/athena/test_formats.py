"""Tables of files that others write: Parquet with Hive's partitions, CSV and JSON as texts."""

import gzip
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from local_aws.athena.athena import Athena
from local_aws.iceberg.lake import BUCKET, Lake

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
JSON = "org.openx.data.jsonserde.JsonSerDe"


def parquet(rows: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(rows, written)
    return written.getvalue()


class Files:
    """A table over files of one format."""

    def __init__(self, lake: Lake, library: str) -> None:
        self.lake, self.library = lake, library

    def create(
        self,
        columns: Mapping[str, str],
        *,
        keys: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
        reader: Mapping[str, str] | None = None,
    ) -> None:
        storage = {
            "Location": f"s3://{BUCKET}/files/",
            "Columns": [{"Name": n, "Type": t} for n, t in columns.items()],
            "SerdeInfo": {"SerializationLibrary": self.library, "Parameters": dict(reader or {})},
        }
        self.lake.glue.create_table(
            DatabaseName="sales",
            TableInput={
                "Name": "files",
                "TableType": "EXTERNAL_TABLE",
                "Parameters": dict(parameters or {}),
                "StorageDescriptor": storage,
                "PartitionKeys": [{"Name": n, "Type": t} for n, t in (keys or {}).items()],
            },
        )

    def put(self, name: str, content: bytes) -> None:
        self.lake.s3.put_object(Bucket=BUCKET, Key=f"files/{name}", Body=content)

    def partition(self, values: Sequence[str], place: str) -> None:
        storage = {"Location": f"s3://{BUCKET}/files/{place}"}
        self.lake.glue.create_partition(
            DatabaseName="sales",
            TableName="files",
            PartitionInput={"Values": list(values), "StorageDescriptor": storage},
        )


@pytest.fixture
def files(lake: Lake) -> Any:
    return lambda library: Files(lake, library)


def test_parquet_files_are_read_by_the_names_of_their_columns(athena: Athena, files: Any) -> None:
    table = files(PARQUET)
    table.create({"id": "bigint", "word": "string", "at": "timestamp", "gone": "double"})
    moment = pa.array([0, 3_600_000_000], pa.timestamp("us", tz="UTC"))
    rows = pa.table({"WORD": ["x", None], "id": pa.array([1, 2], pa.int32()), "at": moment})
    table.put("one.parquet", parquet(rows))
    table.put("_SUCCESS", b"")
    table.put(".hidden", b"nothing")

    assert athena.rows("SELECT * FROM files ORDER BY id") == [
        ("1", "x", "1970-01-01 00:00:00.000", None),
        ("2", None, "1970-01-01 01:00:00.000", None),
    ]
    assert athena.rows("SELECT count(*) AS n FROM files") == [("2",)]


def test_partitions_give_their_values_and_where_they_lie(athena: Athena, files: Any) -> None:
    table = files(PARQUET)
    table.create({"id": "bigint"}, keys={"day": "date", "zone": "string"})
    for number, (day, zone) in enumerate((("2026-01-01", "a%2Fb"), ("2026-01-02", "c"))):
        place = f"day={day}/zone={zone}"
        table.put(f"{place}/f.parquet", parquet(pa.table({"id": [number]})))
        table.partition([day, zone], place)
    table.put("day=2026-01-03/zone=x/f.parquet", parquet(pa.table({"id": [9]})))

    assert athena.rows("SELECT id, day, zone FROM files ORDER BY id") == [
        ("0", "2026-01-01", "a/b"),
        ("1", "2026-01-02", "c"),
    ]
    shown = athena.run("SHOW PARTITIONS files")["ResultSet"]["Rows"]
    assert shown[1]["Data"][0]["VarCharValue"] == "day=2026-01-02/zone=c"


def test_a_file_of_another_type_fails_with_its_place(athena: Athena, files: Any) -> None:
    table = files(PARQUET)
    table.create({"id": "bigint"})
    table.put("one.parquet", parquet(pa.table({"id": ["x"]})))

    assert "HIVE_BAD_DATA: Field id" in athena.failure("SELECT id FROM files")


def test_a_file_that_is_no_parquet_fails(athena: Athena, files: Any) -> None:
    table = files(PARQUET)
    table.create({"id": "bigint"})
    table.put("one.parquet", b"id\n1\n")

    assert "HIVE_BAD_DATA: Error opening" in athena.failure("SELECT id FROM files")


def test_csv_is_read_line_by_line_and_by_position(athena: Athena, files: Any) -> None:
    table = files(OPEN_CSV)
    table.create({"a": "string", "b": "string"}, parameters={"skip.header.line.count": "1"})
    table.put("one.csv", b'a,b\n1,"x, ""y"""\n2\n3,4,5\n')
    table.put("two.csv.gz", gzip.compress("a,b\r\n4,\xe4\r\n".encode("latin-1")))

    assert athena.rows('SELECT a, b, "$path" FROM files ORDER BY a') == [
        ("1", 'x, "y"', f"s3://{BUCKET}/files/one.csv"),
        ("2", None, f"s3://{BUCKET}/files/one.csv"),
        ("3", "4", f"s3://{BUCKET}/files/one.csv"),
        ("4", "\ufffd", f"s3://{BUCKET}/files/two.csv.gz"),
    ]


def test_delimited_text_has_its_own_null(athena: Athena, files: Any) -> None:
    table = files(LAZY)
    table.create({"a": "string", "b": "string"}, reader={"field.delim": "|"})
    table.put("one.txt", b"1|\\N\n2|x\n")

    assert athena.rows("SELECT a, b FROM files ORDER BY a") == [("1", None), ("2", "x")]


def test_json_is_an_object_a_line(athena: Athena, files: Any) -> None:
    table = files(JSON)
    table.create({"id": "string", "more": "string"})
    table.put("one.json", b'{"ID": 1.50, "more": {"a": [1, 2.5]}}\n\n{"id": "x"}\n')

    assert athena.rows("SELECT id, more FROM files ORDER BY id") == [
        ("1.50", '{"a":[1,2.5]}'),
        ("x", None),
    ]


def test_broken_json_fails_or_is_a_row_of_nulls(athena: Athena, files: Any) -> None:
    table = files(JSON)
    table.create({"id": "string"})
    table.put("one.json", b'{"id": "x"}\nbroken\n')

    assert "HIVE_CURSOR_ERROR" in athena.failure("SELECT id FROM files")


def test_broken_json_is_forgiven_where_the_table_says_so(athena: Athena, files: Any) -> None:
    table = files(JSON)
    table.create({"id": "string"}, reader={"ignore.malformed.json": "true"})
    table.put("one.json", b'{"id": "x"}\n[1]\nbroken\n')

    assert athena.rows("SELECT count(*) AS n, count(id) AS m FROM files") == [("3", "1")]


def test_what_is_not_read_is_refused_by_its_name(athena: Athena, files: Any) -> None:
    files("org.example.Other").create({"id": "string"})

    said = athena.failure("SELECT id FROM files")
    assert "does not implement tables of the format org.example.Other" in said


DAYS = {
    "projection.enabled": "true",
    "projection.shop.type": "injected",
    "projection.day.type": "date",
    "projection.day.format": "yyyy/MM/dd",
    "storage.location.template": f"s3://{BUCKET}/files/${{shop}}/${{day}}",
}


def test_partitions_that_are_computed_are_read_by_their_folders(athena: Athena, files: Any) -> None:
    table = files(JSON)
    table.create({"id": "string"}, keys={"shop": "string", "day": "string"}, parameters=DAYS)
    for place in ("a.b/2026/05/20/1", "a.b/2026/05/21/2", "axb/2026/05/20/3", "a.b/2026/05/x/4"):
        table.put(f"{place}.json", b'{"id": "%s"}' % place[-1].encode())

    both = "SELECT id, shop, day FROM files WHERE shop IN ('a.b', 'axb') ORDER BY id"
    assert athena.rows(both) == [
        ("1", "a.b", "2026/05/20"),
        ("2", "a.b", "2026/05/21"),
        ("3", "axb", "2026/05/20"),
    ]
    assert athena.rows("SELECT id FROM files WHERE shop = 'a.b' AND day > '2026/05/20'") == [("2",)]


@pytest.mark.parametrize("where", ["", "WHERE day = '2026/05/20'", "WHERE shop > 'a'"])
def test_a_query_names_the_values_of_a_key_that_has_no_others(
    athena: Athena, files: Any, where: str
) -> None:
    table = files(JSON)
    table.create({"id": "string"}, keys={"shop": "string", "day": "string"}, parameters=DAYS)

    said = athena.failure(f"SELECT id FROM files {where}")
    assert "CONSTRAINT_VIOLATION: For the injected projected partition column shop" in said


def test_other_kinds_of_computed_partitions_are_refused_by_their_names(
    athena: Athena, files: Any
) -> None:
    said = {**DAYS, "projection.day.type": "integer", "projection.day.format": ""}
    files(JSON).create({"id": "string"}, keys={"shop": "string", "day": "string"}, parameters=said)

    found = athena.failure("SELECT id FROM files WHERE shop = 'a'")
    assert "does not implement partition projection of the type integer" in found


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ('{"a": {"b": "x"}}', "$.a.b", "x"),
        ('{"a": ["x", "y"]}', "$.a[0]", "x"),
        ('{"a": "\\u003d/"}', "$.a", "=/"),
        ('{"a": true}', "$.a", "true"),
        ('{"a": 7}', "$.a", "7"),
        ('{"a": null}', "$.a", None),
        ('{"a": {"b": 1}}', "$.a", None),
        ('{"a": [1]}', "$.a", None),
        ('{"a": 1}', "$.b", None),
        ("no JSON", "$.a", None),
    ],
)
def test_a_scalar_is_taken_out_of_json(
    athena: Athena, files: Any, text: str, path: str, value: str | None
) -> None:
    table = files(JSON)
    table.create({"id": "string", "told": "string"})
    table.put("one.json", json.dumps({"id": "1", "told": text}).encode())

    assert athena.rows(f"SELECT id, json_extract_scalar(told, '{path}') FROM files") == [
        ("1", value)
    ]


def test_a_table_without_files_has_no_rows(athena: Athena, files: Any) -> None:
    files(OPEN_CSV).create({"a": "string"})

    assert athena.rows('SELECT a, "$path" FROM files') == []


def test_a_table_of_files_is_not_written(athena: Athena, files: Any) -> None:
    files(PARQUET).create({"id": "bigint"})

    assert "no Iceberg table" in athena.failure("INSERT INTO files SELECT CAST(1 AS bigint)")
