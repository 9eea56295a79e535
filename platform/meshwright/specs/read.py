"""One spec out of one file of a checkout."""

from meshwright.errors import Finding
from meshwright.specs.encoding import MAX_BYTES
from meshwright.specs.files import Checkout
from meshwright.specs.parse import Check, M, Parsed, no_check, parse
from meshwright.specs.source import Source


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
    return parse(content, path, model, check)
