"""Rows of text files, as Hive's readers see them: line by line, whatever is in quotes.

https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownArgumentType=false
# pyarrow carries no types; others see its values as `Any`.

import csv
import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, cast

import pyarrow as pa
import pyarrow.csv as pacsv

from localaws.athena.faults import QueryError, unsupported
from localaws.strict.call import part

OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPENX_JSON = "org.openx.data.jsonserde.JsonSerDe"
HIVE_JSON = "org.apache.hive.hcatalog.data.JsonSerDe"
JSON_READERS = (OPENX_JSON, HIVE_JSON)
GZIP = b"\x1f\x8b"
END = re.compile("\r\n?|\n")
BATCH = 50_000
"""Rows that are held as Python's values at a time."""
csv.field_size_limit(1 << 30)
"""Python's own is 128 KB; Athena takes longer values."""
Row = Sequence[str | None]
Reader = Callable[[Iterator[str], Sequence[str]], Iterator[Row]]


def is_text(said: Mapping[str, Any]) -> bool:
    """Whether a table's files are text that is read here."""
    return library(said) in (OPEN_CSV, LAZY_SIMPLE, *JSON_READERS)


def library(said: Mapping[str, Any]) -> str:
    return str(part(part(said, "StorageDescriptor"), "SerdeInfo").get("SerializationLibrary", ""))


def rows(said: Mapping[str, Any], columns: Sequence[str], content: bytes) -> Any:
    """The rows of one file as texts, by all columns of the table that lie in files."""
    text = gzip.decompress(content) if content[:2] == GZIP else content
    if (plain := _plain(said, columns, text)) is not None:
        return plain
    lines = _lines(text.decode("utf-8", errors="replace"))
    for _ in range(_header(said)):
        next(lines, None)
    reader = _reader(said)
    found = reader(lines, columns)
    batches: list[Any] = []
    schema = pa.schema([(name, pa.string()) for name in columns])
    while batch := list(islice(found, BATCH)):
        arrays = [pa.array(values, pa.string()) for values in zip(*batch, strict=True)]
        batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


def _plain(said: Mapping[str, Any], columns: Sequence[str], content: bytes) -> Any:
    """The rows of a CSV file in which no sign means more than itself, read at once; else None.

    The file of the example's flights takes a tenth of the time.
    """
    how = part(part(part(said, "StorageDescriptor"), "SerdeInfo"), "Parameters")
    signs = (how.get("quoteChar", '"'), how.get("escapeChar", "\\"), "\r", "\n\n")
    if library(said) != OPEN_CSV or content[:1] == b"\n":
        return None
    if any(sign.encode() in content for sign in signs):
        return None
    names = list(columns)
    try:
        return pacsv.read_csv(
            pa.BufferReader(content),
            pacsv.ReadOptions(column_names=names, skip_rows=_header(said)),
            pacsv.ParseOptions(delimiter=how.get("separatorChar", ","), quote_char=False),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid:
        # Short and long rows, and what is not UTF-8.
        return None


def _lines(text: str) -> Iterator[str]:
    """A line ends with LF, CR or both, as those of Trino's own reader do (`TextLineReader`)."""
    start, length = 0, len(text)
    while start < length:
        found = END.search(text, start)
        end, following = found.span() if found else (length, length)
        yield text[start:end]
        start = following


def _header(said: Mapping[str, Any]) -> int:
    """How many first lines are none of the rows."""
    for holder in (said, part(part(said, "StorageDescriptor"), "SerdeInfo")):
        number = part(holder, "Parameters").get("skip.header.line.count")
        if number is not None:
            return int(number)
    return 0


def _reader(said: Mapping[str, Any]) -> Reader:
    how = part(part(part(said, "StorageDescriptor"), "SerdeInfo"), "Parameters")
    name = library(said)
    if name == OPEN_CSV:
        return lambda lines, columns: _open_csv(how, lines, len(columns))
    if name == LAZY_SIMPLE:
        return lambda lines, columns: _delimited(how, lines, len(columns))
    if name in JSON_READERS:
        return lambda lines, columns: _json(how, lines, columns)
    raise unsupported(f"the reader {name}")


def _open_csv(how: Mapping[str, str], lines: Iterator[str], width: int) -> Iterator[Row]:
    """By position; a row that is too short has nulls at its end, one that is too long loses."""
    for line in lines:
        parsed = csv.reader(
            [line],
            delimiter=how.get("separatorChar", ","),
            quotechar=how.get("quoteChar", '"'),
            escapechar=how.get("escapeChar", "\\"),
        )
        yield _fitted(next(parsed, []), width)


def _delimited(how: Mapping[str, str], lines: Iterator[str], width: int) -> Iterator[Row]:
    """Without quotes: what is between two signs is a value, and `\\N` is none."""
    sign = how.get("field.delim") or how.get("serialization.format") or "\x01"
    null = how.get("serialization.null.format", "\\N")
    for line in lines:
        yield _fitted([None if v == null else v for v in line.split(sign)], width)


def _fitted(values: Sequence[str | None], width: int) -> Row:
    return (*values[:width], *[None] * (width - len(values)))


def _json(how: Mapping[str, str], lines: Iterator[str], columns: Sequence[str]) -> Iterator[Row]:
    """An object a line; names are compared in lower case, and what is no text is its JSON."""
    lenient = how.get("ignore.malformed.json", "false").lower() == "true"
    for line in lines:
        if not line.strip():
            continue
        read = _object(line)
        if read is None:
            if not lenient:
                said = f"HIVE_CURSOR_ERROR: Row is not a valid JSON Object: {line[:100]}"
                raise QueryError(said)
            read = {}
        named = {name.lower(): value for name, value in read.items()}
        yield [_as_text(named.get(column)) for column in columns]


def _object(line: str) -> dict[str, Any] | None:
    try:
        read: Any = json.loads(line, parse_float=Decimal)
    except ValueError:
        return None
    return cast("dict[str, Any]", read) if isinstance(read, dict) else None


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=float)
