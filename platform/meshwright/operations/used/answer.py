"""What the trail of an environment tells of its agreements, asked and put together."""

from dataclasses import replace
from datetime import date

from meshwright.agreements.listing import Wanted, listed
from meshwright.entitlements import answers
from meshwright.ids import covers
from meshwright.operations.used import asking
from meshwright.operations.used.usage import Used, Window, used
from meshwright.workspace import Workspace


def answer(
    workspace: Workspace, environment: str, wanted: Wanted, first: date, today: date
) -> tuple[Used, str]:
    """How the agreements asked for were used, and why some of git's history is not known.

    Raises MeshError where nothing keeps who read what.
    """
    known = answers.situation(workspace, environment, as_of=today, at=None)
    standings = listed(known.mesh, wanted, as_of=today)
    found = asking.evidence(workspace, known.environment, first, today)
    rights, fault = answers.answered(workspace, known, known.rights)
    window = Window(first, today, found.seen_since, found.has_readings, found.is_ours)
    told = used(known, rights, found.accesses, window)
    return _only(told, {each.agreement.source.path for each in standings}, wanted), fault


def _only(told: Used, paths: set[str], wanted: Wanted) -> Used:
    """What of it is asked for; of a consumer's agreements nobody else's accesses are told."""
    agreements = tuple(u for u in told.agreements if u.agreement.source.path in paths)
    others = tuple(
        o for o in told.others if not wanted.consumer and covers(wanted.product, o.product)
    )
    return replace(told, agreements=agreements, others=others)
