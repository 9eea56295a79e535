"""Records of CloudTrail's files, as rows of the table that Athena's page defines over them.

A file is one document with all its records; names are compared in lower case, and what a column
takes as text is written as JSON where it is none.
https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false
# pyarrow carries no types; others see its values as `Any`.

import gzip
import json
from collections.abc import Mapping
from typing import Any, cast

import pyarrow as pa

from localaws.athena.arrow import arrow_type
from localaws.athena.faults import QueryError
from localaws.strict.call import part
from meshwright.athena.column_type import ColumnType

INPUT_FORMAT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
RECORD = "$record"
"""No column of a catalog is called so."""
GZIP = b"\x1f\x8b"


def is_of_a_trail(said: Mapping[str, Any]) -> bool:
    return part(said, "StorageDescriptor").get("InputFormat") == INPUT_FORMAT


def rows(columns: Mapping[str, ColumnType], content: bytes, path: str) -> Any:
    """The records of one file, with these of the table's columns, and one that counts them."""
    records = [_lowered(record) for record in _records(content, path)]
    arrays = [
        pa.array([_fitted(r.get(name), kind) for r in records], arrow_type(kind))
        for name, kind in columns.items()
    ]
    counted = pa.nulls(len(records), pa.int8())
    return pa.Table.from_arrays([*arrays, counted], names=[*columns, RECORD])


def _records(content: bytes, path: str) -> list[Any]:
    try:
        text = gzip.decompress(content) if content[:2] == GZIP else content
        return list(json.loads(text)["Records"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise QueryError(f"HIVE_CURSOR_ERROR: {path} is no file of a trail: {error}") from error


def _lowered(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    return {str(n).lower(): v for n, v in cast("dict[str, Any]", value).items()}


def _fitted(value: Any, kind: ColumnType) -> Any:
    """A value as its column declares it."""
    if value is None:
        return None
    if kind.name == "struct":
        known = _lowered(value)
        inner = zip(kind.fields, kind.arguments, strict=True)
        return {name: _fitted(known.get(name), of) for name, of in inner}
    if kind.name == "array":
        each = cast("list[Any]", value) if isinstance(value, list) else []
        return [_fitted(item, kind.arguments[0]) for item in each]
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
