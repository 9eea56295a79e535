"""Everything that is said of a change by comparing its base with its head."""

from collections.abc import Callable, Iterable

from meshwright.contracts.breaks import broken_contracts
from meshwright.contracts.deployer import deployer_changed
from meshwright.contracts.environments import environment_moved, loosened
from meshwright.contracts.field_ids import ids_lost
from meshwright.contracts.files_taken import files_taken
from meshwright.contracts.grantees import grantees_gone
from meshwright.contracts.losses import lost_data
from meshwright.contracts.moves import specs_gone
from meshwright.contracts.newcomers import new_readers_of_ending
from meshwright.contracts.origins import taken_names
from meshwright.contracts.other_rows import other_rows
from meshwright.contracts.readers import new_readers
from meshwright.contracts.rules import no_longer_picked, rules_loosened
from meshwright.contracts.said_once import said_once
from meshwright.contracts.similar import similar_products
from meshwright.contracts.waivers import waived_longer
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment

Comparison = Callable[[Assessment, Assessment], Iterable[Finding]]
"""What one environment as it was and as it will be say together: the base first, then the head.

Both hold mesh, environment file and plan, judged on the same day by the same code. Findings stand
at lines of the head, since these are what a reviewer sees.
"""

COMPARISONS: tuple[Comparison, ...] = (
    deployer_changed,
    grantees_gone,
    taken_names,
    specs_gone,
    lost_data,
    broken_contracts,
    ids_lost,
    new_readers,
    other_rows,
    files_taken,
    new_readers_of_ending,
    loosened,
    environment_moved,
    rules_loosened,
    no_longer_picked,
    waived_longer,
    similar_products,
)


def brought(
    base: Assessment, head: Assessment, comparisons: Iterable[Comparison] = COMPARISONS
) -> tuple[Finding, ...]:
    """The findings of all comparisons for one environment."""
    found = {f for compare in comparisons for f in compare(base, head)}
    return tuple(sorted(said_once(found)))
