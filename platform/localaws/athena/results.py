"""What a statement gives, as Athena shows it: texts in pages, and the file that holds them.

https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false
# pyarrow carries no types; others see its values as `Any`.

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from localaws.athena import types
from meshwright.athena.column_type import ColumnType

MOST = 1000
"""Rows of one page."""
VARCHAR = ColumnType("string")
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All rows of an answer, as texts."""

    columns: tuple[tuple[str, ColumnType], ...] = ()
    rows: tuple[Row, ...] = ()
    has_header: bool = False
    """Whether the names of the columns are the first row, as they are of a SELECT."""
    count: int | None = None
    """How many rows were changed, where the statement changes any."""
    is_text: bool = False
    """Whether it is kept as plain lines, as of a SHOW."""

    def page(self, start: int, size: int) -> tuple[list[Row], int | None]:
        """Rows from a place on, and the place of those after them."""
        every = [*([self.header] if self.has_header else []), *self.rows]
        following = start + size
        return every[start:following], following if following < len(every) else None

    @property
    def header(self) -> Row:
        return tuple(name for name, _ in self.columns)

    def metadata(self) -> list[dict[str, Any]]:
        return [_column(name, kind) for name, kind in self.columns]

    def file(self) -> bytes:
        """The file of results: every value in quotes, and nothing where there is none."""
        if self.is_text:
            lines = ("\t".join(value or "" for value in row) for row in self.rows)
            return "\n".join(lines).encode()
        if not self.has_header:
            return b""
        return "".join(_line(row) for row in (self.header, *self.rows)).encode()

    @property
    def ending(self) -> str:
        return ".txt" if self.is_text else ".csv"


def selected(columns: Sequence[tuple[str, ColumnType]], arrow: Any) -> Result:
    """The answer to a SELECT."""
    makers = [_maker(kind) for _, kind in columns]
    values = [
        [None if value is None else make(value) for value in column.to_pylist()]
        for make, column in zip(makers, arrow.columns, strict=True)
    ]
    rows = tuple(zip(*values, strict=True))
    return Result(tuple(columns), rows, has_header=True)


def changed(count: int) -> Result:
    """The answer to a statement that changes rows."""
    return Result((("rows", ColumnType("bigint")),), count=count)


def listed(names: Sequence[str], rows: Sequence[Row]) -> Result:
    """The answer to a SHOW or DESCRIBE."""
    return Result(tuple((name, VARCHAR) for name in names), tuple(rows), is_text=True)


def _column(name: str, kind: ColumnType) -> dict[str, Any]:
    precision, scale = types.precision(kind)
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": types.said(kind),
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": kind.name == "string",
    }


def _line(row: Row) -> str:
    values = ("" if value is None else '"' + value.replace('"', '""') + '"' for value in row)
    return ",".join(values) + "\n"


def _maker(kind: ColumnType) -> Callable[[Any], str]:
    if kind.name in ("unknown", "null"):
        return str
    return lambda value: said(value, kind)


def said(value: Any, kind: ColumnType) -> str:
    """A value as Athena writes it in a result."""
    match kind.name:
        case "boolean":
            return "true" if value else "false"
        case "float" | "double":
            return _number(value)
        case "decimal":
            return f"{Decimal(value):f}"
        case "timestamp" | "timestamptz":
            return _moment(value)
        case "binary":
            return " ".join(f"{byte:02x}" for byte in value)
        case "array":
            return "[" + ", ".join(_inner(item, kind.arguments[0]) for item in value) + "]"
        case "map":
            pairs = cast("list[tuple[Any, Any]]", value)
            key, item = kind.arguments
            return "{" + ", ".join(f"{_inner(k, key)}={_inner(v, item)}" for k, v in pairs) + "}"
        case "struct":
            return "{" + ", ".join(_fields(cast("Mapping[str, Any]", value), kind)) + "}"
        case _:
            return str(value)


def _inner(value: Any, kind: ColumnType) -> str:
    return "null" if value is None else said(value, kind)


def _fields(value: Mapping[str, Any], kind: ColumnType) -> Iterator[str]:
    pairs = zip(value.values(), kind.arguments, kind.fields, strict=True)
    for number, (item, inner, name) in enumerate(pairs):
        yield f"{name or f'field{number}'}={_inner(item, inner)}"


def _number(value: float) -> str:
    """A number as Java writes it: 1.0, 1.5E10, NaN, Infinity."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        text = f"{Decimal(repr(value)):f}"
        return text if "." in text else f"{text}.0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    power = len(digits) - 1 + int(exponent)
    written = "".join(map(str, digits)).rstrip("0") or "0"
    rest = written[1:] or "0"
    return f"{'-' if sign else ''}{written[0]}.{rest}E{power}"


def _moment(value: datetime) -> str:
    """With milliseconds, which are what Athena reads."""
    return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"
