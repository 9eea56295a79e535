"""The rows of tables, as Arrow's: from Iceberg's current snapshot, from Parquet and text files."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false
# pyarrow carries no types; others see its values as `Any`.

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.table import FileScanTask

from localaws.athena import projection, text, trail_files
from localaws.athena.arrow import arrow_type
from localaws.athena.faults import QueryError, denied, unsupported
from localaws.athena.tables import FILE, MODIFIED, PATH, ROW, SIZE, Catalog, Table
from localaws.iceberg.catalog import LocalCatalog
from localaws.iceberg.files import S3Files
from localaws.iceberg.tables import place
from localaws.objects import Listed, ObjectError, Objects
from localaws.strict.call import items, part
from meshwright.athena.column_type import ColumnType

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
NO_FILE = Listed("", 0, 0.0, datetime(1970, 1, 1, tzinfo=UTC))
PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


@dataclass(slots=True)
class Scan:
    """What was read of one Iceberg table, for who changes it."""

    table: Any
    """pyiceberg's, at the snapshot that was read."""
    tasks: Sequence[FileScanTask] = ()
    parts: list[Any] = field(default_factory=list[Any])
    """The rows of each task's file."""
    bytes: int = 0


def files_of(table: Table) -> S3Files:
    return S3Files(Objects(table.files))


def opened(table: Table) -> Any:
    """The Iceberg table at the snapshot that the catalog named when it was looked up."""
    caller = table.files
    catalog = LocalCatalog(caller.account, caller.region, files_of(table))
    return catalog.at((table.database, table.name), place(table.said))


def read(catalog: Catalog, table: Table, columns: Collection[str]) -> tuple[Any, int]:
    """The rows of a table with these of its columns, and how many bytes its files have."""
    try:
        if table.is_iceberg:
            found = scanned(table, columns)
            return joined(found, columns), found.bytes
        return _of_files(catalog, table, columns)
    except ObjectError as error:
        raise denied(str(error)) from error
    except FileNotFoundError as error:
        said = f"ICEBERG_MISSING_METADATA: Metadata not found in metadata location: {error}"
        raise QueryError(said) from error


def scanned(table: Table, columns: Collection[str]) -> Scan:
    """The rows of each file of an Iceberg table."""
    ice = opened(table)
    named = [name for name in table.columns if name in columns] or list(table.columns)[:1]
    scan = ice.scan(selected_fields=tuple(named))
    tasks = list(scan.plan_files())
    reader = ArrowScan(ice.metadata, ice.io, scan.projection(), AlwaysTrue())
    found = Scan(ice, tasks)
    for task in tasks:
        found.parts.append(reader.to_table([task]))
        found.bytes += task.file.file_size_in_bytes
    if not tasks:
        found.parts.append(reader.to_table([]))
    return found


def joined(found: Scan, columns: Collection[str]) -> Any:
    """The rows of all files, with the hidden columns that are asked for."""
    wanted = [name for name in (PATH, FILE, ROW) if name in columns]
    if not found.tasks:
        return _with_hidden(found.parts[0], wanted, "", 0)
    several = (
        _with_hidden(rows, wanted, task.file.file_path, number)
        for number, (rows, task) in enumerate(zip(found.parts, found.tasks, strict=True))
    )
    return pa.concat_tables(several, promote_options="permissive")


def _with_hidden(rows: Any, wanted: Sequence[str], path: str, number: int) -> Any:
    for name in wanted:
        match name:
            case "$path":
                values = _same(pa.scalar(path, pa.string()), rows.num_rows)
            case "$file":
                values = _same(pa.scalar(number, pa.int32()), rows.num_rows)
            case _:
                values = pa.array(range(rows.num_rows), pa.int64())
        rows = rows.append_column(name, values)
    return rows


def _of_files(catalog: Catalog, table: Table, columns: Collection[str]) -> tuple[Any, int]:
    _check_readable(table)
    objects = Objects(table.files)
    named = [name for name in table.columns if name in columns] or list(table.columns)[:1]
    wanted = {name: table.columns[name] for name in named}
    found: list[Any] = []
    size = 0
    for location, values in _places(catalog, table, objects):
        for listed in objects.under(location):
            bucket = location.partition("://")[2].partition("/")[0]
            path = f"s3://{bucket}/{listed.key}"
            if listed.size == 0 or _is_hidden(listed.key):
                continue
            rows = _of_file(table, wanted, values, objects.read(path), path)
            found.append(_with_file(rows, columns, path, listed))
            size += listed.size
    empty = pa.schema([(name, arrow_type(kind)) for name, kind in wanted.items()]).empty_table()
    if not found:
        return _with_file(empty, columns, "", NO_FILE), 0
    return pa.concat_tables(found), size


