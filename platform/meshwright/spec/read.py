"""One spec out of one file of a checkout."""

from meshwright.errors import Finding
from meshwright.spec.encoding import MAX_BYTES
from meshwright.spec.files import Checkout
from meshwright.spec.parse import Check, M, Parsed, no_check, parse
from meshwright.spec.source import Source


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
