"""A probe of AWS, its answer, and what a run of probes has found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from meshwright.errors import MeshError

if TYPE_CHECKING:
    from meshwright.operations.probing.sandbox import Sandbox


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_ASKED = "could not be asked"


@dataclass(frozen=True, slots=True)
class Answer:
    """What AWS says to a probe."""

    verdict: Verdict
    evidence: str
    """What was seen, or why nothing could be asked."""


def holds(evidence: str) -> Answer:
    return Answer(Verdict.HOLDS, evidence)


def fails(evidence: str) -> Answer:
    return Answer(Verdict.FAILS, evidence)


class CannotAskError(MeshError):
    """A probe that finds no way to ask in this account: neither a yes nor a no."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing of which AWS's pages do not say how it is, and which the mesh takes for true."""

    id: str
    question: str
    """A plain sentence; the mesh takes it that the answer is yes."""
    rests: tuple[str, ...]
    """What of the plan is declared as it is because of the expected answer."""
    adr: int
    """The decision that takes the answer for given; ADR 75 has all fallbacks."""
    fallback: str
    """What to do where the answer is no."""
    ask: "Callable[[Sandbox], Answer]"
    """Raises CannotAskError, or AWS's own error where something else is in the way."""
    lacking: str = ""
    """What the local AWS does not do, so that it cannot be asked this."""
    is_account_wide: bool = False
    """Whether it changes Lake Formation's settings of the account for a moment."""


@dataclass(frozen=True, slots=True)
class Result:
    probe: Probe
    answer: Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run."""

    run: str
    """What its names carry."""
    results: tuple[Result, ...]
    left: tuple[str, ...]
    """What could not be taken away, each with the reason where AWS gave one."""

    @property
    def is_good(self) -> bool:
        held = all(r.answer.verdict is Verdict.HOLDS for r in self.results)
        return held and not self.left
