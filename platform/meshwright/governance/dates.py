"""What beside its plan decides how a stack is judged: the settings and the dates of its rules."""

import hashlib
import json
from dataclasses import replace
from datetime import date

from guardrails.judging import turns
from guardrails.settings import written
from meshwright.governance.resolver import ResolvedRules
from meshwright.plan.declaration import Plan, StackPlan


def judged_plan(plan: Plan, resolution: ResolvedRules) -> Plan:
    """The plan, each stack with how its rules stand and until when they stand so."""
    stacks = {name: _judged(stack, resolution) for name, stack in plan.stacks.items()}
    return replace(plan, stacks=stacks)


def _judged(stack: StackPlan, resolution: ResolvedRules) -> StackPlan:
    domain = stack.id.domain or None
    rules = resolution.rules_of(domain)
    days = [d for d in turns(rules, resolution.environment.name) if d > resolution.as_of]
    change = min(filter(None, (stack.next_change, *days)), default=None)
    return replace(stack, next_change=change, judged_by=digest(stack.subject, resolution))


def digest(subject: str, resolution: ResolvedRules) -> str:
    """SHA-256 over the settings and waivers of a subject."""
    effective = resolution.effective(subject)
    said = {
        code: [setting.level, {n: written(v) for n, v in setting.parameters.items()}]
        for code, setting in effective.settings.items()
    }
    waived = [[w.rule, w.finding, _day(w.granted), _day(w.expires)] for w in effective.waivers]
    text = json.dumps([said, waived], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _day(day: date) -> str:
    return day.isoformat()