def _with_file(rows: Any, columns: Collection[str], path: str, listed: Listed) -> Any:
    """Rows with what is asked for of the file that they lie in."""
    written = f"{listed.written.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    known = {
        PATH: pa.scalar(path, pa.string()),
        MODIFIED: pa.scalar(f"{written}.{listed.written.microsecond // 1000:03} UTC", pa.string()),
        SIZE: pa.scalar(listed.size, pa.int64()),
    }
    for name in (name for name in known if name in columns):
        rows = rows.append_column(name, _same(known[name], rows.num_rows))
    return rows


def _same(value: Any, count: int) -> Any:
    """One value for so many rows, which is held once."""
    places = pa.repeat(pa.scalar(0, pa.int8()), count)
    return pa.DictionaryArray.from_arrays(places, pa.array([value], value.type))


def _is_hidden(key: str) -> bool:
    """Files that Athena leaves out: their names begin with `_` or `.`."""
    return key.rpartition("/")[2].startswith(("_", "."))


def _check_readable(table: Table) -> None:
    if text.library(table.said) != PARQUET and not text.is_text(table.said):
        raise unsupported(f"tables of the format {text.library(table.said) or 'unknown'}")


def _places(
    catalog: Catalog, table: Table, objects: Objects
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Where files lie, with the values of the partition keys there."""
    if not table.keys:
        yield table.location, {}
        return
    if projection.is_projected(table.said):
        yield from projection.places(table, objects)
        return
    named = {"DatabaseName": table.database, "TableName": table.name}
    for each in catalog.pages("GetPartitions", "Partitions", **named):
        location = str(part(each, "StorageDescriptor").get("Location") or "")
        values = [str(value) for value in items(each, "Values")]
        yield location.rstrip("/") + "/", dict(zip(table.keys, values, strict=True))


def _of_file(
    table: Table,
    wanted: Mapping[str, ColumnType],
    values: Mapping[str, str],
    content: bytes,
    path: str,
) -> Any:
    try:
        if trail_files.is_of_a_trail(table.said):
            within = {name: kind for name, kind in wanted.items() if name not in table.keys}
            stored = trail_files.rows(within, content, path)
        elif text.is_text(table.said):
            stored = text.rows(table.said, _stored(table), content)
        else:
            stored = _parquet(wanted, content)
    except pa.ArrowException as error:
        raise QueryError(f"HIVE_BAD_DATA: Error opening {path}: {error}") from error
    arrays: list[Any] = []
    for name, kind in wanted.items():
        if name in values:
            arrays.append(_constant(values[name], kind, stored.num_rows))
        elif name in stored.column_names:
            arrays.append(_as_declared(stored.column(name), name, kind, path))
        else:
            arrays.append(pa.nulls(stored.num_rows, arrow_type(kind)))
    return pa.Table.from_arrays(arrays, names=list(wanted))


def _stored(table: Table) -> list[str]:
    """The columns that lie in the files, whether the caller may read them or not."""
    columns = items(part(table.said, "StorageDescriptor"), "Columns")
    return [str(column["Name"]).lower() for column in columns]


def _parquet(wanted: Collection[str], content: bytes) -> Any:
    """The wanted columns of a file, found by name whatever their letters."""
    file = pq.ParquetFile(io.BytesIO(content))
    names = {name.lower(): name for name in file.schema_arrow.names}
    chosen = [names[name] for name in wanted if name in names]
    rows = file.read(columns=chosen) if chosen else file.read(columns=file.schema_arrow.names[:1])
    return rows.rename_columns([name.lower() for name in rows.column_names])


def _constant(value: str, kind: ColumnType, count: int) -> Any:
    if value == NO_VALUE:
        return pa.nulls(count, arrow_type(kind))
    one = pc.cast(pa.array([unquote(value)], pa.string()), arrow_type(kind))
    return pa.repeat(one[0], count)


def _as_declared(column: Any, name: str, kind: ColumnType, path: str) -> Any:
    wanted = arrow_type(kind)
    if column.type.equals(wanted):
        return column
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us"))
    try:
        return column.cast(wanted, safe=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = f"HIVE_BAD_DATA: Field {name}'s type {column.type} in {path} is not {kind.text}"
        raise QueryError(said) from error
