"""A file of SQL, statement by statement: which there are, and the trees of those that define.

No statement is run. sqlglot's tokenizer takes the text apart and its parser reads one statement at
a time, after its size and the depth of its brackets are known to be within bounds.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from meshwright.errors import Position
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import UnusableError
from meshwright.standards.readers.text import place_in
from meshwright.wording import shown

DIALECTS = (
    *("athena", "bigquery", "clickhouse", "databricks", "duckdb", "hive", "mysql", "oracle"),
    *("postgres", "presto", "redshift", "snowflake", "spark", "sqlite", "trino", "tsql"),
)
MAX_BYTES = 1_000_000
MAX_BRACKETS = 32
MAX_WORDS = 50_000
"""Of one statement."""
OPENING = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.LT)
CLOSING = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.GT)
DEFINING = ("CREATE", "COMMENT", "ALTER")
"""What begins a statement that may say something of a table."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, and where it stands."""

    path: str
    text: str
    start: int
    words: tuple[str, ...]
    """The first few, in capitals."""
    tree: exp.Expr | None
    """None for one that defines nothing."""

    def position(self, node: exp.Expr | None = None) -> Position:
        """The place of a part of the tree; without one, where the statement begins."""
        starts = (
            [each.meta["start"] for each in node.walk() if "start" in each.meta] if node else []
        )
        return place_in(self.text, self.path, self.start + min(starts, default=0))


def statements(text: str, path: str, dialect: str) -> Iterator[Statement]:
    """The statements of a file. Raises UnusableError where one cannot be read."""
    # Athena's own tokenizer leaves it open which of two grammars a statement is of.
    words = _tokens(text, path, "hive" if dialect == "athena" else dialect)
    for tokens in _apart(words):
        begin, end = tokens[0].start, tokens[-1].end + 1
        first = tuple(token.text.upper() for token in tokens[:3])
        if first[0] not in DEFINING:
            yield Statement(path, text, begin, first, None)
            continue
        _bounded(text, path, tokens)
        tree = _tree(text[begin:end], dialect, place_in(text, path, begin))
        yield Statement(path, text, begin, first, tree)


def _tokens(text: str, path: str, dialect: str) -> Sequence[Token]:
    try:
        return Dialect.get_or_raise(dialect).tokenize(text)
    except TokenError as error:
        message = "a text, a name or a comment is not closed"
        at = place_in(text, path, max(len(text.rstrip()) - 1, 0))
        raise UnusableError(codes.UNREADABLE, at, message) from error


def _apart(words: Sequence[Token]) -> Iterator[list[Token]]:
    found: list[Token] = []
    for word in words:
        if word.token_type is not TokenType.SEMICOLON:
            found.append(word)
        elif found:
            yield found
            found = []
    if found:
        yield found


def _bounded(text: str, path: str, tokens: Sequence[Token]) -> None:
    depth = 0
    if len(tokens) > MAX_WORDS:
        message = f"a statement has more than {MAX_WORDS:,} words and signs"
        raise UnusableError(codes.BEYOND, place_in(text, path, tokens[0].start), message)
    for token in tokens:
        depth += (token.token_type in OPENING) - (token.token_type in CLOSING)
        if depth > MAX_BRACKETS:
            message = f"brackets nest deeper than {MAX_BRACKETS} levels"
            raise UnusableError(codes.BEYOND, place_in(text, path, token.start), message)


def _tree(sql: str, dialect: str, at: Position) -> exp.Expr | None:
    """The tree of one statement; None where sqlglot leaves it as text, as it does with others."""
    logger = logging.getLogger("sqlglot")
    was, logger.disabled = logger.disabled, True
    try:
        (tree,) = Dialect.get_or_raise(dialect).parse(sql)
    except ParseError as error:
        said = error.errors[0] if error.errors else {}
        line, column = at.line + (said.get("line") or 1) - 1, said.get("col") or 1
        message = f"this is no SQL of {dialect}: something is missing or not expected at"
        where = Position(at.path, line, column)
        near = shown(str(said.get("highlight") or ""))
        raise UnusableError(codes.UNREADABLE, where, f"{message} {near}") from error
    except RecursionError as error:
        raise UnusableError(codes.BEYOND, at, "the statement nests too deep") from error
    finally:
        logger.disabled = was
    return None if isinstance(tree, exp.Command) else tree
