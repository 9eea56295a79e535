"""`access/<consumer>.yaml` as it is written by machine: what is said, and nothing that is not."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from meshwright.ids import folder_of
from meshwright.specs.plain import CONSTANTS

SCHEMA = "# yaml-language-server: $schema=../../../../schema/agreement.schema.json"
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ,.()/@_+-]*[A-Za-z0-9.)])?")
"""What YAML reads as this very text without quotes."""
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """What an agreement opens of one table; nothing said opens every unprotected column."""

    columns: tuple[str, ...] | str | None = None
    """Names, or `all`."""
    rows: str | None = None
    """The filter of the rows."""


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """An agreement that has to be written."""

    producer: str
    consumer: str
    purpose: str
    tables: Mapping[str, Opened]
    expires: date
    legal_basis: str | None = None
    starts: date | None = None
    contact: str | None = None
    files: bool = False
    """Whether whole files are given too."""
    remark: str = ""
    """A comment above it all."""

    @property
    def path(self) -> str:
        return agreement_path(self.producer, self.consumer)

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in _lines(self))


def agreement_path(producer: str, consumer: str) -> str:
    """Where the agreement between two lies, from the mesh's root."""
    return f"{folder_of(producer)}/access/{consumer}.yaml"


def _lines(file: AgreementFile) -> Iterator[str]:
    yield SCHEMA
    if file.remark:
        yield f"# {file.remark}"
    yield f"purpose: {_text(file.purpose)}"
    if file.legal_basis:
        yield f"legalBasis: {file.legal_basis}"
    yield "tables:"
    for name, opened in file.tables.items():
        yield from _table(_text(name), opened)
    if file.files:
        yield "files: true"
    if file.starts:
        yield f"starts: {file.starts}"
    yield f"expires: {file.expires}"
    if file.contact:
        yield f"contact: {_text(file.contact)}"


def _table(name: str, opened: Opened) -> Iterator[str]:
    said: list[str] = []
    if opened.columns is not None:
        said.append(f"columns: {_columns(opened.columns)}")
    if opened.rows is not None:
        said.append(f"rows: {json.dumps(opened.rows, ensure_ascii=False)}")
    line = f"  {name}: {{{', '.join(said)}}}"
    if not said:
        yield f"  {name}:"
    elif len(line) <= _WIDTH:
        yield line
    else:
        yield f"  {name}:"
        yield from (f"    {each}" for each in said)


def _columns(columns: tuple[str, ...] | str) -> str:
    return columns if isinstance(columns, str) else f"[{', '.join(map(_text, columns))}]"


def _text(text: str) -> str:
    """A text that YAML reads as this one."""
    is_plain = _PLAIN.fullmatch(text) and text not in CONSTANTS
    return text if is_plain else json.dumps(text, ensure_ascii=False)
