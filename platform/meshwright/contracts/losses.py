"""Data that a change would delete or replace, as `up` would refuse it where data is kept."""

from collections.abc import Iterator

from meshwright.errors import Finding, Severity
from meshwright.gate.assessment import Assessment
from meshwright.gate.data_loss import CODE, DataLossPolicy, Loss
from meshwright.plan.declaration import Declaration, StackPlan
from meshwright.plan.difference import ResourceChange, resource_changes

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
    declared = {d.key: d for d in before.declarations}
    for change in resource_changes(before, after):
        if change.loses_data:
            old = declared[change.key]
            yield old, _loss(before, old, change)


def _loss(stack: StackPlan, old: Declaration, change: ResourceChange) -> Loss:
    identity = next((old.inputs[name] for name in NAMES if name in old.inputs), old.name)
    urn = f"urn:pulumi:{stack.name}::mesh::{change.key}"
    return Loss(urn, change.operation, identity, is_bound=True, properties=change.forcing)
