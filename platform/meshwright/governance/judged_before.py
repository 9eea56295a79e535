"""What was judged before: of two plans that are nearly alike, what is the same is judged once.

A rule is a function of what it is shown, so the same stack, under the same rules, has the same
verdicts. Whoever compares a change with its base shows most stacks twice.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from guardrails.judging import Decision, EffectiveRules
from guardrails.props import Scope
from guardrails.rule import Rule
from meshwright.plan.declaration import Declaration


@dataclass(frozen=True, slots=True)
class Question:
    """All that decides what the rules say of a stack."""

    scope: Scope
    declarations: tuple[Declaration, ...]
    """With the lines that they come from, since a finding points at them."""
    rules: tuple[Rule, ...]
    effective: EffectiveRules


Verdicts = tuple[Decision, ...]
_known: ContextVar[dict[str, tuple[Question, Verdicts]] | None] = ContextVar("known", default=None)
"""By stack, what was last asked and said; None where nothing is kept."""


@contextmanager
def judging_once() -> Generator[None]:
    """While the block runs, a stack that is as it was in the plan before is not judged again."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def answered(stack: str, question: Question, judge: Callable[[], Verdicts]) -> Verdicts:
    """The verdicts on a stack, by name: those of before where the question is the same."""
    known = _known.get()
    if known is None:
        return judge()
    if stack not in known or known[stack][0] != question:
        known[stack] = question, judge()
    return known[stack][1]
