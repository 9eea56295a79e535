"""What several environments say, as one list: what they say alike is reported once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from meshwright.errors import Finding, Severity

EVERYWHERE = ""
"""The environment of what belongs to none."""
WEIGHTS = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.NOTE: 1}
Place = tuple[object, ...]
Weight = tuple[int, int]
"""A finding's severity, then how many it hits: of two alike the one that names more is told."""
NOTHING: Weight = (0, 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one environment."""

    environment: str
    findings: tuple[Finding, ...]
    new: frozenset[Finding] = frozenset()
    """Those that the base does not have."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The findings of all environments, each once, and which of them are new in any of these."""

    findings: tuple[Finding, ...]
    new: frozenset[Finding]


def merged(judged: Sequence[Judged]) -> Merged:
    """All findings; one that does not hold in every environment names those where it does."""
    every = {j.environment for j in judged} - {EVERYWHERE}
    holds = _environments((j.environment, f) for j in judged for f in j.findings)
    new = {_weighed(f) for j in judged for f in j.new}
    findings = tuple(
        replace(f, environments=_named(holds[_weighed(f)], every))
        for f in unrepeated(j.findings for j in judged)
    )
    return Merged(findings, frozenset(f for f in findings if _weighed(f) in new))


def unrepeated(environments: Iterable[Iterable[Finding]]) -> tuple[Finding, ...]:
    """The findings of several environments; what is said alike of them is reported once.

    Where a rule weighs more in one of them, it is the weightiest that is reported.
    """
    found: list[Finding] = []
    known: dict[Place, Weight] = {}
    for findings in environments:
        new = [f for f in findings if _weight(f) > known.get(_place(f), NOTHING)]
        places = {_place(f) for f in new}
        found = [*(f for f in found if _place(f) not in places), *new]
        known |= {_place(f): _weight(f) for f in new}
    return tuple(sorted(found))


def _environments(said: Iterable[tuple[str, Finding]]) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {}
    for environment, finding in said:
        found.setdefault(_weighed(finding), set()).add(environment)
    return found


def _named(names: set[str], every: set[str]) -> tuple[str, ...]:
    return () if EVERYWHERE in names or names == every else tuple(sorted(names))


def _weight(finding: Finding) -> Weight:
    hits = finding.contract.hits if finding.contract else ()
    return WEIGHTS[finding.severity], len(hits)


def _weighed(finding: Finding) -> Place:
    return (*_place(finding), finding.severity)


def _place(finding: Finding) -> Place:
    # Without the message, which may hold a name that has the environment in it.
    return (finding.position, finding.code, finding.where, finding.resource)
