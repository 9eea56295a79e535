"""GitHub's expressions, as far as the workflows use them; anything else is an error."""

import re
from collections.abc import Mapping
from typing import Any

Contexts = Mapping[str, Any]
WHOLE = re.compile(r"\$\{\{(.*?)\}\}")
OPERATORS = (" || ", " && ", " == ", " != ")
PATH = re.compile(r"[a-z_-]+(\.[\w-]+)+")
FUNCTIONS = {"!cancelled()": True, "always()": True}


def text(value: str, contexts: Contexts) -> str:
    """A text with its expressions evaluated."""
    return WHOLE.sub(lambda match: _shown(evaluate(match[1].strip(), contexts)), value)


def holds(condition: str | bool, contexts: Contexts) -> bool:
    """Whether a step's `if` lets it run, given that nothing has failed before it."""
    said = str(condition).strip()
    return bool(evaluate(said.removeprefix("${{").removesuffix("}}").strip(), contexts))


def evaluate(said: str, contexts: Contexts) -> Any:
    for operator in OPERATORS:
        left, found, right = said.partition(operator)
        if found:
            return _joined(operator.strip(), evaluate(left, contexts), evaluate(right, contexts))
    if said in FUNCTIONS:
        return FUNCTIONS[said]
    if said.startswith("hashFiles("):
        return "digest"
    if said.startswith("'") and said.endswith("'"):
        return said[1:-1]
    if PATH.fullmatch(said):
        return _found(said.split("."), contexts)
    raise NotImplementedError(said)


def _joined(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "||":
            return left or right
        case "&&":
            return left and right
        case "==":
            return left == right
        case _:
            return left != right


def _found(path: list[str], contexts: Contexts) -> Any:
    """What a path leads to; GitHub takes what is not there for nothing, below the contexts."""
    value: Any = contexts[path[0]]
    for step in path[1:]:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
