"""What a change does to an environment, told by two plans: without a cloud, of every stack."""

from meshwright.changes.agreements import agreement_changes
from meshwright.changes.products import EnvironmentChange, environment_change
from meshwright.gate.assessment import Assessment
from meshwright.plan.difference import differences


def planned_change(base: Assessment, head: Assessment) -> EnvironmentChange:
    """The difference of one environment as it was and as it will be, in the mesh's words."""
    # What cannot be read on one side is neither new nor gone.
    unread = {i for side in (base, head) for i in side.mesh.unreadable}
    known = (d for d in differences(base.plan, head.plan) if d.id.subject not in unread)
    return environment_change(
        head.environment.name,
        known,
        old=base.environment.spec.readers,
        new=head.environment.spec.readers,
        agreements=agreement_changes(base.mesh, head.mesh),
        unread=tuple(sorted(unread)),
    )
