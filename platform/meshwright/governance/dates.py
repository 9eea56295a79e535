"""What beside its plan decides how a stack is judged: the settings and the dates of its rules."""

import hashlib
import json
from dataclasses import replace
from datetime import date

from guardrails.judging import EffectiveRules, turns
from guardrails.rule import Rule
from guardrails.settings import written
from meshwright.governance.resolver import ResolvedRules
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.specs.made_before import once


def judged_plan(plan: Plan, resolution: ResolvedRules) -> Plan:
    """The plan, each stack with how its rules stand and until when they stand so."""
    stacks = {name: _judged(stack, resolution) for name, stack in plan.stacks.items()}
    return replace(plan, stacks=stacks)


def _judged(stack: StackPlan, resolution: ResolvedRules) -> StackPlan:
    rules = resolution.rules_of(stack.id.domain or None)
    return once(_standing, stack.name, stack, rules, resolution.effective(stack.subject))


def _standing(stack: StackPlan, rules: tuple[Rule, ...], effective: EffectiveRules) -> StackPlan:
    days = [d for d in turns(rules, effective.environment) if d > effective.as_of]
    change = min(filter(None, (stack.next_change, *days)), default=None)
    return replace(stack, next_change=change, judged_by=digest(effective))


def digest(effective: EffectiveRules) -> str:
    """SHA-256 over the settings and waivers of a subject."""
    said = {
        code: [setting.level, {n: written(v) for n, v in setting.parameters.items()}]
        for code, setting in effective.settings.items()
    }
    waived = [[w.rule, w.finding, _day(w.granted), _day(w.expires)] for w in effective.waivers]
    text = json.dumps([said, waived], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _day(day: date) -> str:
    return day.isoformat()
