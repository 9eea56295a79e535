"""The grammar of a policy that lies with a resource, as S3 and KMS check it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
from collections.abc import Mapping
from typing import Any, cast

Statement = Mapping[str, Any]
VERSIONS = ("2012-10-17", "2008-10-17")
FIELDS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
NEEDED = ("Principal", "Action", "Resource")


class MalformedError(Exception):
    """A policy that breaks the grammar."""


def statements(text: str) -> list[Statement]:
    """A policy's statements, each of them well formed; raises MalformedError where it is not."""
    document = _document(text)
    if document.get("Version", VERSIONS[0]) not in VERSIONS:
        raise MalformedError("The policy must contain a valid version string")
    written = document.get("Statement")
    if not written:
        raise MalformedError("Missing required field Statement")
    found = cast("list[Any]", written if isinstance(written, list) else [written])
    for statement in found:
        _check(statement)
    return found


def compact(text: str) -> str:
    """A policy without the blanks between its words, which AWS does not count."""
    try:
        return json.dumps(json.loads(text), separators=(",", ":"))
    except ValueError:
        return text


def _document(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise MalformedError("Policies must be valid JSON and the first byte must be '{'")
    return cast("Mapping[str, Any]", document)


def _check(statement: Any) -> None:
    if not isinstance(statement, dict):
        raise MalformedError("Statement must be an object")
    written = cast("Statement", statement)
    fields = set(written)
    for field in sorted(fields - FIELDS):
        raise MalformedError(f"Unknown field {field}")
    for field in NEEDED:
        if not fields & {field, f"Not{field}"}:
            raise MalformedError(f"Missing required field {field}")
    if written.get("Effect") not in ("Allow", "Deny"):
        raise MalformedError(f"Invalid effect: {written.get('Effect')}")
