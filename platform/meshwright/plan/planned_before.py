"""What was planned before: of two meshes that are nearly alike, what is the same is planned once.

A stack's plan is a function of its neighbourhood, the environment and the day. Whoever compares a
change with its base plans most stacks twice.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from meshwright.plan.declaration import StackPlan
from meshwright.specs.environment import Environment
from meshwright.specs.identity import is_same
from meshwright.specs.models import Mesh


@dataclass(frozen=True, slots=True)
class Question:
    """All that decides what a stack will hold."""

    near: Mesh
    environment: Environment
    as_of: date

    def is_same(self, other: "Question") -> bool:
        return self.as_of == other.as_of and all(
            is_same(mine, theirs)
            for mine, theirs in ((self.environment, other.environment), (self.near, other.near))
        )


_known: ContextVar[dict[tuple[str, str], tuple[Question, StackPlan | None]] | None] = ContextVar(
    "known", default=None
)
"""By environment and subject, what was last asked and said; None where nothing is kept."""


@contextmanager
def planning_once() -> Generator[None]:
    """While the block runs, a stack whose neighbourhood is as it was is not planned again."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def answered(
    subject: str, question: Question, planned: Callable[[], StackPlan | None]
) -> StackPlan | None:
    """The plan of a subject's stack: that of before where the question is the same."""
    known = _known.get()
    if known is None:
        return planned()
    key = (question.environment.name, subject)
    if key not in known or not known[key][0].is_same(question):
        known[key] = question, planned()
    return known[key][1]
