"""Statements that are too long for Athena, and for the state that would hand them to it.

Source: Athena user guide, "Service Quotas" (a query string has 262,144 bytes at most); Step
Functions developer guide, "Service quotas" (as many for the input of a state or a task).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshwright.aws.resource_types import STATE_MACHINE
from meshwright.errors import Code, Finding
from meshwright.plan.declaration import Declaration, StackPlan

MOST_BYTES = 262_144
STATEMENT_TOO_LONG = Code(
    "PLAN006",
    "A statement is too long for Athena",
    "A table is filled by statements that name all of its columns, keys and quality rules. Athena"
    " takes 262,144 bytes of one, and so does a state of Step Functions.",
    "declare fewer columns or quality rules in one table: split it; docs/how-to/outgrow-athena.md"
    " says what else there is",
)


def statement_findings(stacks: Iterable[StackPlan]) -> Iterator[Finding]:
    """A finding for each machine with such a statement, at the longest one."""
    for stack in stacks:
        for declaration in stack.declarations:
            if declaration.type == STATE_MACHINE:
                yield from _machine(stack, declaration)


def _machine(stack: StackPlan, declaration: Declaration) -> Iterator[Finding]:
    states = json.loads(declaration.inputs["definition"])["States"]
    size, name = max((_size(state), name) for name, state in states.items())
    if size > MOST_BYTES:
        message = f"the statement of '{name}' has {size:,} bytes, and Athena takes {MOST_BYTES:,}"
        yield STATEMENT_TOO_LONG.at(declaration.spec, message, subject=stack.subject)


def _size(state: Mapping[str, Any]) -> int:
    return len(json.dumps(state.get("Parameters", {}), ensure_ascii=False).encode())
