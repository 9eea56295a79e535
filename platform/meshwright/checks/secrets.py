"""No free field holds a secret: all of them are published in the catalog.

The shapes of keys are those that their makers document: AWS access key ids (IAM user guide, "IAM
identifiers"), GitHub's and Slack's tokens, private keys in PEM (RFC 7468) and passwords in URLs
(RFC 3986, 3.2.1).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.models import DataProduct

Path = tuple[str | int, ...]
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
SECRET_NAMES = re.compile(
    r"\b(password|passwd|pwd|passphrase|secret|token|credentials?"
    r"|(api|access|private|secret|signing|encryption) ?key)$"
)
SECRET_VALUES = re.compile(
    r"\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{20,}"
    r"|\bxox[abprs]-\w|://[^/\s:@]+:[^/\s@]+@"
)
REFERENCE = re.compile(
    r"arn:[\w-]+:(secretsmanager|ssm|kms):|(ssm|vault|secretsmanager):/|[$<{]|alias/|/"
)
"""How a value begins that says where a secret lies, rather than what it is."""


def check_secrets(product: DataProduct) -> Iterator[Finding]:
    for path, value in _texts(product.spec.extensions, ("extensions",)):
        if _is_secret(str(path[-1]), value):
            yield _secret(product, path)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below a value, with the way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[str, Any]", value).items():
            yield from _texts(inner, (*path, name))
    elif isinstance(value, Sequence):
        for index, inner in enumerate(cast("Sequence[Any]", value)):
            yield from _texts(inner, (*path, index))


def _is_secret(name: str, value: str) -> bool:
    if SECRET_VALUES.search(value):
        return True
    words = " ".join(WORDS.findall(name)).lower()
    return bool(value and SECRET_NAMES.search(words) and not REFERENCE.match(value))


def _secret(product: DataProduct, path: Path) -> Finding:
    where = ".".join(map(str, path))
    # The value is not repeated: reports are read by more people than the spec.
    message = f"'{where}' looks like a secret, and the catalog publishes it"
    return codes.SECRET.at(product.source.at(*path), message, subject=product.id, where=where)
