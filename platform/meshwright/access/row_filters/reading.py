"""A filter's text to its tree, or the first thing that is wrong with it."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from meshwright.access.row_filters.tree import (
    OPPOSITE,
    Column,
    Comparison,
    Constant,
    Fault,
    Filter,
    Joined,
    Joint,
    Like,
    Listed,
    Null,
    Operator,
    Range,
    Simple,
    columns,
)
from meshwright.access.row_filters.words import (
    COMPUTED,
    FORM,
    FilterError,
    Word,
    refused,
    syntax,
    words,
)
from meshwright.access.row_filters.writing import partiql
from meshwright.wording import shown

MAX_LENGTH = 2_047
"""Characters of a filter: AWS takes fewer than 2,048 (partiql-support)."""
MAX_BRACKETS = 32
OPERATORS: dict[str, Operator] = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
KEYWORDS = {"AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "IS", "NULL", "TRUE", "FALSE"}
NO_FUNCTIONS = "Lake Formation takes no functions in a filter"
NOT_TAKEN = {"SELECT", "CASE", "CAST", "EXISTS", "WITH"}


def read(text: str) -> Filter | Fault:
    """The tree of a filter, or the first thing that is wrong with it. Never raises."""
    return _read(text)


@lru_cache(maxsize=4_096)
def _read(text: str) -> Filter | Fault:
    if len(text) > MAX_LENGTH:
        return _too_long(f"the filter has {len(text):,} characters")
    try:
        tree = _Reader([*words(text)]).all()
    except FilterError as error:
        return error.fault
    length = len(partiql(tree))
    if length > MAX_LENGTH:
        return _too_long(f"the filter as it is sent to AWS has {length:,} characters")
    return tree


def known(text: str) -> Filter:
    """The tree of a filter that was read without a fault."""
    found = _read(text)
    assert not isinstance(found, Fault), found.message
    return found


def compared(text: str | None) -> tuple[str, ...]:
    """The columns that a filter looks at, whose values its rows tell; none where it has a fault."""
    found = None if text is None else _read(text)
    return () if found is None or isinstance(found, Fault) else columns(found)


def _too_long(said: str) -> Fault:
    message = f"{said}, at most {MAX_LENGTH:,} are possible"
    fix = "keep a column that says which rows belong together, and compare that one"
    return Fault("size", 0, message, fix)


@dataclass(slots=True)
class _Reader:
    """Goes through the words of a filter; each method reads one form."""

    words: list[Word]
    at: int = 0
    depth: int = 0

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def take(self) -> Word:
        word = self.words[self.at]
        self.at = min(self.at + 1, len(self.words) - 1)
        return word

    def has(self, *texts: str) -> bool:
        """Whether one of these comes next, which then is passed."""
        if self.word.is_(*texts):
            self.take()
            return True
        return False

    def all(self) -> Filter:
        if self.word.kind == "end":
            raise syntax(0, "the filter is empty", FORM)
        tree = self.joined(negated=False)
        if self.at < len(self.words) - 1:
            raise self.unexpected("AND, OR or the end")
        return tree

    def joined(self, *, negated: bool) -> Filter:
        """Parts joined by OR, and those by AND, which binds more closely."""
        return self.chain("OR", "OR" if not negated else "AND", negated=negated)

    def chain(self, joint: Joint, meant: Joint, *, negated: bool) -> Filter:
        parts = [self.part(joint, negated=negated)]
        while self.has(joint):
            parts.append(self.part(joint, negated=negated))
        return _join(meant, parts)

    def part(self, joint: Joint, *, negated: bool) -> Filter:
        if joint == "OR":
            return self.chain("AND", "AND" if not negated else "OR", negated=negated)
        return self.unary(negated=negated)

    def unary(self, *, negated: bool) -> Filter:
        while self.has("NOT"):
            negated = not negated
        if not self.word.is_("("):
            found = self.comparison()
            return _opposite(found) if negated else found
        return self.bracket(negated=negated)

    def bracket(self, *, negated: bool) -> Filter:
        opening = self.take()
        self.depth += 1
        if self.depth > MAX_BRACKETS:
            message = f"brackets nest deeper than {MAX_BRACKETS} levels"
            raise FilterError(Fault("size", opening.start, message, "write it flatter"))
        tree = self.joined(negated=negated)
        if not self.has(")"):
            raise self.unexpected("AND, OR or the bracket that closes")
        self.depth -= 1
        return tree

    def comparison(self) -> Simple:
        column = self.column()
        sign = self.word
        if sign.kind == "sign" and sign.text in OPERATORS:
            self.take()
            return Comparison(column, OPERATORS[sign.text], self.constant())
        if self.has("IS"):
            is_not = self.has("NOT")
            self.expect("NULL")
            return Null(column, negated=is_not)
        return self.worded(column, negated=self.has("NOT"))

    def worded(self, column: Column, *, negated: bool) -> Simple:
        if self.has("BETWEEN"):
            low = self.constant()
            self.expect("AND")
            return Range(column, low, self.constant(), negated)
        if self.has("IN"):
            return Listed(column, self.constants(), negated)
        if self.has("LIKE"):
            found = Like(column, self.constant(), negated)
            if self.word.is_("ESCAPE"):
                raise refused(self.word.start, "a pattern has no character that escapes others")
            return found
        if self.word.is_("("):
            raise refused(column.offset, NO_FUNCTIONS, FORM)
        raise self.unexpected("a comparison")

    def column(self) -> Column:
        first = self.word
        names = [self.name()]
        while self.has("."):
            names.append(self.name())
        return Column(tuple(names), first.start)

    def name(self) -> str:
        word = self.take()
        if word.kind == "name":
            return word.text
        if word.kind == "word" and word.text in NOT_TAKEN | {"NULL", "TRUE", "FALSE"}:
            raise self.not_taken(word)
        if word.kind == "word" and word.text not in KEYWORDS:
            return word.written
        self.at = self.words.index(word)
        if word.kind in ("text", "number"):
            raise refused(word.start, "a comparison begins with a column", FORM)
        raise self.unexpected("a column")

    def constants(self) -> tuple[Constant, ...]:
        self.expect("(")
        found = [self.constant()]
        while self.has(","):
            found.append(self.constant())
        if not self.has(")"):
            raise self.unexpected("a comma or the bracket that closes")
        return tuple(found)

    def constant(self) -> Constant:
        word = self.take()
        match word.kind:
            case "text":
                return Constant(word.text, word.start)
            case "number":
                return self.number(word.text, word.start)
            case "sign" if word.text == "-" and self.word.start == word.end:
                following = self.take()
                if following.kind == "number":
                    return self.number(f"-{following.text}", word.start)
            case "word" if word.text in ("TRUE", "FALSE"):
                return Constant(word.text == "TRUE", word.start)
            case _:
                pass
        raise self.no_constant(word)

    def number(self, text: str, start: int) -> Constant:
        if self.word.is_("-"):
            raise refused(self.word.start, COMPUTED, FORM)
        value = Decimal(text) if "." in text else int(text)
        return Constant(value, start)

    def expect(self, text: str) -> None:
        if not self.has(text):
            raise self.unexpected(text)

    def unexpected(self, wanted: str) -> FilterError:
        word = self.word
        if word.kind == "word" and word.text in NOT_TAKEN:
            return self.not_taken(word)
        if word.is_("-"):
            return refused(word.start, COMPUTED, FORM)
        found = "the end" if word.kind == "end" else shown(word.written)
        return syntax(word.start, f"expected {wanted}, found {found}", FORM)

    def not_taken(self, word: Word) -> FilterError:
        if word.text in ("NULL", "TRUE", "FALSE"):
            message = f"{word.text} is not compared with anything"
            return refused(word.start, message, FORM)
        return refused(word.start, f"Lake Formation takes no {word.text} in a filter", FORM)

    def no_constant(self, word: Word) -> FilterError:
        following = self.word
        if word.is_("NULL"):
            message = "nothing equals NULL, so that no row would be shown"
            return refused(word.start, message, "write IS NULL or IS NOT NULL")
        if word.kind == "word" and word.text in NOT_TAKEN:
            return self.not_taken(word)
        if word.kind == "word" and following.is_("("):
            return refused(word.start, NO_FUNCTIONS, FORM)
        if word.kind == "name" or (word.kind == "word" and word.text not in KEYWORDS):
            message = f"{shown(word.written)} is no constant: a column is not compared with another"
            return refused(word.start, message, "write a text in single quotes, or a number")
        if word.is_("("):
            return refused(word.start, "a bracket is no constant", FORM)
        found = "the end" if word.kind == "end" else shown(word.written)
        return syntax(word.start, f"expected a constant, found {found}", FORM)


def _join(joint: Joint, parts: list[Filter]) -> Filter:
    """Parts of one joint, those of the same one inside of them taken out of their brackets."""
    flat: list[Filter] = []
    for part in parts:
        is_same = isinstance(part, Joined) and part.joint == joint
        flat.extend(part.parts if isinstance(part, Joined) and is_same else (part,))
    return flat[0] if len(flat) == 1 else Joined(joint, tuple(flat))


def _opposite(part: Simple) -> Simple:
    if isinstance(part, Comparison):
        return replace(part, operator=OPPOSITE[part.operator])
    return replace(part, negated=not part.negated)
