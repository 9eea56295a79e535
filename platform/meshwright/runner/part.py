"""A part of a run: a stage of it, or one shard of its products, so that several jobs share it.

Products come in shards, since they rest on none of each other. What they rest on comes before them;
what lets a role go comes after those that hold grants to it, as in a run that is one job's alone.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum

from meshwright.fleet.shards import WHOLE, Shard, shared_out
from meshwright.fleet.weights import weight
from meshwright.gate.held import concerning
from meshwright.ids import StackId, StackKind
from meshwright.runner.run_plan import Cause, Decision, PlannedStack, RunPlan, Why


class Stage(StrEnum):
    """The three steps of a run over several jobs."""

    BEFORE = "before"
    """Foundation and domains, but for those that have to wait for products."""
    PRODUCTS = "products"
    AFTER = "after"
    """Foundation and domains again: what is still to be done of them, such as roles that go."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a run one job does."""

    stage: Stage
    shard: Shard = WHOLE
    """Of the products."""

    def __str__(self) -> str:
        return f"shard {self.shard}" if self.stage is Stage.PRODUCTS else f"stage {self.stage}"


def part_of(plan: RunPlan, part: Part) -> RunPlan:
    """The part of a run plan. Pure: all jobs of one commit agree who has which product.

    Whatever the records said when each of them planned: those that are up to date by now keep their
    place. Orphans are told of once, in the last stage.
    """
    names = _names(plan, part)
    behind = {stack.name for stack in plan.stacks if _is_behind(stack)}
    stacks = tuple(_standing(stack, behind) for stack in plan.stacks if stack.name in names)
    ids = {StackId.parse(name) for name in names}
    findings = plan.findings
    for environment in {each.environment for each in ids}:
        subjects = frozenset(each.subject for each in ids)
        findings = concerning(findings, subjects, environment)
    producers = tuple(producer for producer in plan.producers if producer.name in names)
    orphans = plan.orphans if part.stage is Stage.AFTER else ()
    return RunPlan(stacks, findings if names else (), orphans, producers)


def _names(plan: RunPlan, part: Part) -> frozenset[str]:
    match part.stage:
        case Stage.BEFORE:
            bases = (stack for stack in plan.stacks if not _is_product(stack))
            return frozenset(stack.name for stack in bases) - _postponed(plan)
        case Stage.PRODUCTS:
            return _shard(plan, part.shard)
        case Stage.AFTER:
            return frozenset(stack.name for stack in plan.stacks if not _is_product(stack))


def _is_product(stack: PlannedStack) -> bool:
    return StackId.parse(stack.name).kind is StackKind.PRODUCT


def _postponed(plan: RunPlan) -> frozenset[str]:
    """What waits for products of this run, but for what other products of it need first."""
    products = [stack for stack in plan.stacks if _is_product(stack)]
    known = {stack.name for stack in products}
    running = (stack for stack in products if stack.decision is Decision.RUN)
    needed = {base for stack in running for base in (*stack.rests_on, *stack.waits_for)}
    waiting = (s.name for s in plan.stacks if not _is_product(s) and known & {*s.waits_for})
    return frozenset(waiting) - needed


def _shard(plan: RunPlan, shard: Shard) -> frozenset[str]:
    # A producer is taken along by its record, so one job has it in its plan and the next has not:
    # it may not decide where the others go.
    along = {producer.name for producer in plan.producers if producer.is_taken}
    products = {stack.name: stack for stack in plan.stacks if _is_product(stack)}
    chosen = {name: weight(s.declared) for name, s in products.items() if name not in along}
    numbers = shared_out(chosen, shard.count)
    guests = {name: _place(name, shard.count) for name in products.keys() & along}
    return frozenset(n for n, number in {**numbers, **guests}.items() if number == shard.number)


def _place(name: str, count: int) -> int:
    """A shard that follows from a name alone."""
    return 1 + sum(name.encode()) % count


def _standing(stack: PlannedStack, behind: Container[str]) -> PlannedStack:
    """A product is held where what it rests on, which is another job's, is not up to date."""
    missing = next((base for base in stack.rests_on if base in behind), None)
    if missing is None or stack.decision is not Decision.RUN or not _is_product(stack):
        return stack
    return replace(stack, decision=Decision.HOLD, why=(Why(Cause.NOT_READY, stack=missing),))


def _is_behind(stack: PlannedStack) -> bool:
    """Whether a stack is not up to date, as far as its record was asked at all."""
    asked = any(why.cause is Cause.ASKED for why in stack.why)
    return stack.decision is Decision.RUN and not asked
