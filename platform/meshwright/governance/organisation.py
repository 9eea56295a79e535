"""What a checkout says of rules as a whole: the floor, the packs and the domains' own rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from guardrails.rule import Life, Rule, Stage
from guardrails.rules import ALL_RULES
from meshwright.errors import Finding, Position
from meshwright.governance import codes
from meshwright.governance.domain_rules import DomainRules, load_domain_rules
from meshwright.specs.governance import Wishes
from meshwright.specs.organisation import POLICIES, load_floor, load_pack_spec, pack_folders

ENGINES = frozenset({Stage.RESOURCE, Stage.STACK})
"""The stages at which the engine can ask."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack as its file describes it."""

    name: str
    """Its folder's."""
    description: str
    overrides: Wishes
    domain_rules: bool


@dataclass(frozen=True)
class Organisation:
    """All that holds for the whole mesh."""

    team: str = ""
    """Who governs."""
    floor: Wishes | None = None
    packs: tuple[PackFile, ...] = ()
    domain_rules: DomainRules = field(default_factory=DomainRules)
    findings: tuple[Finding, ...] = ()
    """What is wrong with the files themselves."""

    @cached_property
    def picked(self) -> Mapping[str, tuple[PackFile, ...]]:
        """The packs that pick a rule, by its code."""
        codes_picked = dict.fromkeys(code for pack in self.packs for code in pack.overrides.rules)
        return {
            code: tuple(pack for pack in self.packs if code in pack.overrides.rules)
            for code in codes_picked
        }


NOBODY = Organisation()
"""An organisation that says nothing: rules hold as they are written."""


def load_organisation(root: Path, *, own: DomainRules | None = None) -> Organisation:
    """The floor, the packs and the domains' rules of a checkout, with all that is wrong in them.

    The domains' rules, which are code, are `own` where they are those of another checkout.
    """
    floor = load_floor(root)
    findings = list(floor.findings) if floor else []
    packs: list[PackFile] = []
    for folder in pack_folders(root):
        pack = read_pack(root, folder.removeprefix(f"{POLICIES}/"))
        if isinstance(pack, PackFile):
            packs.append(pack)
        else:
            findings += pack
    own = load_domain_rules(root) if own is None else own
    spec = floor.spec if floor else None
    return Organisation(
        team=spec.governance_team if spec else "",
        floor=Wishes(spec.rules, floor.source) if floor and spec else None,
        packs=tuple(packs),
        domain_rules=own,
        findings=(*findings, *own.findings, *_pack_findings(packs, own)),
    )


def read_pack(root: Path, name: str, folder: str = POLICIES) -> PackFile | tuple[Finding, ...]:
    """One pack, or what is wrong with its file."""
    parsed = load_pack_spec(root, f"{folder}/{name}")
    if parsed.spec is None:
        return parsed.findings
    overrides = Wishes(parsed.spec.rules, parsed.source)
    return PackFile(name, parsed.spec.description, overrides, parsed.spec.domain_rules)


def _pack_findings(packs: list[PackFile], own: DomainRules) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for pack in packs:
        if not pack.overrides.rules and not pack.domain_rules:
            yield codes.EMPTY_PACK.at(
                pack.overrides.source.at("rules"), f"the pack {pack.name} lists no rule"
            )
        for code in pack.overrides.rules:
            if (other := first.setdefault(code, pack.name)) != pack.name:
                message = f"the pack {other} lists {code} too"
                where = pack.overrides.where(code)
                yield codes.CONTRADICTS.at(pack.overrides.at(code), message, where=where)
    if not packs:
        return
    asking = [pack.name for pack in packs if pack.domain_rules]
    if own.rules and not asking:
        message = f"no pack evaluates the rules of {', '.join(own.rules)}"
        yield codes.NOT_ASKED.at(Position("policies/domains"), message)
    for rule in ALL_RULES:
        if rule.code not in first and _is_for_the_engine(rule):
            message = f"no pack lists {rule.code}"
            fix = f"add {rule.code} to the rules of one pack"
            yield codes.NOT_ASKED.at(Position(POLICIES), message, fix=fix)


def _is_for_the_engine(rule: Rule) -> bool:
    return rule.life is not Life.DRAFT and not ENGINES.isdisjoint(rule.stages)
