"""One file's say in how rules stand: settings in, settings and refusals out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guardrails.retired_codes import RETIRED
from guardrails.rule import Level
from guardrails.settings import LEVEL, Kind, Refusal, RuleOverride, Setting, apply_override
from meshwright.errors import Code, Finding, Position
from meshwright.governance import codes
from meshwright.specs.governance import RuleSetting, Wishes
from meshwright.wording import did_you_mean, shown

Settings = Mapping[str, Setting]
"""By the rules' codes."""

CODES: Mapping[Kind, Code] = {
    Kind.NO_SUCH_PARAMETER: codes.NO_SUCH_PARAMETER,
    Kind.WRONG_VALUE: codes.WRONG_VALUE,
    Kind.OUT_OF_RANGE: codes.OUT_OF_RANGE,
    Kind.RELAXES: codes.RELAXES,
    Kind.CONTRADICTS: codes.CONTRADICTS,
}


@dataclass(frozen=True, slots=True)
class Layered:
    """Settings after a layer, and what had to be refused of it and of those before."""

    settings: Settings
    findings: tuple[Finding, ...] = ()

    def then(self, after: "Layered") -> "Layered":
        return Layered(after.settings, (*self.findings, *after.findings))


def layered(
    settings: Settings,
    overrides: Wishes | None,
    layer: str,
    subject: str = "",
    *,
    is_floor: bool = False,
) -> Layered:
    """The settings after what a file says, the very same where it says nothing."""
    if overrides is None or not overrides.rules:
        return Layered(settings)
    after, findings = dict(settings), list[Finding]()
    for code, said in overrides:
        if code in RETIRED:
            continue
        if code not in settings:
            findings.append(_unknown(overrides, code, settings, subject))
            continue
        override = _override(overrides, code, said, layer, is_floor=is_floor)
        after[code], refusals = apply_override(settings[code], override)
        findings += (
            _refused(overrides, code, refusal, subject, said, is_floor=is_floor)
            for refusal in refusals
        )
    return Layered(after, tuple(findings))


def _override(
    overrides: Wishes, code: str, said: RuleSetting, layer: str, *, is_floor: bool
) -> RuleOverride:
    places = {LEVEL: _place(overrides.at(code, LEVEL))}
    for name in said.parameters:
        places[name] = _place(overrides.at(code, "parameters", name))
    return RuleOverride(
        layer=layer,
        level=Level(said.level) if said.level else None,
        parameters=said.parameters,
        places=places,
        sets_parameters=is_floor,
    )


def _place(position: Position) -> str:
    return f"{position.path}:{position.line}"


def _unknown(overrides: Wishes, code: str, known: Iterable[str], subject: str) -> Finding:
    message = f"no rule has the code {shown(code)}{did_you_mean(code, known)}"
    where = overrides.where(code)
    return codes.NO_SUCH_RULE.at(overrides.at(code), message, subject=subject, where=where)


def _refused(
    overrides: Wishes,
    code: str,
    refusal: Refusal,
    subject: str,
    said: RuleSetting,
    *,
    is_floor: bool,
) -> Finding:
    path = (LEVEL,) if refusal.name == LEVEL else ("parameters", refusal.name)
    at = overrides.at if refusal.kind is Kind.NO_SUCH_PARAMETER else overrides.at_value
    is_off = is_floor and refusal.kind is Kind.RELAXES and said.level == Level.OFF
    kind = codes.FLOOR_OFF if is_off else CODES[refusal.kind]
    where = overrides.where(code, *path)
    return kind.at(at(code, *path), refusal.problem, fix=refusal.fix, subject=subject, where=where)
