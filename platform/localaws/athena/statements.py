"""What kind of statement a text is, and its parts that are texts of their own.

https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html
https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot.dialects.trino import Trino
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from localaws.athena import faults
from localaws.athena.faults import QueryError, unsupported

LONGEST = 262_144
"""Bytes of a statement. Source: Athena user guide, "Service Quotas"."""
READING = ("SELECT", "WITH", "(")
_NAME = r'(?:"(?:[^"]|"")+"|`[^`]+`|[\w$]+)'
_TABLE = rf"(?P<table>{_NAME}(?:\s*\.\s*{_NAME}){{0,2}})"
_INSERT = re.compile(
    rf"\s*INSERT\s+INTO\s+{_TABLE}\s*(?:\((?P<columns>\s*{_NAME}(?:\s*,\s*{_NAME})*\s*)\))?(?=[\s(])",
    re.IGNORECASE,
)
_PART = re.compile(_NAME)
_LITERALS = {TokenType.STRING, TokenType.NUMBER}
_AROUND = {
    *(TokenType.L_PAREN, TokenType.R_PAREN, TokenType.DASH, TokenType.DATE, TokenType.TIMESTAMP),
    *(TokenType.NULL, TokenType.TRUE, TokenType.FALSE, TokenType.PLUS, TokenType.INTERVAL),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A table as a statement names it."""

    database: str
    """Empty for the database of the query's context."""
    table: str


@dataclass(frozen=True, slots=True)
class Insert:
    into: Name
    columns: tuple[str, ...]
    """Empty for all, in their order."""
    query: str
    """At the place where it stands in the statement."""


def bare(sql: str) -> str:
    """A statement without what stands around it: comments before, semicolons behind."""
    words = _words(sql)
    while words and words[-1].token_type is TokenType.SEMICOLON:
        words.pop()
    if not words:
        raise QueryError("SYNTAX_ERROR: the statement is empty", number=faults.SYNTAX)
    if any(word.token_type is TokenType.SEMICOLON for word in words):
        said = "Only one sql statement is allowed"
        raise QueryError(f"INVALID_INPUT: {said}", number=faults.SYNTAX)
    # What stands before keeps its room, so that places in messages stay right.
    begin = words[0].start
    room = re.sub(r"[^\n]", " ", sql[:begin])
    return room + sql[begin : words[-1].end + 1]


def first_word(sql: str) -> str:
    return sql.split(None, 1)[0].split("(", 1)[0].upper() or "("


def insert(sql: str) -> Insert:
    found = _INSERT.match(sql)
    if found is None:
        raise unsupported("this form of INSERT")
    columns = [_plain(part) for part in _PART.findall(found["columns"] or "")]
    room = re.sub(r"[^\n]", " ", sql[: found.end()])
    return Insert(name(found["table"]), tuple(columns), room + sql[found.end() :])


def name(written: str) -> Name:
    """A table's name as it is written, with its database and its catalog where it has them."""
    parts = [_plain(part) for part in _PART.findall(written)]
    return named(*[""] * (3 - len(parts)), *parts)


def named(catalog: str, database: str, table: str) -> Name:
    """A table by the parts of its name, of which the first ones may be empty."""
    if catalog.lower() not in ("", "awsdatacatalog"):
        raise unsupported(f"the catalog {catalog}")
    return Name(database.lower(), table.lower())


def _plain(part: str) -> str:
    if part[0] in '"`':
        part = part[1:-1].replace('""', '"')
    return part.lower()


def with_parameters(sql: str, given: Sequence[str]) -> str:
    """A statement with a value in the place of each question mark."""
    if not given:
        return sql
    marks = [word for word in _words(sql) if sql[word.start] == "?"]
    if len(marks) != len(given):
        said = f"Incorrect number of parameters: expected {len(marks)} but found {len(given)}"
        raise QueryError(f"INVALID_PARAMETER_USAGE: {said}", number=faults.SYNTAX)
    written, end = "", 0
    for mark, value in zip(marks, given, strict=True):
        written += sql[end : mark.start] + _value(value)
        end = mark.end + 1
    return written + sql[end:]


def _value(text: str) -> str:
    """A value as it is written in SQL: one literal, and nothing else."""
    words = _words(text)
    literals = [word for word in words if word.token_type in _LITERALS]
    known = all(word.token_type in _LITERALS | _AROUND for word in words)
    if not words or not known or len(literals) > 1:
        said = f"an execution parameter is one literal value, and not {text[:60]!r}"
        raise QueryError(f"INVALID_PARAMETER_USAGE: {said}", number=faults.SYNTAX)
    return f" {text} "


def _words(sql: str) -> list[Token]:
    try:
        return list(Trino().tokenize(sql))
    except TokenError as error:
        said = "a text, a name or a comment is not closed"
        raise QueryError(f"SYNTAX_ERROR: {said}", number=faults.SYNTAX) from error
