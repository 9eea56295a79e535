"""Types as a query's CAST names them, and columns as specs declare them, in one form."""

from sqlglot import exp
from sqlglot.expressions import DType

from meshwright.athena import codes
from meshwright.athena.coercion import MAX_PRECISION
from meshwright.athena.column_type import ColumnType
from meshwright.athena.context import Context
from meshwright.athena.guarded import MICROSECONDS, is_guarded
from meshwright.athena.values import whole

_NAMES = {
    DType.BOOLEAN: "boolean",
    DType.INT: "int",
    DType.BIGINT: "bigint",
    DType.FLOAT: "float",
    DType.DOUBLE: "double",
    DType.VARCHAR: "string",
    DType.DATE: "date",
    DType.TIMESTAMP: "timestamp",
    DType.TIMESTAMPTZ: "timestamptz",
    DType.VARBINARY: "binary",
}
_INSTEAD = {
    DType.TINYINT: "integer",
    DType.SMALLINT: "integer",
    DType.CHAR: "varchar",
    DType.TEXT: "varchar",
    DType.JSON: "a row(…) of its fields",
    DType.TIME: "a timestamp",
    DType.UUID: "varchar",
}
MILLISECONDS = 3
"""The digits of a second that Athena reads of a Parquet file's timestamps."""


def as_queried(kind: ColumnType) -> ColumnType:
    """A declared type as Athena shows it: no zones, and a uuid as its text."""
    if kind.name == "timestamptz":
        return ColumnType("timestamp")
    if kind.name == "uuid":
        return ColumnType("string")
    if not kind.is_nested:
        return kind
    inner = tuple(as_queried(argument) for argument in kind.arguments)
    return ColumnType(kind.name, arguments=inner, fields=kind.fields)


def cast_type(ctx: Context, node: exp.Cast) -> ColumnType | None:
    """The type that a cast names; what is not tried is reported."""
    try:
        kind = node.args["to"]
        if is_guarded(node) and _digits(kind) == [MICROSECONDS]:
            kind = exp.DataType(this=kind.this)
        return _type(kind)
    except _UnknownTypeError as error:
        ctx.report(codes.DIFFERS, node, str(error), error.instead)
        return None


class _UnknownTypeError(Exception):
    def __init__(self, message: str, instead: str) -> None:
        super().__init__(message)
        self.instead = instead


def _type(kind: exp.DataType) -> ColumnType:
    inner = kind.expressions
    match kind.this:
        case DType.DECIMAL:
            return _decimal(kind)
        case DType.ARRAY if len(inner) == 1:
            return ColumnType("array", arguments=(_type(inner[0]),))
        case DType.MAP if len(inner) == 2:
            return ColumnType("map", arguments=(_type(inner[0]), _type(inner[1])))
        case DType.STRUCT if inner and all(isinstance(field, exp.ColumnDef) for field in inner):
            types = tuple(_type(field.args["kind"]) for field in inner)
            return ColumnType(
                "struct", arguments=types, fields=tuple(f.name.lower() for f in inner)
            )
        case name if name in _NAMES:
            return _primitive(kind, _NAMES[name])
        case name:
            word = str(getattr(name, "value", name)).lower()
            instead = _INSTEAD.get(name, "a type of docs/reference/types.md")
            raise _UnknownTypeError(f"the type {word} is not tried", f"cast to {instead}")


def _digits(kind: exp.DataType) -> list[int]:
    return [whole(size.name) or 0 for size in kind.expressions]


def _primitive(kind: exp.DataType, name: str) -> ColumnType:
    sizes = _digits(kind)
    if name == "string" and sizes:
        message = "Athena cuts a text to the length of a varchar(n), and others do not"
        raise _UnknownTypeError(message, "write substr(text, 1, n)")
    if sizes and (not name.startswith("timestamp") or sizes[0] > MILLISECONDS):
        raise _UnknownTypeError(f"a {name} has no such precision here", "leave the precision out")
    return ColumnType(name)


def _decimal(kind: exp.DataType) -> ColumnType:
    sizes = _digits(kind)
    if len(sizes) != 2 or not 1 <= sizes[0] <= MAX_PRECISION or sizes[1] > sizes[0]:
        message = "each engine gives a decimal digits of its own where none are said"
        raise _UnknownTypeError(message, "write decimal(18,2)")
    return ColumnType("decimal", sizes[0], sizes[1])
