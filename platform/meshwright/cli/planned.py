"""The plan of a run in words and as documents: what is done with each stack, and why."""

from collections.abc import Iterator
from typing import Any

from meshwright.cli.output import finding_document
from meshwright.runner.run_plan import Cause, Decision, PlannedStack, Producer, RunPlan, Why
from meshwright.visible import plural

WORDS = {
    Cause.NOT_DEPLOYED: "not deployed yet",
    Cause.UNRECORDED: "its last update did not end well, or was none of `mesh up`",
    Cause.CHANGED: "its plan, its rules or the platform's code has changed",
    Cause.EXPIRED: "access starts or ends today, or has since its last update",
    Cause.TOUCHED: "its state was written by something else than `mesh`",
    Cause.ASKED: "nothing is skipped in this run",
    Cause.UP_TO_DATE: "up to date",
    Cause.RETIRED: "retired, and destroyed",
}
"""What a reason says where it names no finding and no other stack."""


def document(plan: RunPlan) -> dict[str, Any]:
    """What the document of a run says of its plan."""
    producers = [_producer_document(producer) for producer in plan.producers]
    return {"plan": documents(plan), "producers": producers}


def _producer_document(producer: Producer) -> dict[str, Any]:
    return {
        "stack": producer.name,
        "kind": producer.cause.value,
        "consumers": list(producer.consumers),
        "taken": producer.is_taken,
        "findings": [finding_document(finding) for finding in producer.findings],
    }


def producer_lines(plan: RunPlan) -> Iterator[str]:
    """Whose stacks hold grants of what was selected and are behind, and what comes of it."""
    for producer in plan.producers:
        whom = ", ".join(producer.consumers)
        yield f"{producer.name} holds grants of {whom}, {WORDS[producer.cause]}: {_fate(producer)}"


def _fate(producer: Producer) -> str:
    if producer.is_taken:
        return "taken along"
    if producer.findings:
        found = producer.findings[0]
        return f"left alone, {found.code} {found.message}"
    return "left alone, as --only says"


def documents(plan: RunPlan) -> list[dict[str, Any]]:
    """A plan for machines, in the order of its waves."""
    return [
        {
            "stack": stack.name,
            "decision": stack.decision.value,
            "wave": stack.wave,
            "restsOn": list(stack.rests_on),
            "waitsFor": list(stack.waits_for),
            "reasons": [_reason_document(why) for why in stack.why],
        }
        for stack in plan.stacks
    ]


def _reason_document(why: Why) -> dict[str, Any]:
    return {
        "kind": why.cause.value,
        "message": reason(why),
        "finding": finding_document(why.finding) if why.finding else None,
        "stack": why.stack or None,
        "consumer": why.consumer or None,
    }


def reason(why: Why) -> str:
    """A reason in words."""
    if why.finding is not None:
        return f"{why.finding.code} {why.finding.message}"
    if why.cause is Cause.MOVED:
        return f"its product has moved: {why.stack} is renamed, and its data stays"
    if why.cause is Cause.GRANTS:
        return f"holds grants of {why.consumer}"
    state = "not up to date" if why.cause is Cause.NOT_READY else "held back"
    return WORDS.get(why.cause) or f"rests on {why.stack}, which is {state}"


def lines(plan: RunPlan) -> Iterator[str]:
    """A plan for people: those that run or are held, wave by wave; skipped ones are counted."""
    told = [stack for stack in plan.stacks if stack.decision is not Decision.SKIP]
    skipped = len(plan.stacks) - len(told)
    counts = [f"{len(plan.of(Decision.RUN))} to run", f"{skipped} to skip"]
    yield f"plan: {plural(len(plan.stacks), 'stack')}, {', '.join(counts)}"
    width = max((len(stack.name) for stack in told), default=0)
    yield from (_line(stack, width) for stack in told)


def _line(stack: PlannedStack, width: int) -> str:
    why = "; ".join(reason(each) for each in stack.why)
    after = f" (after {', '.join(stack.waits_for)})" if stack.waits_for else ""
    return f"  wave {stack.wave}  {stack.decision.value}  {stack.name:<{width}}  {why}{after}"
