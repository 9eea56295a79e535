"""What differs between two plans of one environment, stack by stack and resource by resource.

Pure: no cloud, state or engine is asked. What AWS cannot change in place is known by type
(`aws.resource_types`), so that a replacement is told from an update as the engine would tell it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guardrails.glue_tables import is_iceberg
from guardrails.naming import holds_no_data
from meshwright.aws.resource_types import DATA, PERMISSIONS, TABLE, TYPES
from meshwright.ids import StackId
from meshwright.json_values import with_leaves
from meshwright.plan.declaration import Declaration, Json, Plan, Ref, ResourceKey, StackPlan

Inputs = Mapping[str, Json]
Resources = Mapping[ResourceKey, Inputs]
"""What a stack holds, as far as it is known: the inputs of each resource."""
NOTHING_MOVED: Mapping[str, str] = {}
FORMAT = "openTableFormatInput"
TREE = "component"
"""What differs of a resource that stands elsewhere in the tree: the engine knows another one."""


class Operation(StrEnum):
    """What becomes of a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"


class Fate(StrEnum):
    """What becomes of a stack."""

    NEW = "new"
    CHANGED = "changed"
    LEFT = "left"
    """No specification stands for it any more: what is deployed stays until it is destroyed."""
    MOVED = "moved"
    """What it holds has another path now, and keeps its names in AWS and its data."""


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One resource that a change creates, changes or takes away."""

    key: ResourceKey
    operation: Operation
    properties: tuple[str, ...] = ()
    """What differs, for an update or a replacement."""
    forcing: tuple[str, ...] = ()
    """Those of them that cannot be changed in place."""
    identity: str = ""
    """What it is called in AWS, as it was before the change; empty where that is not known."""

    @property
    def data(self) -> str:
        """What holds data, in the word of a message; empty for all else."""
        if self.key.type == TABLE and holds_no_data(self.key.name):
            return ""
        return DATA.get(self.key.type, "")

    @property
    def loses_data(self) -> bool:
        return bool(self.data) and self.operation in (Operation.REPLACE, Operation.DELETE)


@dataclass(frozen=True, slots=True)
class StackDifference:
    """What a change does to one stack."""

    id: StackId
    fate: Fate
    changes: tuple[ResourceChange, ...] = ()
    before: Resources = field(default_factory=dict[ResourceKey, Inputs])
    after: Resources = field(default_factory=dict[ResourceKey, Inputs])
    was: StackId | None = None
    """What a moved stack is called before."""

    def count(self, operation: Operation) -> int:
        return sum(change.operation is operation for change in self.changes)


def differences(
    base: Plan, head: Plan, moved: Mapping[str, str] = NOTHING_MOVED
) -> Iterator[StackDifference]:
    """Each stack that a change touches, in the head's order; those without a spec come last.

    `moved` has what a stack that the head has was called in the base, where that differs.
    """
    for name, after in head.stacks.items():
        before = base.stacks.get(moved.get(name, name))
        changes = resource_changes(before, after)
        if before is None or changes or before.id != after.id:
            yield _difference(before, after, changes)
    gone = base.stacks.keys() - head.stacks.keys() - set(moved.values())
    for name, before in base.stacks.items():
        if name in gone:
            yield StackDifference(before.id, Fate.LEFT, (), _resources(before))


def _difference(
    before: StackPlan | None, after: StackPlan, changes: tuple[ResourceChange, ...]
) -> StackDifference:
    old, new = _resources(before), _resources(after)
    if before is None:
        return StackDifference(after.id, Fate.NEW, changes, old, new)
    if before.id != after.id:
        return StackDifference(after.id, Fate.MOVED, changes, old, new, before.id)
    return StackDifference(after.id, Fate.CHANGED, changes, old, new)


def _resources(stack: StackPlan | None) -> Resources:
    return {d.key: d.inputs for d in stack.declarations} if stack else {}


def resource_changes(before: StackPlan | None, after: StackPlan) -> tuple[ResourceChange, ...]:
    """What differs of one stack, in the order of its declarations; what goes comes last."""
    old = {d.key: d for d in before.declarations} if before else {}
    elsewhere = _moved(before, after) if before else ()
    found: dict[ResourceKey, ResourceChange] = {}
    for declaration in after.declarations:
        was = old.get(declaration.key)
        change = _change(was, declaration, elsewhere, found) if was else _created(declaration)
        if change is not None:
            found[declaration.key] = change
    now = {declaration.key for declaration in after.declarations}
    gone = (d for key, d in old.items() if key not in now)
    return (
        *found.values(),
        *(ResourceChange(d.key, Operation.DELETE, identity=aws_name(d.inputs)) for d in gone),
    )


def _moved(before: StackPlan, after: StackPlan) -> tuple[str, ...]:
    """What of its place in AWS is another: then all of a stack is made anew."""
    was, now = before.provider, after.provider
    changed = (("account", was.account != now.account), ("region", was.region != now.region))
    return tuple(name for name, differs in changed if differs)


def _created(new: Declaration) -> ResourceChange:
    return ResourceChange(new.key, Operation.CREATE, identity=aws_name(new.inputs))


def _change(
    old: Declaration,
    new: Declaration,
    elsewhere: tuple[str, ...],
    changed: Mapping[ResourceKey, ResourceChange],
) -> ResourceChange | None:
    differing = {*differing_inputs(old.inputs, new.inputs), *_following(new.inputs, changed)}
    forcing = (*elsewhere, *sorted(differing & TYPES[old.type].replaced_for))
    if old.type == TABLE and is_iceberg(old.inputs) != is_iceberg(new.inputs):
        # Glue makes Iceberg's metadata when it makes the table, and at no other time.
        forcing = (*forcing, FORMAT)
    if old.type != PERMISSIONS and _kinds(old) != _kinds(new):
        # Another URN: the engine makes the new one and deletes the old. A grant has an alias.
        forcing = (*forcing, TREE)
    if not differing and not forcing:
        return None
    operation = Operation.REPLACE if forcing else Operation.UPDATE
    properties = tuple(sorted({*differing, *forcing}))
    return ResourceChange(new.key, operation, properties, forcing, aws_name(old.inputs))


def differing_inputs(old: Inputs, new: Inputs) -> tuple[str, ...]:
    """The top-level properties that differ."""
    return tuple(sorted(n for n in {*old, *new} if old.get(n) != new.get(n)))


def _following(inputs: Inputs, changed: Mapping[ResourceKey, ResourceChange]) -> Iterator[str]:
    """The properties that hold what AWS will decide anew, since the resource is replaced."""
    replaced = {key for key, c in changed.items() if c.operation is Operation.REPLACE}
    for name, value in inputs.items() if replaced else ():
        if any(ref.key in replaced for ref in _refs(value)):
            yield name


def _refs(value: Json) -> list[Ref]:
    found: list[Ref] = []

    def leaf(one: Any) -> Any:
        if isinstance(one, Ref):
            found.append(one)
        return one

    with_leaves(value, leaf)
    return found


def _kinds(declaration: Declaration) -> tuple[str, ...]:
    return tuple(component.kind for component in declaration.component)


def aws_name(inputs: Inputs) -> str:
    """What a resource is called in AWS, as far as its inputs say; its parent's name first."""
    for parent, own in NAMING:
        names = [inputs.get(name) for name in (parent, own) if name]
        if all(isinstance(name, str) for name in names):
            return ("/" if parent == "bucket" else ".").join(map(str, names))
    opened = next((inputs[name] for name in OPENED if isinstance(inputs.get(name), Mapping)), None)
    return aws_name(opened) if opened else ""


NAMING = (("bucket", "key"), ("databaseName", "name"), ("", "bucket"), ("", "name"), ("", "arn"))
"""The inputs that name a resource, together with what it lies in."""
OPENED = ("table", "tableWithColumns", "database")
"""What a grant opens and a tag is on."""
