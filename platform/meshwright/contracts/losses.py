"""Data that a change would delete or replace, as `up` would refuse it where data is kept."""

from collections.abc import Iterator

from meshwright.aws.resource_types import DATA, TYPES
from meshwright.errors import Finding, Severity
from meshwright.gate.assessment import Assessment
from meshwright.gate.data_loss import CODE, DataLossPolicy, Loss
from meshwright.plan.declaration import Declaration, StackPlan

NAMES = ("bucket", "name")


def lost_data(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """An error for each loss that no spec gives up.

    A stack without a readable spec is left alone by `up`: its product has findings of its own.
    """
    if not head.environment.spec.keep_data:
        return
    loss_policy = DataLossPolicy(head.mesh, holds=True)
    for name, before in base.plan.stacks.items():
        after = head.plan.stacks.get(name)
        if after is not None:
            yield from _refused(loss_policy, before, after)


def _refused(loss_policy: DataLossPolicy, before: StackPlan, after: StackPlan) -> Iterator[Finding]:
    lines = {str(d.key): d.spec for d in after.declarations}
    for declaration, loss in _losses(before, after):
        for reason in loss_policy.refusals(after.subject, (loss,), lines):
            yield Finding(
                position=reason.spec or after.declarations[0].spec,
                code=CODE,
                severity=Severity.ERROR,
                message=reason.message.removeprefix(f"{CODE} "),
                fix=reason.fix,
                subject=after.subject,
                where=declaration.where,
                resource=loss.resource,
            )


def _losses(before: StackPlan, after: StackPlan) -> Iterator[tuple[Declaration, Loss]]:
    now = {d.key: d for d in after.declarations}
    elsewhere = _moved_place(before, after)
    for old in before.declarations:
        if old.type not in DATA:
            continue
        new = now.get(old.key)
        differing = _differing(old, new) if new else ()
        if new is None:
            yield old, _loss(before, old, "delete", ())
        elif differing or elsewhere:
            yield old, _loss(before, old, "replace", (*elsewhere, *differing))


def _moved_place(before: StackPlan, after: StackPlan) -> tuple[str, ...]:
    """What of its place is another: then all of a stack is replaced."""
    was, now = before.provider, after.provider
    changed = (("account", was.account != now.account), ("region", was.region != now.region))
    return tuple(name for name, differs in changed if differs)


def _differing(old: Declaration, new: Declaration) -> tuple[str, ...]:
    names = sorted(TYPES[old.type].replaced_for)
    return tuple(n for n in names if old.inputs.get(n) != new.inputs.get(n))


def _loss(stack: StackPlan, old: Declaration, operation: str, differs: tuple[str, ...]) -> Loss:
    identity = next((old.inputs[name] for name in NAMES if name in old.inputs), old.name)
    urn = f"urn:pulumi:{stack.name}::mesh::{old.key}"
    return Loss(urn, operation, identity, is_bound=True, properties=differs)
