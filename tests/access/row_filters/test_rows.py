"""duckdb shows by a filter the rows that an evaluation of its own shows, NULLs included."""

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from meshwright.access.row_filters.reading import known
from meshwright.access.row_filters.writing import duckdb as condition
from meshwright.access.row_filters.writing import partiql

Row = dict[str, Any]
Node = tuple[Any, ...]
VALUES: dict[str, list[Any]] = {
    "name": ["", "a", "b", "ab", "A", "a%b", "it's", "z"],
    "number": [-2, -1, 0, 1, 2, 3],
    "price": [Decimal(t) for t in ("-1.50", "0.00", "0.10", "1.25", "99.99")],
    "share": [-0.5, 0.0, 0.5, 2.5],
    "paid": [True, False],
}
MARKS = "?, ?, ?, ?, ?, ?"
KINDS = "name varchar, number bigint, price decimal(4,2), share double, paid boolean"
PATTERNS = ["%", "a%", "%b", "_", "a_", "a%b", "A"]
COMPARED = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def rows(chance: random.Random) -> Iterator[Row]:
    for _ in range(40):
        yield {name: chance.choice([None, *some]) for name, some in VALUES.items()}


def filters(chance: random.Random, depth: int) -> Node:
    """A filter as a tree of the test's own, NOT included."""
    if depth and chance.random() < 0.7:
        kind = chance.choice(["and", "or", "not"])
        count = 1 if kind == "not" else chance.randint(2, 3)
        return (kind, *(filters(chance, depth - 1) for _ in range(count)))
    name = chance.choice(list(VALUES))
    some = VALUES[name]
    if name == "paid":
        return ("compare", name, chance.choice(["=", "<>"]), chance.choice(some))
    kind = chance.choice(["compare", "in", "between", "null", "like"])
    if kind == "in":
        return ("in", name, tuple(chance.sample(some, 2)))
    if kind == "between":
        return ("between", name, chance.choice(some), chance.choice(some))
    if kind == "null":
        return ("null", name)
    if kind == "like" and name == "name":
        return ("like", name, chance.choice(PATTERNS))
    return ("compare", name, chance.choice(list(COMPARED)), chance.choice(some))


def text(node: Node) -> str:
    match node:
        case ("and" | "or", *parts):
            return f" {node[0]} ".join(f"({text(part)})" for part in parts)
        case ("not", part):
            return f"NOT ({text(part)})"
        case ("compare", name, sign, value):
            return f"{name} {sign} {shown(value)}"
        case ("in", name, some):
            return f"{name} IN ({', '.join(map(shown, some))})"
        case ("between", name, low, high):
            return f"{name} BETWEEN {shown(low)} AND {shown(high)}"
        case ("null", name):
            return f"{name} IS NULL"
        case (_, name, pattern):
            return f"{name} LIKE {shown(pattern)}"
        case _:
            raise AssertionError(node)


def shown(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def holds(node: Node, row: Row) -> bool | None:
    """In three values: None where it is not known."""
    match node:
        case ("and", *parts):
            said = [holds(part, row) for part in parts]
            return False if False in said else None if None in said else True
        case ("or", *parts):
            said = [holds(part, row) for part in parts]
            return True if True in said else None if None in said else False
        case ("not", part):
            said = holds(part, row)
            return None if said is None else not said
        case ("null", name):
            return row[name] is None
        case (_, name, *_) if row[name] is None:
            return None
        case ("compare", name, sign, value):
            return COMPARED[sign](row[name], value)
        case ("in", name, some):
            return row[name] in some
        case ("between", name, low, high):
            return low <= row[name] <= high
        case (_, name, pattern):
            wanted = "".join({"%": ".*", "_": "."}.get(c) or re.escape(c) for c in pattern)
            return re.fullmatch(wanted, row[name], re.DOTALL) is not None
        case _:
            raise AssertionError(node)


@pytest.mark.parametrize("seed", range(30))
def test_the_same_rows_are_shown(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same rows in each run
    given = [*rows(chance)]
    with duckdb.connect() as connection:
        connection.execute(f"create table given (place int, {KINDS})")
        for place, row in enumerate(given):
            connection.execute(
                "insert into given values (?, ?, ?, ?, ?, ?)", [place, *row.values()]
            )
        for _ in range(20):
            node = filters(chance, 3)
            sent = partiql(known(text(node)))
            # Athena gets what is written for Lake Formation, and reads that.
            asked = condition(known(sent))
            sql = f"select place from given where {asked} order by 1"  # noqa: S608 - made of a tree
            found = connection.execute(sql).fetchall()

            wanted = [place for place, row in enumerate(given) if holds(node, row) is True]
            assert [place for (place,) in found] == wanted, (text(node), sent)


def test_a_field_of_a_struct_is_compared() -> None:
    asked = condition(known("address.city = 'Bonn'"))
    with duckdb.connect() as connection:
        connection.execute("create table given as select {'city': 'Bonn'} as address, 1 as place")
        connection.execute("insert into given values ({'city': 'Ulm'}, 2), (null, 3)")
        sql = f"select place from given where {asked}"  # noqa: S608 - made of a tree

        assert connection.execute(sql).fetchall() == [(1,)]
