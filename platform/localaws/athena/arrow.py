"""Columns in Arrow's form."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyarrow carries no types; others see its values as `Any`.

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from meshwright.athena.column_type import ColumnType

PRIMITIVES: Mapping[str, Callable[[], Any]] = {
    "string": pa.string,
    "boolean": pa.bool_,
    "int": pa.int32,
    "bigint": pa.int64,
    "float": pa.float32,
    "double": pa.float64,
    "date": pa.date32,
    "timestamp": lambda: pa.timestamp("us"),
    "timestamptz": lambda: pa.timestamp("us", tz="UTC"),
    "binary": pa.binary,
    # A uuid is stored as its text: neither Glue nor Parquet's readers know more of it.
    "uuid": pa.string,
}


def arrow_type(declared: ColumnType) -> Any:
    """The type as Arrow has it: what a Parquet file of the table holds."""
    inner = [arrow_type(argument) for argument in declared.arguments]
    match declared.name:
        case "decimal":
            return pa.decimal128(declared.precision, declared.scale)
        case "array":
            return pa.list_(inner[0])
        case "map":
            return pa.map_(inner[0], inner[1])
        case "struct":
            return pa.struct(list(zip(declared.fields, inner, strict=True)))
        case name:
            return PRIMITIVES[name]()


def typed(rows: Any, kinds: Sequence[ColumnType]) -> Any:
    """Rows with their columns numbered, each of just the type that the analysis has found."""
    arrays = [
        column.cast(arrow_type(kind), safe=False) if _is_plain(kind) else column
        for column, kind in zip(rows.columns, kinds, strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=[f"c{number}" for number in range(len(arrays))])


def _is_plain(kind: ColumnType) -> bool:
    """Whether values may differ in their type from what was found: nested ones are as they are."""
    return kind.name in PRIMITIVES or kind.name == "decimal"
