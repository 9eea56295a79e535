"""What was made before: of two meshes that are nearly alike, what is made of the same is made once.

Whoever compares a change with its base, or shows a mesh as it changes, asks most questions twice.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, TypeVarTuple, Unpack, cast

from meshwright.specs.identity import is_same

T = TypeVar("T")
Parts = TypeVarTuple("Parts")

_known: ContextVar[dict[tuple[Any, str], tuple[tuple[Any, ...], Any]] | None] = ContextVar(
    "known", default=None
)
"""By what makes it and of whom: what it was last made of, and what came of that."""


@contextmanager
def making_once() -> Generator[None]:
    """While the block runs, what is made of the same as the last time is not made again."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(make: Callable[[Unpack[Parts]], T], of: str, *parts: *Parts) -> T:
    """What a function makes of its arguments: that of before where all of them are the same.

    It has to look at nothing else, and to be one object each time. `of` says whom it is about: of
    each the last is kept. Outside of the block nothing is.
    """
    known = _known.get()
    if known is None:
        return make(*parts)
    before = known.get((make, of))
    if before is not None and is_same(before[0], parts):
        return cast("T", before[1])
    made = make(*parts)
    known[make, of] = parts, made
    return made


def one(what: str, of: str, value: T) -> T:
    """A value, or the one of before that is the same: what is one object is soon compared."""
    known = _known.get()
    if known is None:
        return value
    before = known.get((what, of))
    if before is not None and is_same(before[1], value):
        return cast("T", before[1])
    known[what, of] = (), value
    return value
