"""What a change does to an environment, told by two plans: without a cloud, of every stack."""

from meshwright.changes.agreements import agreement_changes
from meshwright.changes.products import EnvironmentChange, environment_change
from meshwright.gate.assessment import Assessment
from meshwright.plan.difference import differences


def planned_change(base: Assessment, head: Assessment) -> EnvironmentChange:
    """The difference of one environment as it was and as it will be, in the mesh's words."""
    return environment_change(
        head.environment.name,
        differences(base.plan, head.plan),
        old=base.environment.spec.readers,
        new=head.environment.spec.readers,
        agreements=agreement_changes(base.mesh, head.mesh),
    )
