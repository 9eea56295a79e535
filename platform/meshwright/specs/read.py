"""One spec out of one file of a checkout."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from meshwright.errors import Finding
from meshwright.specs.encoding import MAX_BYTES
from meshwright.specs.files import Checkout, Seen
from meshwright.specs.parse import Check, M, Parsed, no_check, parse
from meshwright.specs.source import Source

if TYPE_CHECKING:
    from meshwright.specs.domain_folder import DomainFolder


@dataclass(frozen=True, slots=True)
class Memory:
    """What was read so far, each with all that decides what it says."""

    parsed: dict[Any, Parsed[Any]] = field(default_factory=dict[Any, Parsed[Any]])
    domains: dict[str, "tuple[DomainFolder, Seen]"] = field(
        default_factory=dict[str, "tuple[DomainFolder, Seen]"]
    )
    """By name, what the domain's folder said when it was last read, and what was seen of it."""


_kept: ContextVar[Memory | None] = ContextVar("kept", default=None)


def kept() -> Memory | None:
    """What was read so far; None where nothing is kept."""
    return _kept.get()


@contextmanager
def remembering() -> Generator[None]:
    """While the block runs, a file of the same path and content is parsed once.

    For whoever reads two checkouts that are nearly alike. What is kept is known by the content
    itself, so nothing in it can be out of date.
    """
    token = _kept.set(Memory())
    try:
        yield
    finally:
        _kept.reset(token)


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
    memory = kept()
    if memory is None:
        return parse(content, path, model, check)
    known = memory.parsed
    key = (path, content, model, check)
    if key not in known:
        known[key] = parse(content, path, model, check)
    return cast("Parsed[M]", known[key])
