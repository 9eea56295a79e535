"""A query that little memory does not suffice for gets more, by a second try."""

from typing import Any, cast

import pytest

from localaws.athena import engine
from localaws.athena.analysis import Prepared
from localaws.athena.engine import Stop
from localaws.athena.queries import Run
from meshwright.athena.column_type import ColumnType

# Lists lie in memory: here are 150 MB.
LARGE = "select len(list(repeat('x', 150) || range)) as n from range(1000000)"


def test_a_large_list_is_too_much_at_first() -> None:
    with engine.over({}, is_frugal=True) as connection, pytest.raises(engine.OutOfMemoryError):
        engine.answered(connection, LARGE, Stop(), 300)


def test_and_is_answered_by_the_second_try() -> None:
    query = Prepared(
        sql=LARGE, columns=(("n", ColumnType("bigint")),), tables={}, names=frozenset()
    )

    (found,) = Run(cast("Any", None)).answers([query])

    assert found.column(0).to_pylist() == [1_000_000]
