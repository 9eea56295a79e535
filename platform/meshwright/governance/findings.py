"""A rule's verdict as a finding: the one wording for the hosts that point at specs."""

from datetime import date

from guardrails.judging import Decision, Outcome, Waiver
from meshwright.errors import Finding, Position, Severity, Waived

SEVERITIES = {
    Outcome.ERROR: Severity.ERROR,
    Outcome.WARNING: Severity.WARNING,
    Outcome.NOTE: Severity.NOTE,
    Outcome.DRAFT: Severity.NOTE,
    Outcome.WAIVED: Severity.NOTE,
}


def finding_of(
    verdict: Decision,
    position: Position,
    said: str,
    *,
    subject: str,
    as_of: date,
    resource: str = "",
    fix: str = "",
) -> Finding:
    """A verdict at a line of a spec; `said` is what is wrong, and `fix` is the rule's own if empty.

    `resource` is the `type::name` of what it is about.
    """
    rule = verdict.problem.rule
    return Finding(
        position=position,
        code=rule.code,
        severity=SEVERITIES[verdict.outcome],
        message=f"{rule.title}: {said}",
        fix=fix or rule.fix,
        subject=subject,
        where=verdict.path,
        resource=resource,
        waived=_waived(verdict.waiver, as_of) if verdict.waiver else None,
        mandatory_from=verdict.mandatory_from,
        is_draft=verdict.outcome is Outcome.DRAFT,
        rule=rule.id,
    )


def _waived(waiver: Waiver, as_of: date) -> Waived:
    return Waived(waiver.reason, waiver.ticket, waiver.expires, waiver.days_left(as_of))
