"""How one rule stands for one subject in one environment, with who decided what: for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guardrails.judging import Waiver, grace, is_draft, is_mandatory
from guardrails.rule import Life, Rule
from guardrails.settings import LEVEL, Setting, written
from meshwright.governance.resolver import ResolvedRules
from meshwright.governance.waivers import waiver_of

ENFORCED, GRACE = "enforced", "grace"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A rule's standing."""

    environment: str
    subject: str
    as_of: date
    setting: Setting
    waivers: tuple[tuple[Waiver, str], ...]
    """The rule's waivers, with `file:line` of each."""

    @property
    def rule(self) -> Rule:
        return self.setting.rule

    @property
    def life(self) -> str:
        return life(self.rule, self.environment, self.as_of)

    @property
    def mandatory_from(self) -> date | None:
        return grace(self.rule, self.environment, self.as_of)


def resolved(resolution: ResolvedRules, code: str, subject: str) -> Resolved:
    """How a rule stands; KeyError for one that is not asked of the subject."""
    waivers = resolution.waivers(subject) or ()
    return Resolved(
        resolution.environment.name,
        subject,
        resolution.as_of,
        resolution.settings(subject)[code],
        tuple(
            (waiver_of(spec), f"{position.path}:{position.line}")
            for spec, position in waivers
            if spec.rule == code
        ),
    )


def life(rule: Rule, environment: str, as_of: date) -> str:
    """Where a rule is in its life on a day: draft, grace, enforced or deprecated."""
    if is_draft(rule, as_of):
        return Life.DRAFT.value
    if rule.life is Life.DEPRECATED:
        return Life.DEPRECATED.value
    return ENFORCED if is_mandatory(rule, environment, as_of) else GRACE


def text(found: Resolved) -> str:
    """The standing in lines: level and parameters, where each came from, life, waivers."""
    about = found.subject or "the whole mesh"
    return "\n".join((f"{found.rule.code} for {about} in {found.environment}", *_lines(found)))


def _lines(found: Resolved) -> Iterator[str]:
    for name in (LEVEL, *found.setting.parameters):
        *before, last = (step for step in found.setting.provenance if step.name == name)
        yield f"  {name}: {written(last.value)}  ({_origin(last.layer, last.place)})"
        for step in reversed(before):
            yield f"    before: {written(step.value)}  ({_origin(step.layer, step.place)})"
    yield f"  life: {found.life}{_until(found)}"
    for waiver, place in found.waivers:
        yield f"  waiver: {waiver.finding}, {_days(waiver, found.as_of)}  ({place})"
        yield f"    {waiver.reason} ({waiver.ticket})"


def _until(found: Resolved) -> str:
    """What a grace means here."""
    if day := found.mandatory_from:
        return f", mandatory from {day} on and a warning until then"
    if found.life != GRACE:
        return ""
    return f", a warning here: it is mandatory in {', '.join(found.rule.mandatory_from)} alone"


def _origin(layer: str, place: str) -> str:
    return f"{layer}, {place}" if place else layer


def _days(waiver: Waiver, as_of: date) -> str:
    if as_of < waiver.granted:
        return f"granted on {waiver.granted}, which is in the future"
    if not waiver.holds(as_of):
        return f"expired on {waiver.expires}"
    return f"until {waiver.expires}, {waiver.days_left(as_of)} days left"


def document(found: Resolved) -> Mapping[str, Any]:
    """How a rule stands and who decided it, as a JSON document."""
    day = found.mandatory_from
    return {
        "environment": found.environment,
        "subject": found.subject,
        "level": found.setting.level.value,
        "parameters": {name: plain(value) for name, value in found.setting.parameters.items()},
        "provenance": [
            {
                "name": step.name,
                "value": plain(step.value),
                "layer": step.layer,
                "place": step.place,
            }
            for step in found.setting.provenance
        ],
        "life": found.life,
        "mandatoryFrom": day.isoformat() if day else None,
        "waivers": [
            {
                "finding": waiver.finding,
                "reason": waiver.reason,
                "ticket": waiver.ticket,
                "granted": waiver.granted.isoformat(),
                "expires": waiver.expires.isoformat(),
                "holds": waiver.holds(found.as_of),
                "daysLeft": waiver.days_left(found.as_of),
                "place": place,
            }
            for waiver, place in found.waivers
        ],
    }


def plain(value: Any) -> Any:
    """A parameter's value as JSON."""
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - of a parameter
    return list(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - as above
