"""INSERT, DELETE and MERGE on Iceberg tables: each one commit, or none where nothing changes.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-updating-iceberg-table-data.html
https://docs.aws.amazon.com/athena/latest/ug/merge-into-statement.html
Files of which rows change are written anew, where Athena writes the places of rows that are gone:
who reads sees the same.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false, reportAttributeAccessIssue=false
# pyarrow carries no types; others see its values as `Any`.

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.exceptions import CommitFailedException, ValidationException
from pyiceberg.io.pyarrow import (
    _dataframe_to_data_files,  # pyright: ignore[reportPrivateUsage] - the only way to write files
    schema_to_pyarrow,
)

from localaws.athena import faults
from localaws.athena.faults import QueryError, denied
from localaws.athena.rows import Scan
from localaws.objects import ObjectError

MAX_PARTITIONS = 100
NO_RETRY = {"commit.retry.num-retries": "0"}


def appended(table: Any, rows: Any) -> None:
    """The rows behind those that the table has when it is committed."""
    if rows.num_rows:
        _commit(table, (), rows)


def replaced(found: Scan, gone: Mapping[int, Iterable[int]], rows: Any) -> None:
    """The table without some rows of its files, and with others; fails if it was changed since.

    `gone` says for the number of a file the places of rows in it.
    """
    if not gone and not rows.num_rows:
        return
    kept = [_without(found.parts[number], places) for number, places in sorted(gone.items())]
    schema = arrow_schema(found.table)
    several = [fitted(part, schema) for part in (*kept, rows)]
    _commit(found.table, [found.tasks[n].file for n in sorted(gone)], pa.concat_tables(several))


def emptied(found: Any, tasks: Sequence[Any]) -> None:
    """The table without any row."""
    if tasks:
        empty = arrow_schema(found).empty_table()
        _commit(found, [task.file for task in tasks], empty)


def arrow_schema(table: Any) -> Any:
    return schema_to_pyarrow(table.schema(), include_field_ids=False)


def fitted(rows: Any, schema: Any) -> Any:
    """Rows in the form of a table's files, without nulls where it has none."""
    arrays: list[Any] = []
    for field in schema:
        column = rows.column(field.name)
        if not field.nullable and column.null_count:
            said = f"NULL value not allowed for NOT NULL column: {field.name}"
            raise QueryError(f"CONSTRAINT_VIOLATION: {said}")
        try:
            arrays.append(column if column.type == field.type else column.cast(field.type))
        except pa.ArrowException as error:
            said = f"INVALID_CAST_ARGUMENT: Cannot store {field.name}: {error}"
            raise QueryError(said) from error
    return pa.Table.from_arrays(arrays, schema=schema)


def _without(rows: Any, places: Iterable[int]) -> Any:
    mask = pc.invert(pc.is_in(pa.array(range(rows.num_rows), pa.int64()), pa.array(places)))
    return rows.filter(mask)


def _commit(table: Any, gone: Sequence[Any], rows: Any) -> None:
    """One snapshot. An append alone is tried again where others commit at the same time."""
    _check_partitions(table, rows)
    is_append = not gone and not _is_of_one_snapshot(table)
    try:
        with table.transaction() as transaction:
            update = transaction.update_snapshot()
            producer = update.fast_append() if is_append else update.overwrite()
            with producer as snapshot:
                for file in gone:
                    snapshot.delete_data_file(file)
                if rows.num_rows:
                    for file in _dataframe_to_data_files(table.metadata, rows, table.io):
                        snapshot.append_data_file(file)
    except (CommitFailedException, ValidationException) as error:
        name = ".".join(table.name())
        said = f"ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: {name}"
        raise QueryError(said, number=faults.CONFLICT, is_retryable=True) from error
    except ObjectError as error:
        raise denied(str(error)) from error


def bound_to_snapshot(table: Any) -> Any:
    """The table as one whose commits fail where it was changed since it was read."""
    properties = {**table.metadata.properties, **NO_RETRY}
    table.metadata = table.metadata.model_copy(update={"properties": properties})
    return table


def _is_of_one_snapshot(table: Any) -> bool:
    return table.metadata.properties.get("commit.retry.num-retries") == "0"


def _check_partitions(table: Any, rows: Any) -> None:
    names = [table.schema().find_field(f.source_id).name for f in table.spec().fields]
    if not names or not rows.num_rows:
        return
    count = rows.select(names).group_by(names).aggregate([]).num_rows
    if count > MAX_PARTITIONS:
        said = f"Exceeded limit of {MAX_PARTITIONS} open writers for partitions"
        raise QueryError(f"ICEBERG_TOO_MANY_OPEN_PARTITIONS: {said}", number=faults.EXHAUSTED)
