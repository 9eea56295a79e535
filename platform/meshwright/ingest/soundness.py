"""Whether a file can become rows, seen before it is sent: its encoding, its header, its end.

A file is read once, a block at a time, so that its size does not matter; the same reading gives
the hash that names it. Rows are not judged here: the run does, and keeps those it refuses.

Sources: Athena user guide, "Open CSV SerDe for processing CSV" (no embedded line breaks; UTF-8) and
"JSON SerDe libraries" (one record a line); Apache Parquet, "File format" (the magic number).
"""

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from meshwright.errors import MeshError

LINE = 1 << 20
"""Bytes of a first or last line that are looked at; no header is longer."""
BOM = codecs.BOM_UTF8
MAGIC = b"PAR1"
LEAST_PARQUET = 12
"""Two magic numbers and the length of the footer."""
WHEN_WHOLE = "send it when it has been written to its end"
GZIP = b"\x1f\x8b"


class UnsoundError(MeshError):
    """What keeps a file from becoming rows."""


Look = Callable[[bytes], None]


@dataclass(slots=True)
class Lines:
    """The lines of a file as it is read: the first and the last, and quotes that stay open."""

    count: int = 0
    """Line breaks so far."""
    first: bytes = b""
    last: bytes = b""
    open_since: int = 0
    """The line on which a quoted value began that has not ended; 0 where there is none."""
    broken_at: int = 0
    """The first line on which a quoted value began that ended on another."""

    def look(self, block: bytes) -> None:
        *ended, rest = block.split(b"\n")
        for piece in ended:
            self._add(piece)
            if not self.count:
                self.first = self.last
            self.count += 1
            self.last = b""
        self._add(rest)

    def end(self) -> None:
        if not self.count:
            self.first = self.last

    def _add(self, piece: bytes) -> None:
        self.last = (self.last + piece)[:LINE] if len(self.last) < LINE else self.last
        if piece.count(b'"') % 2 == 0:
            return
        line = self.count + 1
        if not self.open_since:
            self.open_since = line
            return
        if self.open_since != line:
            self.broken_at = self.broken_at or self.open_since
        self.open_since = 0


@dataclass(slots=True)
class Encoding:
    """Whether what is read is UTF-8, and where it is not."""

    decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")()
    )
    line: int = 1

    def look(self, block: bytes) -> None:
        self._decode(block, final=False)

    def end(self) -> None:
        self._decode(b"", final=True)

    def _decode(self, block: bytes, *, final: bool) -> None:
        try:
            self.line += self.decoder.decode(block, final).count("\n")
        except UnicodeDecodeError as error:
            said: bytes = error.object
            line = self.line + said[: error.start].count(b"\n")
            raise UnsoundError(
                f"line {line} is not UTF-8: byte 0x{said[error.start]:02x} stands there",
                fix="write it as UTF-8: iconv -f ISO-8859-1 -t UTF-8 FILE > NEW",
            ) from error


def judge(blocks: Iterator[bytes], form: str, columns: Sequence[str]) -> Iterator[bytes]:
    """Hands blocks on, and raises UnsoundError once what is wrong with them is known."""
    yield from (_parquet if form == "parquet" else _text)(blocks, form, columns)


def _text(blocks: Iterator[bytes], form: str, columns: Sequence[str]) -> Iterator[bytes]:
    lines, encoding, is_begun = Lines(), Encoding(), False
    for block in blocks:
        if not is_begun:
            _refuse_beginning(block)
            is_begun = True
        encoding.look(block)
        lines.look(block)
        yield block
    encoding.end()
    lines.end()
    if not lines.first.strip():
        raise UnsoundError("it is empty", fix="send it when it has been written")
    (_judge_csv if form == "csv" else _judge_json)(lines, columns)


def _refuse_beginning(block: bytes) -> None:
    if block.startswith(GZIP):
        raise UnsoundError("it is compressed", fix="unpack it first: gunzip FILE")
    if block.startswith(BOM):
        raise UnsoundError(
            "it begins with a byte order mark, which would be read as part of the first name",
            fix=r"take it away: sed -i '1s/^\xEF\xBB\xBF//' FILE",
        )


def _judge_csv(lines: Lines, columns: Sequence[str]) -> None:
    header = _fields(lines.first)
    if header != list(columns):
        raise UnsoundError(_header_text(header, columns), fix=f"begin with {','.join(columns)}")
    if lines.open_since:
        raise UnsoundError(
            f"it ends inside of a quoted value that began on line {lines.open_since}",
            fix=WHEN_WHOLE,
        )
    if lines.broken_at:
        raise UnsoundError(
            f"a value of line {lines.broken_at} holds a line break; Athena takes a line for a row",
            fix="take line breaks out of values, or deliver JSON or Parquet",
        )
    cells = _fields(lines.last) if lines.last.strip() else header
    if len(cells) < len(header):
        raise UnsoundError(
            f"it ends within a row: line {lines.count + 1} has {len(cells)} of {len(header)} values"
            " and no line break",
            fix=WHEN_WHOLE,
        )


def _header_text(header: Sequence[str], columns: Sequence[str]) -> str:
    absent = [name for name in columns if name not in header]
    strange = [name for name in header if name not in columns]
    said = "its first line names other columns than the table's"
    if absent:
        said += f", without {', '.join(absent)}"
    if strange:
        said += f", with {', '.join(strange)}"
    return said if absent or strange else "its first line names the columns in another order"


def _fields(line: bytes) -> list[str]:
    text = line.rstrip(b"\r").decode("utf-8", errors="replace")
    rows: list[list[str]] = list(csv.reader([text]))
    return rows[0] if rows else []


def _judge_json(lines: Lines, columns: Sequence[str]) -> None:
    del columns
    if lines.first.lstrip().startswith(b"["):
        raise UnsoundError("it is one list", fix="write one object a line: jq -c '.[]' FILE > NEW")
    last = lines.last.strip() or b"{}"
    if len(lines.last) < LINE and not _is_object(last):
        raise UnsoundError(
            f"it ends within a record: line {lines.count + 1} is no JSON object",
            fix=WHEN_WHOLE,
        )


def _is_object(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _parquet(blocks: Iterator[bytes], form: str, columns: Sequence[str]) -> Iterator[bytes]:
    del form, columns
    first, tail, size = b"", b"", 0
    for block in blocks:
        first = first or block[: len(MAGIC)]
        tail = (tail + block)[-len(MAGIC) :]
        size += len(block)
        yield block
    if first != MAGIC:
        raise UnsoundError("it is no Parquet file", fix="name files of the source's format")
    if tail != MAGIC or size < LEAST_PARQUET:
        raise UnsoundError("it has no footer, so it is not whole", fix=WHEN_WHOLE)
