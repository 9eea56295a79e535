"""Hive's column types, read to their end.

https://docs.aws.amazon.com/athena/latest/ug/data-types.html
https://cwiki.apache.org/confluence/display/Hive/LanguageManual+Types
"""

import re

PRIMITIVES = {
    "bigint",
    "binary",
    "boolean",
    "date",
    "double",
    "float",
    "int",
    "integer",
    "interval_day_time",
    "interval_year_month",
    "long",
    "smallint",
    "string",
    "timestamp",
    "timestamptz",
    "tinyint",
    "void",
}
SIZED = {"char": 1, "decimal": 2, "varchar": 1}
"""Types that take numbers in brackets, and how many at most."""
WORD = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)")
FIELD = re.compile(r"\s*([^:<>,]+?)\s*:")
SIZES = re.compile(r"\s*\(\s*[0-9]+\s*(,\s*[0-9]+\s*)?\)")


class TypeTextError(Exception):
    """A text that is no type, in Hive's own words."""


def check_type(text: str) -> None:
    """Raises TypeTextError where a text is no type of Hive."""
    end = _type(text, 0)
    if text[end:].strip():
        raise _expected("end of the string", text, end)


def _type(text: str, start: int) -> int:
    """The place behind a type that begins here."""
    word = WORD.match(text, start)
    name = word.group(1).lower() if word else ""
    if word is None or name not in {*PRIMITIVES, *SIZED, *NESTED}:
        raise _expected("type", text, start)
    if name in NESTED:
        return _nested(text, word.end(), name)
    sizes = SIZES.match(text, word.end()) if name in SIZED else None
    if sizes and sizes.group(1) and SIZED[name] == 1:
        raise _expected("')'", text, sizes.start(1))
    return sizes.end() if sizes else word.end()


def _nested(text: str, start: int, name: str) -> int:
    place, number = _mark(text, start, "<"), 0
    while True:
        if name == "struct":
            field = FIELD.match(text, place)
            if field is None:
                raise _expected("name", text, place)
            place = field.end()
        place, number = _type(text, place), number + 1
        if number == NESTED[name]:
            return _mark(text, place, ">")
        if NESTED[name] is None and text[place:].lstrip().startswith(">"):
            return _mark(text, place, ">")
        place = _mark(text, place, ",")


def _mark(text: str, start: int, mark: str) -> int:
    rest = text[start:]
    if not rest.lstrip().startswith(mark):
        raise _expected(f"'{mark}'", text, start)
    return start + rest.index(mark) + 1


def _expected(what: str, text: str, start: int) -> TypeTextError:
    found = text[start:].strip() or "end of the string"
    return TypeTextError(
        f"Error: {what} expected at the position {start} of '{text}' but '{found}' is found."
    )


NESTED: dict[str, int | None] = {"array": 1, "map": 2, "struct": None, "uniontype": None}
"""How many types stand inside; None for any number."""
