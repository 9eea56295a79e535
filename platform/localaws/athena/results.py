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
from typing import Any, Protocol, cast

from localaws.athena import types
from meshwright.athena.column_type import ColumnType

MOST = 1000
"""Rows of one page."""
VARCHAR = ColumnType("string")
Row = tuple[str | None, ...]


class Rows(Protocol):
    """Rows as texts, some at a time."""

    def __len__(self) -> int: ...

    def __getitem__(self, places: slice, /) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """All rows of an answer, as texts."""

    columns: tuple[tuple[str, ColumnType], ...] = ()
    rows: Rows = ()
    has_header: bool = False
    """Whether the names of the columns are the first row, as they are of a SELECT."""
    count: int | None = None
    """How many rows were changed, where the statement changes any."""
    is_text: bool = False
    """Whether it is kept as plain lines, as of a SHOW."""

    def page(self, start: int, size: int) -> tuple[list[Row], int | None]:
        """Rows from a place on, and the place of those after them."""
        head = [self.header] if self.has_header and start == 0 else []
        following = start + size
        first, last = max(start - self.has_header, 0), following - self.has_header
        is_last = last >= len(self.rows)
        return [*head, *self.rows[first:last]], None if is_last else following

    @property
    def header(self) -> Row:
        return tuple(name for name, _ in self.columns)

    def metadata(self) -> list[dict[str, Any]]:
        return [_column(name, kind) for name, kind in self.columns]

    def file(self) -> bytes:
        """The file of results: every value in quotes, and nothing where there is none."""
        if self.is_text:
            lines = ("\t".join(value or "" for value in row) for row in self.rows[:])
            return "\n".join(lines).encode()
        if not self.has_header:
            return b""
        several = (self.rows[at : at + MOST] for at in range(0, len(self.rows), MOST))
        texts = ("".join(map(_line, rows)) for rows in several)
        return b"".join(text.encode() for text in (_line(self.header), *texts))

    @property
    def ending(self) -> str:
        return ".txt" if self.is_text else ".csv"


def selected(columns: Sequence[tuple[str, ColumnType]], arrow: Any) -> Result:
    """The answer to a SELECT."""
    return Result(tuple(columns), _Selected(arrow, [kind for _, kind in columns]), has_header=True)


class _Selected:
    """Rows that become texts when they are asked for: an answer may have millions."""

    def __init__(self, arrow: Any, kinds: Sequence[ColumnType]) -> None:
        self._arrow, self._makers = arrow, [_maker(kind) for kind in kinds]

    def __len__(self) -> int:
        return self._arrow.num_rows

    def __getitem__(self, places: slice) -> Sequence[Row]:
        part = self._arrow[places]
        values = [
            [None if value is None else make(value) for value in column.to_pylist()]
            for make, column in zip(self._makers, part.columns, strict=True)
        ]
        return [*zip(*values, strict=True)]


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
