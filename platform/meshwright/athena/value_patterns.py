r"""Patterns of values: a small language that every engine reads alike, read here and written anew.

Trino reads the regular expressions of Java (by Joni), duckdb and others those of RE2, contracts
and JSON Schema those of ECMAScript. They agree on less than they seem to: `$` may stand before a
last line end, `.` leaves out one to five characters, `\d`, `\w` and `\s` mean ASCII or Unicode, and
none but some know what looks around or back. What is read here has one meaning, and is written in
terms that have no other: `\A`, `\z`, `[^\n]`, `[0-9]`.

Sources: Trino documentation, "Regular expression functions"; java.util.regex.Pattern; google/re2,
"Syntax"; ECMA-262, "RegExp (Regular Expression) Objects".
"""

import string
from dataclasses import dataclass

LONGEST = 500
"""Characters of a pattern."""
MOST_REPEATS = 1000
"""How often something counted is repeated at most, by all counts around it (RE2)."""
DEEPEST = 20
CLASSES = {
    "d": "0-9",
    "w": "0-9A-Za-z_",
    "s": r" \t\n\r\f\x0b",
}
CONTROLS = {"n": r"\n", "t": r"\t", "r": r"\r"}
_ESCAPED = frozenset(r"\.^$|?*+()[]{}-&~#")


