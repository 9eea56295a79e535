"""The proof that a refreshed update ends with: who has what, what was put right, what is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.cli import access_prove, drift
from meshwright.errors import MeshError
from meshwright.visible import one_line

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.operations.drift.values import Drift
    from meshwright.operations.proof.repair import Repaired
    from meshwright.operations.proof.values import Difference, Proof
    from meshwright.runner.cloud import Cloud
    from meshwright.runner.results import Proved
    from meshwright.runner.run import Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the proof after a run came to, or why there is none."""

    proof: "Proof | None" = None
    done: "tuple[Repaired, ...]" = ()
    fault: MeshError | None = None

    @property
    def differences(self) -> "tuple[Difference, ...]":
        """What is left."""
        return self.proof.differences if self.proof else ()


def proved(run: "Run", cloud: "Cloud", assessment: "Assessment") -> Outcome | None:
    """Proves the stacks that a run has brought up; None where there are none, or it was cancelled.

    What the run did stands, whether or not the caller may ask what a proof asks.
    """
    from meshwright.operations.proof.repair import of_stacks, put_right
    from meshwright.runner.results import Status

    done = [result.stack for result in run.results if result.status is Status.DONE]
    if not done or run.count(Status.CANCELLED):
        return None
    try:
        proof, repaired = put_right(cloud, assessment, concerns=of_stacks(done, assessment.plan))
    except MeshError as error:
        return Outcome(fault=error)
    return Outcome(proof, repaired)


def lines(outcome: Outcome | None, left: "Iterable[Drift]", environment: str) -> Iterator[str]:
    """What a run has left alone, and what the proof after it has found."""
    for found in left:
        if outcome is None or not _is_told(found, outcome):
            yield f"left alone: {found.what}"
            yield f"  fix: {drift.fix(found, environment)}"
    if outcome is not None and outcome.fault is not None:
        yield f"access is not proved: {one_line(str(outcome.fault))}"
        yield f"  fix: {outcome.fault.fix}"
    if outcome is not None and outcome.proof is not None:
        yield from access_prove.lines(outcome.proof, outcome.done, environment)
        yield f"access in {access_prove.headline(outcome.proof, environment)}"


def _is_told(found: "Drift", outcome: Outcome) -> bool:
    """Whether the proof says of a right that others gave what became of it."""
    if not found.is_others:
        return False
    every = (*outcome.differences, *(each.difference for each in outcome.done))
    if found.who:
        return any(found.who == difference.who for difference in every)
    return any(difference.thing in found.what for difference in every)


def summary(outcome: Outcome | None, environment: str) -> "Proved | None":
    """What a run keeps of the proof after it."""
    from meshwright.runner.results import Proved

    if outcome is None:
        return None
    return Proved(len(outcome.differences), _document(outcome, environment))


def _document(outcome: Outcome, environment: str) -> dict[str, Any]:
    """What `mesh access prove --json` says, or why nothing could be proved."""
    if outcome.proof is None:
        return {"fault": str(outcome.fault)}
    told = access_prove.document(outcome.proof, outcome.done, environment)
    return {"fault": None, **told}
