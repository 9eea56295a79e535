"""A text that a pattern has let through before it is read as a value of a type.

Engines read more texts than the plain ones as numbers, days and moments, each something else; of a
text that a whole pattern holds they read the same: `CASE WHEN regexp_like(text, '^[0-9]{4}-…$')
THEN TRY_CAST(text AS date) END`.
"""

from sqlglot import exp

MICROSECONDS = 6
"""The digits of a second that an Iceberg table keeps."""


def is_guarded(node: exp.Expr) -> bool:
    """Whether a TRY_CAST stands behind a pattern for the whole of what it reads."""
    branch = node.parent
    if not isinstance(node, exp.TryCast) or not isinstance(branch, exp.If):
        return False
    asked = branch.this
    if not isinstance(asked, exp.Anonymous) or asked.name.lower() != "regexp_like":
        return False
    text, *rest = asked.expressions
    pattern = rest[0].name if rest and rest[0].is_string else ""
    return _is_whole(pattern) and any(part == text for part in node.this.walk())


def _is_whole(pattern: str) -> bool:
    return pattern.startswith("^") and pattern.endswith("$")
