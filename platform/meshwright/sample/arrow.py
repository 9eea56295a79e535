"""Columns in Arrow's form: Parquet files written in batches, and read by column through S3."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyarrow carries no types; the rest of the sample sees its values as `Any`.

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as fs
import pyarrow.parquet as pq

from localaws.athena.arrow import arrow_type
from meshwright.specs.types import ColumnType

ColumnTypes = Mapping[str, ColumnType]


def schema(columns: ColumnTypes) -> Any:
    return pa.schema([(name, arrow_type(declared)) for name, declared in columns.items()])


def s3(endpoint: str, region: str, *, access_key: str, secret_key: str) -> Any:
    """The S3 behind a local endpoint, as a file system whose paths begin with a bucket."""
    address = urlsplit(endpoint)
    return fs.S3FileSystem(
        access_key=access_key,
        secret_key=secret_key,
        region=region,
        scheme=address.scheme,
        endpoint_override=address.netloc,
        request_timeout=60,
        connect_timeout=5,
    )


def write_parquet(path: Path, columns: ColumnTypes, batches: Any) -> int:
    """Write record batches as one Parquet file with the declared types; returns the rows."""
    declared = schema(columns)
    rows = 0
    with pq.ParquetWriter(path, declared) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(declared))
            rows += batch.num_rows
    return rows


def dataset(
    files: Any, columns: ColumnTypes, folders: Sequence[tuple[str, Mapping[str, str]]]
) -> Any:
    """The named columns of the Parquet files in some folders; no other column can be read from it.

    Beside each folder stand the values that all its rows have in the partition keys, as text.
    """
    declared = schema(columns)
    parquet = ds.ParquetFileFormat()
    fragments = [
        parquet.make_fragment(path, files, _values(declared, keys))
        for folder, keys in folders
        for path in _paths(files, folder)
    ]
    return ds.FileSystemDataset(fragments, declared, parquet, files)


def _values(declared: Any, keys: Mapping[str, str]) -> Any:
    expression = ds.scalar(True)
    for key, value in keys.items():
        if key in declared.names:
            typed = pa.scalar(value).cast(declared.field(key).type)
            expression = expression & (ds.field(key) == typed)
    return expression


def _paths(files: Any, folder: str) -> list[str]:
    found = files.get_file_info(fs.FileSelector(folder, allow_not_found=True))
    return sorted(file.path for file in found if file.type == fs.FileType.File and file.size)
