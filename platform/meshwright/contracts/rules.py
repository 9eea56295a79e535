"""Rules that ask for less than they did, wherever that was said: the effective settings compared.

Levels and parameters come from the floor, the packs, the environment, domains and products, so that
a line which is taken away counts as one that is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from guardrails.retired_codes import RETIRED
from guardrails.settings import LEVEL, Setting, is_as_tight, written
from meshwright.contracts import codes
from meshwright.errors import Finding, Position
from meshwright.gate.assessment import Assessment
from meshwright.governance.organisation import PackFile
from meshwright.governance.resolver import ResolvedRules, Settings, of_mesh
from meshwright.ids import is_product

EVERYTHING = ""
"""The subject of what holds for the environment as a whole."""
MOST_NAMED = 5
"""The most products that a message names."""


@dataclass(frozen=True, slots=True)
class Less:
    """A level or a parameter that asks for less than it did of one subject."""

    rule: str
    """The rule's code."""
    name: str
    """The parameter's, or `level`."""
    before: str
    after: str
    place: str
    """`file:line` of what makes it so, or the file alone where a line is gone."""

    @property
    def cause(self) -> tuple[str, str, str, str]:
        return self.rule, self.name, self.place, self.after


def rules_loosened(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each level and parameter that asks for less, with whom it affects."""
    before, after = _resolution(base), _resolution(head)
    found: dict[tuple[str, ...], list[tuple[str, Less]]] = {}
    subjects = tuple(_subjects(base, head))
    # Where a product says nothing, its settings are its domain's very own.
    known: dict[tuple[int, int], tuple[Less, ...]] = {}
    for subject in subjects:
        was, now = before.settings(subject), after.settings(subject)
        pair = id(was), id(now)
        if pair not in known:
            known[pair] = tuple(_less(was, now))
        for less in known[pair]:
            found.setdefault(less.cause, []).append((subject, less))
    for affected in found.values():
        yield _finding(affected, subjects)


def _resolution(assessment: Assessment) -> ResolvedRules:
    # Settings are the same on every day.
    return of_mesh(
        assessment.mesh, assessment.environment, date.min, organisation=assessment.organisation
    )


def _subjects(base: Assessment, head: Assessment) -> Iterator[str]:
    """The environment as a whole, then domains and products that were there before."""
    yield EVERYTHING
    yield from sorted({*base.mesh.domains} & {*head.mesh.domains})
    yield from sorted({*base.mesh.products} & {*head.mesh.products})


def _less(before: Settings, after: Settings) -> Iterator[Less]:
    for code in after:
        if code not in before:
            continue
        was, now = before[code], after[code]
        for name in _looser(was, now):
            yield Less(code, name, _value(was, name), _value(now, name), _place(was, now, name))


def _looser(before: Setting, after: Setting) -> Iterator[str]:
    if after.level.rank < before.level.rank:
        yield LEVEL
    for parameter in after.rule.parameters:
        had, has = before.parameters[parameter.name], after.parameters[parameter.name]
        if _is_bound_lost(had, has) or not is_as_tight(parameter.tightens, had, has):
            yield parameter.name


def _is_bound_lost(had: Any, has: Any) -> bool:
    """Whether a mapping no longer names something, which has no bound then."""
    if not isinstance(had, Mapping):
        return False
    return not {*cast("Mapping[str, int]", had)} <= {*cast("Mapping[str, int]", has)}


def _value(setting: Setting, name: str) -> str:
    return written(setting.level if name == LEVEL else setting.parameters[name])


def _place(before: Setting, after: Setting, name: str) -> str:
    """What decides now, or the file that decided before where what decides now did not change."""
    now, was = after.decided(name), before.decided(name)
    known = {(step.layer, step.name, written(step.value)) for step in before.provenance}
    is_old = (now.layer, name, written(now.value)) in known
    return was.place.rpartition(":")[0] if is_old else now.place


def _finding(affected: Sequence[tuple[str, Less]], subjects: Sequence[str]) -> Finding:
    less = affected[0][1]
    before = " or ".join(dict.fromkeys(one.before for _, one in affected))
    what = less.rule if less.name == LEVEL else f"{less.name} of {less.rule}"
    whom = _whom([subject for subject, _ in affected], subjects)
    path, _, line = less.place.partition(":")
    where = ("level",) if less.name == LEVEL else ("parameters", less.name)
    return codes.RULE_LOOSENED.at(
        Position(path, int(line or 1)),
        f"{what} goes from {before} to {less.after} for {whom}",
        where=".".join(("rules", less.rule, *where)),
    )


def _whom(affected: Sequence[str], subjects: Sequence[str]) -> str:
    products = [subject for subject in affected if is_product(subject)]
    if len(products) == sum(map(is_product, subjects)) and EVERYTHING in affected:
        return "every product"
    named = products or [subject or "the environment as a whole" for subject in affected]
    more = len(named) - MOST_NAMED
    listed = ", ".join(named[:MOST_NAMED])
    return f"{listed} and {more} more" if more > 0 else listed


def no_longer_picked(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each rule that no pack asks any more, and where the domains' own are not."""
    packs = {pack.name: pack for pack in head.organisation.packs}
    for pack in base.organisation.packs:
        now = packs.get(pack.name)
        known = {*head.organisation.picked, *RETIRED}
        gone = [code for code in pack.overrides.rules if code not in known]
        position = _of_pack(pack) if now is None else now.overrides.source.at("rules")
        for code in gone:
            message = f"the pack {pack.name} no longer lists {code}, and no other pack does"
            where = pack.overrides.where(code)
            yield codes.NOT_PICKED.at(position, message, where=where)
    if _asks_domains_rules(base) and not _asks_domains_rules(head):
        position = next(_of_pack(p) for p in base.organisation.packs if p.domain_rules)
        message = "no pack evaluates the domains' own rules any more"
        yield codes.NOT_PICKED.at(position, message, where="domainRules")


def _of_pack(pack: PackFile) -> Position:
    return Position(pack.overrides.source.path)


def _asks_domains_rules(assessment: Assessment) -> bool:
    return any(pack.domain_rules for pack in assessment.organisation.packs)
