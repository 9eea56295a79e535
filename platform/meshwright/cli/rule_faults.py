"""A module of rules that cannot be loaded is its author's to correct, and no fault of meshwright's.

It knows no rules: what it tells of is that they cannot be imported.
"""

import traceback
from pathlib import Path

from meshwright.errors import ExitCode, MeshError

RULES = "policies/guardrails/rules/"


class BrokenRuleError(MeshError):
    """A module of rules that fails while it is loaded."""

    exit_code = ExitCode.FINDINGS


def broken_rule(error: Exception) -> BrokenRuleError | None:
    """What to say of an error that came from loading a module of the organisation's rules."""
    place = _place(error)
    if place is None:
        return None
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    message = f"{place}: error {type(error).__name__}: {said}"
    return BrokenRuleError(message, fix="correct the module; no rule can be evaluated before")


def _place(error: Exception) -> str | None:
    if isinstance(error, SyntaxError) and error.filename:
        return _named(error.filename, error.lineno)
    frames = traceback.extract_tb(error.__traceback__)
    loading = (_named(f.filename, f.lineno) for f in reversed(frames) if f.name == "<module>")
    return next((place for place in loading if place), None)


def _named(file: str, line: int | None) -> str | None:
    folder, found, name = Path(file).as_posix().rpartition(RULES)
    return f"{RULES}{name}:{line or 1}" if found and folder else None
