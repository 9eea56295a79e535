"""What a run changed or would change, in the shape that a comparison of two plans has too."""

from collections.abc import Iterable, Iterator

from meshwright.changes.access import Readers
from meshwright.changes.products import EnvironmentChange, environment_change
from meshwright.ids import StackId
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Fate, Operation, ResourceChange, StackDifference
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.runner.results import ACCESS, Change, StackResult

OPERATIONS = {operation.value: operation for operation in Operation}


def run_change(
    environment: str,
    results: Iterable[StackResult],
    readers: Readers,
    paths: Paths = AT_HOME,
) -> EnvironmentChange:
    """All stacks that changed. Who reads all of the mesh is taken to have been the same before."""
    stacks = (stack_difference(result) for result in results if result.changed)
    return environment_change(environment, stacks, old=readers, new=readers, paths=paths)


def stack_difference(result: StackResult) -> StackDifference:
    """What the engine told of one stack."""
    changes = tuple(_changes(result.changed))
    is_new = all(c.operation is Operation.CREATE for c in changes) and not result.before
    fate = Fate.NEW if is_new else Fate.CHANGED
    return StackDifference(StackId.parse(result.stack), fate, changes, result.before, result.after)


def _changes(changed: Iterable[Change]) -> Iterator[ResourceChange]:
    for change in changed:
        kind, _, name = change.resource.partition("::")
        # Access that was taken back beside the engine is no resource of a stack.
        if change.operation in OPERATIONS and not change.resource.startswith(ACCESS):
            key, operation = ResourceKey(kind, name), OPERATIONS[change.operation]
            yield ResourceChange(key, operation, change.properties, identity=change.identity)
