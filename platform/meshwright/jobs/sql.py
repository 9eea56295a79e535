"""Pieces of Athena's SQL that are written from values: names, texts, and JSON made in SQL.

Whatever a spec says ends as a quoted name or a quoted text, so that nothing of it is read as SQL.
Source: Trino documentation, "SELECT" and "Lexical structure": a quote in a text is doubled.
"""

import json
from collections.abc import Iterable, Mapping

from meshwright.athena.quoting import query_name


def literal(text: str) -> str:
    """A text in single quotes; a zero character, which blanks are made of, as a call."""
    parts = [part.replace("'", "''") for part in text.split("\0")]
    quoted = " || chr(0) || ".join(f"'{part}'" for part in parts)
    return quoted if len(parts) == 1 else f"({quoted})"


def named(names: Iterable[str], alias: str = "") -> str:
    """Columns, with commas between."""
    return ", ".join(column(name, alias) for name in names)


def column(name: str, alias: str = "") -> str:
    """A column, of the table with that alias where there is one."""
    return f"{alias}.{query_name(name)}" if alias else query_name(name)


def equal(names: Iterable[str], one: str, other: str, prefix: str = "") -> str:
    """A condition: the columns of one relation are those of another, which may prefix them."""
    return " AND ".join(f"{column(name, one)} = {column(prefix + name, other)}" for name in names)


def concatenated(parts: Iterable[str]) -> str:
    """Texts in SQL, one after the other."""
    return " || ".join(parts)


def json_text(text: str) -> str:
    """A text as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)


def json_object(fields: Mapping[str, str]) -> str:
    """An object made in SQL of expressions that are JSON already, each a text."""
    parts: list[str] = []
    for index, (name, expression) in enumerate(fields.items()):
        begin = "{" if index == 0 else ","
        parts += [literal(f"{begin}{json_text(name)}:"), expression]
    return concatenated([*parts, literal("}")])


def number(expression: str) -> str:
    """A number as the text that JSON has for it."""
    return f"CAST({expression} AS varchar)"


def rows(condition: str) -> str:
    """An aggregate: how many rows meet a condition."""
    return f"count(CASE WHEN {condition} THEN 1 END)"


def listed(values: Iterable[str | int]) -> str:
    """Texts and numbers, as they stand in an IN."""
    return ", ".join(literal(v) if isinstance(v, str) else str(v) for v in values)
