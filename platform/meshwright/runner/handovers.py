"""What a stack hands over to the account's owner: it leaves the state, and AWS keeps it as it is.

The boundary of the roles was the foundation's before the template of `mesh bootstrap` brought it.
It keeps its name, so all roles stay under it; CloudFormation takes it in as it is.
Source: CloudFormation user guide, "Import AWS resources into a CloudFormation stack automatically".
"""

from collections.abc import Iterator

from meshwright.aws.resource_types import MANAGED_POLICY
from meshwright.plan.declaration import StackPlan
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.stack_operation import begin, ignore_change
from meshwright.runner.state.checkpoint import Checkpoint, read_checkpoint

BOUNDARY = "boundary"
"""The logical name under which the foundation has declared it."""


def hand_over(context: EngineContext, stack: StackPlan) -> tuple[str, ...]:
    """Takes from a stack's state what is no longer the stack's; what to say of it.

    Raises MeshError where the engine does not do it.
    """
    state = read_checkpoint(context.store, stack.name)
    return tuple(_handed_over(context, stack, urn, arn) for urn, arn in _left(stack, state))


def _handed_over(context: EngineContext, stack: StackPlan, urn: str, arn: str) -> str:
    begin(context, stack.name, {}, ignore_change).forget(urn)
    return f"{arn} is no longer this stack's: the template of `mesh bootstrap` has it"


def _left(stack: StackPlan, state: Checkpoint | None) -> Iterator[tuple[str, str]]:
    """The boundary in the state of a foundation that declares none any more: its URN and ARN."""
    declared = {(d.type, d.name) for d in stack.declarations}
    if stack.subject or (MANAGED_POLICY, BOUNDARY) in declared:
        return
    for resource in state.resources if state else ():
        urn = str(resource.get("urn"))
        if resource.get("type") == MANAGED_POLICY and urn.endswith(f"::{BOUNDARY}"):
            yield urn, str(resource.get("id"))
