"""Text to the tree of one SELECT, in the grammar of Athena, which is Trino's.

sqlglot parses. Its parser takes the words of every engine, so that what Trino does not know is
refused before, by signs, and after, by the kinds of the tree's nodes (`grammar`). It knows no
function: each call stays as it is written.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.trino import TrinoParser
from sqlglot.tokenizer_core import Token, TokenType

from meshwright.athena import codes
from meshwright.athena.chains import balanced
from meshwright.athena.grammar import WRITING, foreign, unknown_parts
from meshwright.errors import Code, Finding, Position
from meshwright.wording import shown

MAX_WORDS = 10_000
_WORD = re.compile(r"\w+|[^\w\s]")
MAX_BRACKETS = 32
MAX_DEPTH = 100
OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.CASE}
ENDS = {
    *(TokenType.COMMA, TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.FROM),
    *(TokenType.WHERE, TokenType.GROUP_BY, TokenType.ORDER_BY, TokenType.SEMICOLON),
}
CLAUSES = {
    *(TokenType.WHERE, TokenType.GROUP_BY, TokenType.ORDER_BY, TokenType.HAVING, TokenType.LIMIT),
    *(TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT, TokenType.SELECT),
}
NO_BEGIN = {TokenType.FROM, TokenType.TABLE}
CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.END}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a text may be."""

    words: int
    is_balanced: bool = False
    """Whether a long chain of ANDs, ORs or texts that are joined counts as deep as it has to be."""

    @property
    def raw_words(self) -> int:
        """With those of comments and texts: counted before the text is taken apart."""
        return 5 * self.words


FOR_PEOPLE = Limits(MAX_WORDS)
FOR_MACHINES = Limits(10 * MAX_WORDS, is_balanced=True)
"""Of statements that are made of values: nobody has to read them, and they are as long as these."""


class _Parser(TrinoParser):
    """Trino's grammar with no functions but those that have words inside of their brackets."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: TrinoParser.FUNCTION_PARSERS[name]  # pyright: ignore[reportUnknownMemberType] - sqlglot's
        for name in ("CAST", "TRY_CAST", "EXTRACT")
    }


class _Dialect(Trino):
    # An index stays the number that is written.
    INDEX_OFFSET = 0
    Parser = _Parser


@dataclass(frozen=True, slots=True)
class Text:
    """A query's text in its file."""

    path: str
    sql: str

    def position(self, offset: int) -> Position:
        """The line and the column of a character."""
        before = self.sql[:offset]
        line = before.count("\n") + 1
        return Position(self.path, line, offset - before.rfind("\n"))

    def at(self, code: Code, offset: int, message: str, fix: str = "") -> Finding:
        return code.at(self.position(offset), message, fix=fix)


def read(text: Text, limits: Limits = FOR_PEOPLE) -> exp.Query | tuple[Finding, ...]:
    """The tree of a query's one SELECT, or what is wrong with its form."""
    try:
        found = _read(text, limits)
        return found if isinstance(found, tuple) else _checked(text, found)
    except RecursionError:
        return (text.at(codes.TOO_DEEP, 0, "the query nests too deep to be read"),)


def statement(text: Text) -> exp.Expr | tuple[Finding, ...]:
    """The tree of one statement that may write, or what is wrong with its form.

    Its queries and conditions are checked when they are part of a query: by `checked`.
    """
    try:
        return _read(text, FOR_MACHINES, may_write=True) or ()
    except RecursionError:
        return (text.at(codes.TOO_DEEP, 0, "the statement nests too deep to be read"),)


def checked(text: Text, tree: exp.Query) -> tuple[Finding, ...]:
    """What is wrong with the form of a query that was made of parts of a statement."""
    found = _checked(text, tree)
    return found if isinstance(found, tuple) else ()


def _read(
    text: Text, limits: Limits, *, may_write: bool = False
) -> exp.Expr | tuple[Finding, ...] | None:
    beyond = next(islice(_WORD.finditer(text.sql), limits.raw_words, None), None)
    if beyond is not None:
        message = f"the file has more than {limits.raw_words:,} words and signs"
        return (text.at(codes.TOO_DEEP, beyond.start(), message),)
    try:
        words = _Dialect().tokenize(text.sql)
    except TokenError as error:
        return (text.at(codes.SYNTAX, len(text.sql.rstrip()) - 1, _token_message(error)),)
    found = tuple(_faults(text, words, limits, may_write=may_write))
    if found:
        return found
    while words and words[-1].token_type is TokenType.SEMICOLON:
        words.pop()
    try:
        trees = _Parser(dialect=_Dialect()).parse(words, text.sql)
    except ParseError as error:
        return (_unparsed(text, error),)
    tree = trees[0] if trees else None
    return balanced(tree) if tree is not None and limits.is_balanced else tree


def _checked(text: Text, tree: exp.Expr | None) -> exp.Query | tuple[Finding, ...]:
    if not isinstance(tree, exp.Query):
        return (text.at(codes.NOT_A_SELECT, _first(text), "this is no SELECT"),)
    deepest = _too_deep(tree)
    if deepest is not None:
        message = f"an expression nests deeper than {MAX_DEPTH} levels"
        return (text.at(codes.TOO_DEEP, offset_of(deepest), message),)
    unknown = tuple(
        text.at(codes.SYNTAX, offset_of(node), message, fix)
        for node, message, fix in unknown_parts(tree)
    )
    return unknown or tree


def tables_of(tree: exp.Query) -> frozenset[tuple[str, str]]:
    """The tables that a query names with their database, in lower case."""
    tables = tree.find_all(exp.Table)
    return frozenset((table.db.lower(), table.name.lower()) for table in tables if table.db)


