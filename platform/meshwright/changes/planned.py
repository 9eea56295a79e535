"""What a change does to an environment, told by two plans: without a cloud, of every stack."""

from collections.abc import Mapping

from meshwright.changes.agreements import agreement_changes
from meshwright.changes.products import EnvironmentChange, environment_change
from meshwright.gate.assessment import Assessment
from meshwright.ids import stack_name
from meshwright.plan.difference import differences
from meshwright.plan.paths import paths_of


def planned_change(base: Assessment, head: Assessment) -> EnvironmentChange:
    """The difference of one environment as it was and as it will be, in the mesh's words."""
    # What cannot be read on one side is neither new nor gone.
    unread = {i for side in (base, head) for i in side.mesh.unreadable}
    moved = _moved_stacks(base, head)
    known = (d for d in differences(base.plan, head.plan, moved) if d.id.subject not in unread)
    return environment_change(
        head.environment.name,
        known,
        old=base.environment.spec.readers,
        new=head.environment.spec.readers,
        agreements=agreement_changes(base.mesh, head.mesh),
        unread=tuple(sorted(unread)),
        paths=paths_of(base.mesh, head.mesh),
    )


def _moved_stacks(base: Assessment, head: Assessment) -> Mapping[str, str]:
    """The stacks of products that lay under another path, with what those were called.

    A product that lay where another one lies now has moved all the same.
    """
    before = {p.origin: p.id for p in base.mesh.products.values()}
    was = {p.id: before.get(p.origin, p.id) for p in head.mesh.products.values()}
    names = base.environment.name
    return {
        stack_name(new, names): stack_name(old, names) for new, old in was.items() if new != old
    }
