"""Puts right what a proof has found: what is the mesh's unasked, a stranger's only when named."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import MeshError
from meshwright.gate.assessment import Assessment
from meshwright.ids import subject_of
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.prove import prove
from meshwright.operations.proof.values import Difference, Proof
from meshwright.plan.declaration import Plan
from meshwright.runner.cloud import Cloud

Concerns = Callable[[Difference], bool]
"""Whether a difference is of what was asked about."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of one difference."""

    difference: Difference
    fault: str = ""
    """Why it is still there; empty where it was put right."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What a repair came to."""

    proof: Proof
    """What is left: as proved after the repair or, with a fault, as far as it is known."""
    done: tuple[Repaired, ...] = ()
    fault: MeshError | None = None
    """Why it could not be proved again; None where it was."""


def every(_difference: Difference) -> bool:
    """All differences of an environment."""
    return True


def of_stacks(stacks: Collection[str], plan: Plan) -> Concerns:
    """The differences of these stacks; all of them where the plan has no others.

    What names no product may be of one that is not among them, or was never deployed.
    """
    if plan.stacks.keys() <= set(stacks):
        return every
    subjects = {subject_of(stack) for stack in stacks} - {""}
    return lambda difference: difference.subject in subjects


def put_right(
    cloud: Cloud, assessment: Assessment, named: Collection[str] = (), concerns: Concerns = every
) -> Mended:
    """Proves, puts right what may be, and proves again.

    Raises MeshError where AWS does not answer, unless something was put right before: that is told.
    """
    before = _of(prove(cloud, assessment), concerns)
    done = repairs(cloud, before.differences, named)
    if not done:
        return Mended(before)
    try:
        return Mended(_of(prove(cloud, assessment), concerns), done)
    except MeshError as error:
        mended = {each.difference for each in done if not each.fault}
        return Mended(_of(before, lambda difference: difference not in mended), done, error)


def _of(proof: Proof, concerns: Concerns) -> Proof:
    return replace(proof, differences=tuple(filter(concerns, proof.differences)))


def repairs(
    cloud: Cloud, differences: Iterable[Difference], named: Collection[str]
) -> tuple[Repaired, ...]:
    """Puts right what may be, and says of each how it went.

    Rights are taken back before others are given: a grant of a principal on a table has one form,
    and AWS refuses two that do not go together. A grant on all tables is a difference of each, and
    taken back once.
    """
    chosen = [d for d in differences if d.remedies and (d.is_ours or d.who in named)]
    made: set[str] = set()
    return tuple(_repaired(cloud, each, made) for each in sorted(chosen, key=_gives))


def _gives(difference: Difference) -> bool:
    return any(call.operation == "grant_permissions" for call in difference.remedies)


def _repaired(cloud: Cloud, difference: Difference, made: set[str]) -> Repaired:
    calls = [call for call in difference.remedies if call.command not in made]
    made.update(call.command for call in calls)
    return Repaired(difference, "; ".join(_faults(cloud, calls)))


def _faults(cloud: Cloud, calls: Iterable[Call]) -> Iterator[str]:
    for call in calls:
        try:
            getattr(cloud.client(call.service), call.operation)(**call.arguments)
        except (ClientError, BotoCoreError) as error:
            yield str(error)