class PatternError(ValueError):
    """What a pattern has that not every engine reads alike; `at` is the character, from 1."""

    def __init__(self, at: int, message: str) -> None:
        self.at = at
        super().__init__(f"at character {at}: {message}")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece as it is written anew."""

    text: str
    repeats: int = 1
    """How often its innermost part is counted."""
    is_repeatable: bool = True


def engine_pattern(text: str) -> str:
    """The pattern as every engine reads it; raises PatternError where it is none of the language.

    It is searched for in a value: `^` and `$` hold it to the whole.
    """
    if len(text) > LONGEST:
        raise PatternError(LONGEST + 1, f"a pattern has at most {LONGEST} characters")
    return _Reader(text).whole()


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> str:
        if not self._text:
            raise PatternError(1, "the pattern is empty")
        found = self._alternatives(0)
        if self._at < len(self._text):
            raise self._error("')' closes nothing", "write \\) for a bracket itself")
        return found.text

    def _error(self, what: str, fix: str, at: int | None = None) -> PatternError:
        return PatternError((self._at if at is None else at) + 1, f"{what}; {fix}")

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        found = self._next()
        self._at += 1
        return found

    def _alternatives(self, depth: int) -> _Part:
        branches = [self._branch(depth)]
        while self._next() == "|":
            self._take()
            branches.append(self._branch(depth))
        most = max(branch.repeats for branch in branches)
        return _Part("|".join(branch.text for branch in branches), most)

    def _branch(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom(depth)))
        most = max((part.repeats for part in parts), default=1)
        return _Part("".join(part.text for part in parts), most)

    def _repeated(self, part: _Part) -> _Part:
        start = self._at
        said, times = self._quantifier()
        if not said:
            return part
        if not part.is_repeatable:
            raise self._error(f"{said} repeats an end", "repeat what has characters", start)
        if self._next() in ("*", "+", "?"):
            raise self._error(
                f"{said}{self._next()} repeats a repetition", "repeat it once: how is not told"
            )
        if part.repeats * times > MOST_REPEATS:
            what = f"{said} counts more than {MOST_REPEATS} in all"
            raise self._error(what, "count less, or use `maxLength`", start)
        return _Part(f"{part.text}{said}", part.repeats * times)

    def _quantifier(self) -> tuple[str, int]:
        """A repetition and what it counts; empty where none stands here."""
        if self._next() in ("*", "+", "?"):
            return self._take(), 1
        if self._next() != "{":
            return "", 1
        end = self._text.find("}", self._at)
        said = self._text[self._at : end + 1]
        low, comma, high = said[1:-1].partition(",")
        is_counted = _is_count(low) and (not high or _is_count(high))
        if not is_counted or (high and int(high) < int(low)):
            raise self._error("'{' begins no count", "write {2}, {2,} or {2,4}, or \\{ for itself")
        self._at = end + 1
        return f"{{{int(low)}{comma}{high and int(high)}}}", int(high or low) or 1

    def _atom(self, depth: int) -> _Part:
        start = self._at
        match self._take():
            case "(":
                return self._group(depth + 1, start)
            case "[":
                return _Part(self._class(start))
            case ".":
                return _Part(r"[^\n]")
            case "^":
                return _Part(r"\A", is_repeatable=False)
            case "$":
                return _Part(r"\z", is_repeatable=False)
            case "\\":
                return _Part(self._escape(start))
            case "*" | "+" | "?" | "{" as sign:
                fix = f"write \\{sign} for the character itself"
                raise self._error(f"'{sign}' has nothing to repeat", fix, start)
            case character:
                return _Part(self._character(character, start))

    def _group(self, depth: int, start: int) -> _Part:
        if depth > DEEPEST:
            raise self._error(f"brackets nest deeper than {DEEPEST}", "write it flatter", start)
        if self._next() == "?":
            if not self._text.startswith("?:", self._at):
                what = f"'({self._text[self._at : self._at + 2]}' is not known to every engine"
                raise self._error(what, "write ( or (?: alone", start)
            self._at += 2
        found = self._alternatives(depth)
        if self._next() != ")":
            raise self._error("'(' is not closed", "write \\( for a bracket itself", start)
        self._take()
        return _Part(f"(?:{found.text})", found.repeats)

    def _escape(self, start: int) -> str:
        character = self._take()
        if character.lower() in CLASSES:
            negated = "^" if character.isupper() else ""
            return f"[{negated}{CLASSES[character.lower()]}]"
        return self._escaped(character, start)

    def _escaped(self, character: str, start: int) -> str:
        """A character behind a backslash that stands for one character."""
        if character in CONTROLS:
            return CONTROLS[character]
        if not character or character not in string.punctuation:
            what = f"'\\{character}' is not read alike by every engine"
            raise self._error(what, "write the characters that are meant", start)
        return self._character(character, start)

    def _character(self, character: str, start: int) -> str:
        if not character.isprintable() and character not in "\n\t\r":
            raise self._error(
                "a character that cannot be seen", "write those that are meant", start
            )
        if character in "\n\t\r":
            return {"\n": r"\n", "\t": r"\t", "\r": r"\r"}[character]
        return f"\\{character}" if character in _ESCAPED else character

    def _class(self, start: int) -> str:
        negated = "^" if self._next() == "^" else ""
        self._at += len(negated)
        members: list[str] = []
        while (character := self._next()) != "]":
            if not character:
                raise self._error("'[' is not closed", "write \\[ for a bracket itself", start)
            members.append(self._member())
        self._take()
        if not members:
            raise self._error("'[]' holds no character", "write \\[ for a bracket itself", start)
        return f"[{negated}{''.join(members)}]"

    def _member(self) -> str:
        """A character of a class, a range, or a class of its own."""
        start = self._at
        if self._text[start : start + 2] in ("\\d", "\\w", "\\s"):
            self._at += 2
            return CLASSES[self._text[start + 1]]
        first = self._single()
        is_range = self._next() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", "")
        if not is_range:
            return first
        self._take()
        last = self._single()
        if _code(first) > _code(last):
            raise self._error("a range that ends before it begins", "turn it around", start)
        return f"{first}-{last}"

    def _single(self) -> str:
        start = self._at
        character = self._take()
        if character == "[":
            raise self._error("'[' in a class is not read alike", "write \\[", start)
        if character == "\\":
            return self._escaped(self._take(), start)
        return self._character(character, start)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_REPEATS))


def _code(written: str) -> int:
    """The code point of a character as it is written anew."""
    return ord({r"\n": "\n", r"\t": "\t", r"\r": "\r"}.get(written, written[-1]))
