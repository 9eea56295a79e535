"""`mesh plan --limits`: what a mesh takes of AWS's limits, with the page that says each."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from meshwright.cli import output

if TYPE_CHECKING:
    from meshwright.plan.measures import Measure


def show_limits(env: str, *, as_of: date, json: bool) -> None:
    """Each limit once, at whatever takes most of it; all of them in the document."""
    from meshwright.gate.assessment import planned
    from meshwright.plan.measures import READ, measures
    from meshwright.workspace import find_workspace

    head = planned(find_workspace(), env, as_of=as_of)
    found = measures(head.plan, head.environment)
    if json:
        limits = [document(measure) for measure in found]
        output.emit("plan", {"environment": env, "asOf": as_of, "read": READ, "limits": limits})
        return
    for line in lines(found):
        output.print_out(line)
    output.say(f"AWS's pages were read on {READ}; raised quotas stand in {env}.yaml")


def document(measure: "Measure") -> dict[str, Any]:
    """One measure for machines."""
    return {
        "limit": measure.noun,
        "of": measure.of or None,
        "subject": measure.subject or None,
        "used": measure.used,
        "most": measure.most,
        "unit": measure.unit or None,
        "percent": round(measure.percent, 1),
        "raised": measure.is_raised,
        "page": measure.page,
    }


def lines(found: "Sequence[Measure]") -> Iterator[str]:
    """The fullest of each kind, as it takes most."""
    fullest: dict[str, Measure] = {}
    for measure in found:
        fullest.setdefault(measure.noun, measure)
    width = max(map(len, fullest), default=0)
    for noun, measure in fullest.items():
        whose = f"  {measure.of} of {measure.subject or 'the foundation'}" if measure.of else ""
        raised = "  (raised)" if measure.is_raised else ""
        share = f"{measure.percent:5.1f}%  {measure.used:>9,} of {measure.most:>9,}"
        yield f"{noun:<{width}}  {share}{raised}{whose}"
        yield f"  {measure.page}"
