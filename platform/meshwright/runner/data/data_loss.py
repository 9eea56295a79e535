"""Whether a run could lose what holds data, as a state and the plan say.

No rule sees a deletion: what goes stands in no program any more. So the runner reads the engine's
preview wherever something that holds data could go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from meshwright import recorded
from meshwright.aws.resource_types import DATA, TRAIL
from meshwright.gate.data_loss import DataLossPolicy, Loss
from meshwright.plan.declaration import StackPlan, as_json
from meshwright.runner.results import DELETE, KEEP, StackResult
from meshwright.runner.state.checkpoint import Checkpoint, Json


def is_watched(resource: Json, loss_policy: DataLossPolicy) -> bool:
    """Whether a resource of a state needs a look before it is deleted or replaced.

    What is protected does also where no data is kept: the engine would refuse it.
    """
    kept = loss_policy.holds and resource.get("type") in DATA
    return bool(kept or resource.get("protect") or resource.get("retainOnDelete"))


def holds_something(checkpoint: Checkpoint | None, loss_policy: DataLossPolicy) -> bool:
    """Whether a stack has what a destruction must not take unasked; one that is unreadable may."""
    return checkpoint is None or any(is_watched(r, loss_policy) for r in checkpoint.resources)


def may_lose(checkpoint: Checkpoint | None, stack: StackPlan, loss_policy: DataLossPolicy) -> bool:
    """Whether an update could delete or replace something watched; the engine's preview decides.

    Cautious: whatever is not plainly the same as it was deployed is worth the preview.
    """
    if checkpoint is None:
        return True
    watched = [r for r in checkpoint.resources if is_watched(r, loss_policy)]
    if not watched:
        return False
    declared = {str(d.key): as_json(d.inputs) for d in stack.declarations}
    unchanged = all(_is_as_declared(resource, declared) for resource in watched)
    return not (unchanged and _is_same_place(checkpoint, stack))


def _is_as_declared(resource: Json, declared: Mapping[str, Any]) -> bool:
    _, _, name = str(resource["urn"]).rpartition("::")
    said = recorded.declared(resource.get("inputs") or {})
    is_live = not resource.get("delete")
    return is_live and declared.get(f"{resource['type']}::{name}") == said


def _is_same_place(checkpoint: Checkpoint, stack: StackPlan) -> bool:
    """Whether the provider speaks of the same account and region: another replaces everything."""
    providers = [r for r in checkpoint.resources if r.get("type") == "pulumi:providers:aws"]
    inputs: list[Json] = [recorded.sent(r.get("inputs") or {}) for r in providers]
    return all(
        i.get("region") == stack.provider.region
        and stack.provider.account in str(i.get("allowedAccountIds"))
        for i in inputs
    )


def without_protection(exported: Json, losses: Iterable[Loss]) -> Json:
    """An exported state in which the engine may delete what is agreed to go.

    What is one for the whole account stays retained: the engine forgets it, and AWS keeps it.
    """
    urns = {loss.urn for loss in losses}
    deployment: Json = exported["deployment"]
    resources: list[Json] = deployment["resources"]
    freed = [_freed(r) if r["urn"] in urns else r for r in resources]
    return {**exported, "deployment": {**deployment, "resources": freed}}


def _freed(resource: Json) -> Json:
    """What the engine took over from others it forgets, and AWS keeps it, whoever agreed."""
    bound = {"protect", "retainOnDelete"} if _is_own(resource) else {"protect"}
    return {name: value for name, value in resource.items() if name not in bound}


def _is_own(resource: Json) -> bool:
    """Whether something of the mesh's own holds data, so that an owner may let it go.

    A trail that no environment file asks for ends too: it would go on, and cost.
    """
    return resource["type"] in (*DATA, TRAIL) and not resource.get("importID")


def with_kept(result: StackResult, before: Checkpoint | None) -> StackResult:
    """The result of a run in which the engine says that it deletes what it only forgets."""
    known = before.resources if before is not None else ()
    kept = {
        recorded.resource_of(str(r["urn"]))
        for r in known
        if r.get("retainOnDelete") and not _is_own(r)
    }
    told = tuple(
        replace(c, operation=KEEP) if c.operation == DELETE and c.resource in kept else c
        for c in result.changed
    )
    count = sum(c.operation == KEEP for c in told)
    counted = replace(result.changes, delete=result.changes.delete - count, keep=count)
    return replace(result, changed=told, changes=counted)
