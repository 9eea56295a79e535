"""Whose stacks hold the grants of what was selected: the producers that it reads from.

A grant lies in its producer's stack, so bringing up a consumer alone gives it nothing new to read.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from meshwright.aws.resource_types import PERMISSIONS
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.gate.held import held
from meshwright.gate.selection import with_bases
from meshwright.ids import StackKind
from meshwright.plan.declaration import StackPlan
from meshwright.plan.grants import principal_of
from meshwright.runner.run_plan import Cause, Producer


def producers(
    assessment: Assessment, named: Collection[str], covered: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """By stack of a producer that a run does not cover, the selected ids that it grants to."""
    mesh, environment, plan = assessment.mesh, assessment.environment, assessment.plan
    readers = {
        principal: identity
        for identity in named
        if identity and (principal := principal_of(identity, mesh, environment)) is not None
    }
    outside = (s for s in plan.stacks.values() if s.subject not in covered)
    found = {
        stack.name: tuple(sorted({readers[p] for p in _principals(stack) if p in readers}))
        for stack in outside
        if stack.kind is StackKind.PRODUCT
    }
    return {name: consumers for name, consumers in found.items() if consumers}


def _principals(stack: StackPlan) -> Iterator[str]:
    return (str(d.inputs["principal"]) for d in stack.declarations if d.type == PERMISSIONS)


@dataclass(frozen=True, slots=True)
class Along:
    """The producers of a run, and the ids that come into it with those that are taken along."""

    producers: tuple[Producer, ...] = ()
    identities: frozenset[str] = frozenset()


def along(
    assessment: Assessment,
    consumers: Mapping[str, tuple[str, ...]],
    causes: Mapping[str, Cause],
    *,
    only: bool,
) -> Along:
    """Which producers are behind, and which of them come along.

    What findings hold, itself or what it needs, is left: a consumer's run is not for its faults.
    """
    behind: list[Producer] = []
    taken: set[str] = set()
    for name, cause in sorted(causes.items()):
        if cause is Cause.UP_TO_DATE:
            continue
        needed = with_bases(
            {assessment.plan.stacks[name].subject}, assessment.plan, assessment.mesh
        )
        findings = () if only else _against(assessment, needed)
        is_taken = not only and not findings
        behind.append(Producer(name, cause, consumers[name], is_taken, findings))
        taken |= needed if is_taken else set()
    return Along(tuple(behind), frozenset(taken))


def _against(assessment: Assessment, identities: frozenset[str]) -> tuple[Finding, ...]:
    causes = held(identities, assessment.findings, assessment.plan.environment)
    return tuple(dict.fromkeys(f for findings in causes.values() for f in findings))
