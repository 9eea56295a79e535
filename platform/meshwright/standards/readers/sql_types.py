"""Types of SQL's dialects, as sqlglot reads them, in those of columns.

A type that no column has is read as one that holds its values; how is told by who asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError

from meshwright.errors import Position
from meshwright.specs.source import Path
from meshwright.specs.types import MAX_PRECISION, ColumnType
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers.draft import Draft

D = exp.DType
STRING = ColumnType("string")
MAX_TEXT, MAX_BRACKETS = 10_000, 64
"""Of a type that stands alone."""
SIZED = (D.VARCHAR, D.CHAR, D.NCHAR, D.NVARCHAR, D.BPCHAR)
PLAIN: Mapping[Any, str] = {
    **dict.fromkeys((*SIZED, D.TEXT, D.NAME, D.LONGTEXT, D.MEDIUMTEXT, D.TINYTEXT), "string"),
    **dict.fromkeys((D.TINYINT, D.SMALLINT, D.MEDIUMINT, D.INT, D.UTINYINT), "int"),
    **dict.fromkeys((D.USMALLINT, D.UMEDIUMINT, D.SERIAL, D.SMALLSERIAL, D.YEAR), "int"),
    **dict.fromkeys((D.BIGINT, D.UINT, D.BIGSERIAL), "bigint"),
    D.BOOLEAN: "boolean",
    D.BIT: "boolean",
    D.FLOAT: "float",
    D.DOUBLE: "double",
    **dict.fromkeys((D.DATE, D.DATE32), "date"),
    **dict.fromkeys((D.DATETIME, D.DATETIME2, D.DATETIME64, D.SMALLDATETIME), "timestamp"),
    **dict.fromkeys((D.TIMESTAMP, D.TIMESTAMPNTZ, D.TIMESTAMP_S), "timestamp"),
    **dict.fromkeys((D.TIMESTAMP_MS, D.TIMESTAMP_NS), "timestamp"),
    **dict.fromkeys((D.TIMESTAMPTZ, D.TIMESTAMPLTZ), "timestamptz"),
    **dict.fromkeys((D.BINARY, D.VARBINARY, D.BLOB, D.LONGBLOB), "binary"),
    **dict.fromkeys((D.MEDIUMBLOB, D.TINYBLOB), "binary"),
    D.UUID: "uuid",
}
WIDE: Mapping[Any, ColumnType] = {
    D.UBIGINT: ColumnType("decimal", 20, 0),
    D.INT128: ColumnType("decimal", MAX_PRECISION, 0),
    D.MONEY: ColumnType("decimal", 19, 4),
    D.SMALLMONEY: ColumnType("decimal", 10, 4),
}
DECIMALS = (D.DECIMAL, D.DECIMAL32, D.DECIMAL64, D.DECIMAL128, D.DECIMAL256, D.UDECIMAL)
WITHOUT_DIGITS: Mapping[str, int] = {
    **dict.fromkeys(("athena", "hive", "spark", "databricks", "mysql"), 10),
    **dict.fromkeys(("trino", "presto", "snowflake"), 38),
    **dict.fromkeys(("redshift", "tsql"), 18),
}
"""The digits of a decimal that names none, where that does not mean as many as there are."""
OF_SNOWFLAKE: Mapping[str, str] = {"int": "bigint", "float": "double"}
"""Its whole numbers have up to 38 digits, and its numbers with a point eight bytes."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a type comes to."""

    kind: ColumnType
    is_wider: bool = False
    """Whether no column has the type itself."""
    sized: str = ""
    """The type of a text with its length, such as `varchar(20)`."""
    has_sized: bool = False
    """Whether a text within the type has a length."""
    values: tuple[str, ...] = ()
    """The only values of an enum."""


