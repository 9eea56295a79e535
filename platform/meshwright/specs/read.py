"""One spec out of one file of a checkout."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from meshwright.errors import Finding
from meshwright.specs.encoding import MAX_BYTES
from meshwright.specs.files import Checkout
from meshwright.specs.parse import Check, M, Parsed, no_check, parse
from meshwright.specs.source import Source

_known: ContextVar[dict[Any, Parsed[Any]] | None] = ContextVar("known", default=None)
"""What files have said so far, by all that decides it; None where nothing is kept."""


@contextmanager
def remembering() -> Generator[None]:
    """While the block runs, a file of the same path and content is parsed once.

    For whoever reads two checkouts that are nearly alike. What is kept is known by the content
    itself, so nothing in it can be out of date.
    """
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def read_spec(
    checkout: Checkout,
    path: str,
    model: type[M],
    check: Check[M] = no_check,
) -> Parsed[M]:
    """The spec in one file, or the findings that say why there is none."""
    content = checkout.read(path, MAX_BYTES)
    if isinstance(content, Finding):
        return Parsed(None, Source(path), (content,))
    known = _known.get()
    if known is None:
        return parse(content, path, model, check)
    key = (path, content, model, check)
    if key not in known:
        known[key] = parse(content, path, model, check)
    return cast("Parsed[M]", known[key])
