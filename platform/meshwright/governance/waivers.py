"""Waivers as rules' hosts know them, and what is wrong with those of a product."""

from collections.abc import Iterable, Iterator
from datetime import date

from guardrails.judging import Waiver
from guardrails.retired_codes import RETIRED
from meshwright.errors import Code, Finding
from meshwright.governance import codes
from meshwright.specs.waivers import CHANGES, Waivers, WaiverSpec
from meshwright.wording import did_you_mean, shown


def waiver_of(spec: WaiverSpec) -> Waiver:
    """A waiver as rules' hosts know it."""
    return Waiver(spec.rule, spec.finding, spec.reason, spec.ticket, spec.granted, spec.expires)


def waiver_findings(
    subject: str, waivers: Waivers, known: Iterable[str], used: frozenset[Waiver], as_of: date
) -> Iterator[Finding]:
    """What is wrong with a product's waivers on one day."""
    choices = tuple(known)
    for index, (spec, position) in enumerate(waivers):
        waiver, where = waiver_of(spec), f"waivers.{index}"
        if spec.rule not in {*choices, *RETIRED, *CHANGES}:
            message = f"no rule has the code {shown(spec.rule)}{did_you_mean(spec.rule, choices)}"
            at = waivers.source.at_value("waivers", index, "rule")
            yield codes.NO_SUCH_RULE.at(at, message, subject=subject, where=f"{where}.rule")
        elif problem := _waiver_problem(waiver, used, as_of):
            code, message = problem
            yield code.at(position, message, subject=subject, where=where)


def _waiver_problem(
    waiver: Waiver, used: frozenset[Waiver], as_of: date
) -> tuple[Code, str] | None:
    what = f"the waiver of {waiver.rule} at {shown(waiver.finding)}"
    if as_of < waiver.granted:
        return codes.WAIVER_AHEAD, f"{what} is granted on {waiver.granted}, which is in the future"
    if waiver.expires < as_of:
        return codes.WAIVER_EXPIRED, f"{what} expired on {waiver.expires}"
    # Whether one of a change is used is known only where the change is compared with its base.
    if waiver not in used and waiver.rule not in CHANGES:
        return codes.WAIVER_UNUSED, f"{what} matches no finding of the rule"
    return None