def read_type(said: exp.Expr | None, dialect: str) -> Read:
    """The type that a column's definition says; a wider one where we have none of its kind."""
    kind = said.this if isinstance(said, exp.DataType) else None
    if said is None or kind is None:
        return Read(STRING, is_wider=True)
    if kind in DECIMALS:
        return _decimal(said, dialect)
    if kind in (D.ARRAY, D.LIST, D.NESTED, D.MAP, D.STRUCT, D.OBJECT):
        return _nested(said, dialect)
    if kind is D.ENUM:
        return Read(STRING, values=tuple(each.name for each in said.expressions))
    if kind in WIDE:
        return Read(WIDE[kind])
    name = PLAIN.get(kind)
    if name is None:
        return Read(STRING, is_wider=True)
    if dialect == "snowflake":
        name = OF_SNOWFLAKE.get(name, name)
    return Read(ColumnType(name), sized=_sized(said) if kind in SIZED else "")


def text_type(text: str, dialect: str) -> Read:
    """The type that a text names, as a database of that dialect says it."""
    if len(text) > MAX_TEXT or sum(map(text.count, "(<[")) > MAX_BRACKETS:
        return Read(STRING, is_wider=True)
    try:
        return read_type(exp.DataType.build(text, dialect=dialect, udt=True), dialect)
    except SqlglotError:
        return Read(STRING, is_wider=True)


def put_read(draft: Draft, path: Path, read: Read, at: Position) -> None:
    """Says a type in a contract: a text's length as its database has it, and as no promise."""
    draft.put_type(path, read.kind, at)
    if read.sized:
        draft.put((*path, "physicalType"), read.sized, at)
    if read.has_sized:
        draft.leave_out("the length of a text within a type", at)


def _numbers(said: exp.Expr) -> list[int]:
    found = (each.this for each in said.expressions if isinstance(each, exp.DataTypeParam))
    names = [each.name for each in found if isinstance(each, exp.Literal)]
    return [int(name) for name in names if name.isdecimal() and len(name) < 10]


def _sized(said: exp.Expr) -> str:
    found = _numbers(said)
    word = "varchar" if said.this in (D.VARCHAR, D.NVARCHAR) else "char"
    return f"{word}({found[0]})" if found else ""


def _decimal(said: exp.Expr, dialect: str) -> Read:
    found = _numbers(said)
    if not found and dialect in WITHOUT_DIGITS:
        found = [WITHOUT_DIGITS[dialect]]
    precision, scale, *_ = [*found, 0, 0]
    if scale <= precision and 1 <= precision <= MAX_PRECISION:
        return Read(ColumnType("decimal", precision, scale))
    return Read(ColumnType("double"), is_wider=True)


def _nested(said: exp.Expr, dialect: str) -> Read:
    inner = said.expressions
    if said.this in (D.STRUCT, D.OBJECT):
        return _struct(inner, dialect)
    count = 2 if said.this is D.MAP else 1
    if len(inner) != count:
        kind = ColumnType("array", arguments=(STRING,)) if count == 1 else STRING
        return Read(kind, is_wider=True)
    found = [read_type(each, dialect) for each in inner]
    is_wider = any(each.is_wider for each in found)
    arguments = tuple(each.kind for each in found)
    if count == 2 and arguments[0].is_nested:
        return Read(STRING, is_wider=True)
    kind = ColumnType("map" if count == 2 else "array", arguments=arguments)
    return Read(kind, is_wider, has_sized=_any_sized(found))


def _struct(fields: list[Any], dialect: str) -> Read:
    found: dict[str, Read] = {}
    for each in fields:
        name = as_id(each.name) if isinstance(each, exp.ColumnDef) else ""
        if not name or name in found:
            return Read(STRING, is_wider=True)
        found[name] = read_type(each.args.get("kind"), dialect)
    if not found:
        return Read(STRING, is_wider=True)
    arguments = tuple(each.kind for each in found.values())
    kind = ColumnType("struct", arguments=arguments, fields=tuple(found))
    is_wider = any(each.is_wider for each in found.values())
    return Read(kind, is_wider, has_sized=_any_sized(found.values()))


def _any_sized(found: Iterable[Read]) -> bool:
    return any(each.sized or each.has_sized for each in found)
