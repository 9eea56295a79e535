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
    from meshwright.operations.proof.repair import Mended
    from meshwright.operations.proof.values import Difference
    from meshwright.runner.cloud import Cloud
    from meshwright.runner.results import Proved
    from meshwright.runner.run import Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the proof after a run came to, or why there is none."""

    mended: "Mended | None" = None
    fault: MeshError | None = None

    @property
    def differences(self) -> "tuple[Difference, ...]":
        """What is left, as far as it is known."""
        return self.mended.proof.differences if self.mended else ()

    @property
    def unproved(self) -> MeshError | None:
        """Why what was put right is not proved; None where it is, or nothing was."""
        return self.mended.fault if self.mended else None


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
        return Outcome(put_right(cloud, assessment, concerns=of_stacks(done, assessment.plan)))
    except MeshError as error:
        return Outcome(fault=error)


def lines(outcome: Outcome | None, left: "Iterable[Drift]", environment: str) -> Iterator[str]:
    """What a run has left alone, and what the proof after it has found."""
    for found in left:
        if outcome is None or not _is_told(found, outcome):
            yield f"left alone: {found.what}"
            yield f"  fix: {drift.fix(found, environment)}"
    if outcome is not None and outcome.fault is not None:
        yield from _fault_lines(f"access is not proved: {outcome.fault}", outcome.fault.fix)
    if outcome is not None and outcome.mended is not None:
        yield from _mended_lines(outcome.mended, environment)


def _mended_lines(mended: "Mended", environment: str) -> Iterator[str]:
    yield from access_prove.lines(mended, environment)
    if mended.fault is None:
        yield f"access in {access_prove.headline(mended.proof, environment)}"
        return
    error = access_prove.unproved(mended.fault, environment)
    yield from _fault_lines(str(error), error.fix)


def _fault_lines(said: str, fix: str) -> Iterator[str]:
    yield one_line(said)
    yield f"  fix: {fix}"


def _is_told(found: "Drift", outcome: Outcome) -> bool:
    """Whether the proof says of a right that others gave what became of it."""
    if not found.is_others:
        return False
    done = outcome.mended.done if outcome.mended else ()
    every = (*outcome.differences, *(each.difference for each in done))
    if found.who:
        return any(found.who == difference.who for difference in every)
    return any(difference.thing in found.what for difference in every)


def summary(outcome: Outcome | None, environment: str) -> "Proved | None":
    """What a run keeps of the proof after it."""
    from meshwright.runner.results import Proved

    if outcome is None:
        return None
    unproved = outcome.unproved is not None
    return Proved(len(outcome.differences), _document(outcome, environment), unproved)


def _document(outcome: Outcome, environment: str) -> dict[str, Any]:
    """What `mesh access prove --json` says, or why nothing could be proved."""
    if outcome.mended is None:
        return {"fault": str(outcome.fault)}
    return access_prove.document(outcome.mended, environment)