def offset_of(node: exp.Expr) -> int:
    """Where a part of a query begins: the least offset in it, else that of what it is part of."""
    for start in (node, *node.iter_expressions()):
        found = [part.meta["start"] for part in start.walk() if "start" in part.meta]
        if found:
            return min(found)
    return offset_of(node.parent) if node.parent else 0


def _faults(
    text: Text, words: Sequence[Token], limits: Limits, *, may_write: bool
) -> Iterator[Finding]:
    """What is wrong with the words and signs alone."""
    if not words or all(word.token_type is TokenType.SEMICOLON for word in words):
        yield text.at(codes.STATEMENTS, 0, "the file holds no statement")
        return
    if words[0].text.upper() in WRITING and not may_write:
        message = f"{shown(words[0].text.upper())} is no SELECT"
        yield text.at(codes.NOT_A_SELECT, words[0].start, message)
        return
    if len(words) > limits.words:
        message = f"the query has more than {limits.words:,} words and signs"
        yield text.at(codes.TOO_DEEP, words[limits.words].start, message)
        return
    yield from _statements(text, words)
    yield from _brackets(text, words)
    yield from _foreign(text, words)
    yield from _misplaced(text, words)
    yield from _unconditional(text, words)


def _statements(text: Text, words: Sequence[Token]) -> Iterator[Finding]:
    for one, following in pairwise(words):
        if one.token_type is TokenType.SEMICOLON and following.token_type is not one.token_type:
            yield text.at(codes.STATEMENTS, following.start, "a second statement begins here")
            return


def _brackets(text: Text, words: Sequence[Token]) -> Iterator[Finding]:
    depth = 0
    for word in words:
        depth += (word.token_type in OPENING) - (word.token_type in CLOSING)
        if depth > MAX_BRACKETS:
            message = f"brackets nest deeper than {MAX_BRACKETS} levels"
            yield text.at(codes.TOO_DEEP, word.start, message)
            return


def _foreign(text: Text, words: Sequence[Token]) -> Iterator[Finding]:
    for word in words:
        fix = foreign(word, text.sql[word.start])
        if fix is not None:
            sign = text.sql[word.start : word.end + 1]
            # Two colons in a message are a command to a code host, and so written out.
            named = "cast by two colons" if sign == "::" else shown(sign)
            message = f"Athena knows no {named}"
            yield text.at(codes.SYNTAX, word.start, message, fix)


def _misplaced(text: Text, words: Sequence[Token]) -> Iterator[Finding]:
    """What the parser takes, since another engine does: commas for nothing, FROM before SELECT."""
    for one, following in pairwise(words):
        if one.token_type is TokenType.COMMA and following.token_type in ENDS:
            yield text.at(codes.SYNTAX, one.start, "nothing follows this comma")
        elif one.token_type is TokenType.L_PAREN and following.token_type in NO_BEGIN:
            yield text.at(codes.SYNTAX, following.start, "a sub-query begins with SELECT or WITH")
    if words[0].token_type in NO_BEGIN:
        yield text.at(codes.SYNTAX, words[0].start, "a query begins with SELECT or WITH")


def _unconditional(text: Text, words: Sequence[Token]) -> Iterator[Finding]:
    """Joins without a condition, which the parser takes for CROSS JOIN."""
    waiting: list[list[Token]] = [[]]
    for before, word in pairwise((words[0], *words)):
        kind = word.token_type
        if kind is TokenType.JOIN and before.token_type is not TokenType.CROSS:
            waiting[-1].append(word)
        elif kind in (TokenType.ON, TokenType.USING) and waiting[-1]:
            waiting[-1].pop()
        elif kind is TokenType.L_PAREN:
            waiting.append([])
        elif kind is TokenType.R_PAREN and len(waiting) > 1:
            yield from _joins_without(text, waiting.pop())
        elif kind in CLAUSES:
            yield from _joins_without(text, waiting[-1])
            waiting[-1] = []
    yield from _joins_without(text, [word for words in waiting for word in words])


def _joins_without(text: Text, words: Sequence[Token]) -> Iterator[Finding]:
    for word in words:
        fix = "write ON and the condition, or CROSS JOIN"
        yield text.at(codes.SYNTAX, word.start, "a JOIN has a condition", fix)


def _too_deep(tree: exp.Expr) -> exp.Expr | None:
    """A node of more levels than are allowed; found without recursion."""
    level: list[exp.Expr] = [tree]
    for _ in range(MAX_DEPTH):
        level = [inner for node in level for inner in node.iter_expressions()]
        if not level:
            return None
    return level[0]


def _first(text: Text) -> int:
    return len(text.sql) - len(text.sql.lstrip())


def _token_message(error: TokenError) -> str:
    return "a text, a name or a comment is not closed" if error else "not readable"


def _unparsed(text: Text, error: ParseError) -> Finding:
    """The first thing that the parser stumbles on, in a line of its own."""
    said = error.errors[0] if error.errors else {}
    offset = _offset(text, said.get("line") or 1, said.get("col") or 1, said.get("highlight") or "")
    message = f"this is not Athena's SQL: {_plain(said.get('description') or 'it cannot be read')}"
    return text.at(codes.SYNTAX, offset, message)


def _offset(text: Text, line: int, end: int, highlight: str) -> int:
    """The offset of a word of which sqlglot says line and last column."""
    lines = text.sql.split("\n")
    before = sum(len(entry) + 1 for entry in lines[: line - 1])
    return max(before + end - max(len(highlight), 1), 0)


def _plain(description: str) -> str:
    """A parser's words without its own classes."""
    if "<class" in description or "Token" in description or "Required" in description:
        return "something is missing here"
    if description.startswith("Invalid expression"):
        return "this word is not expected here"
    return description[0].lower() + description[1:]
