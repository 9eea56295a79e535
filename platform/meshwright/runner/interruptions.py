"""Who cannot read a table while a grant is replaced: the old one is revoked first.

To Lake Formation all grants of a principal on a table are one, so that the new one cannot be made
beside the old one. If a run ends between the two, the reader is without until the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.aws.resource_types import PERMISSIONS
from meshwright.ids import subject_of
from meshwright.plan.grants import THE_DATABASE, named_in
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.runner.results import StackResult

REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Interruption:
    """A grant that is revoked before the new one is made."""

    product: str
    table: str
    reader: str
    """A product or domain id, or a principal's name in the environment file."""
    properties: tuple[str, ...]
    """What of the grant differs."""


def interruptions(result: StackResult, paths: Paths = AT_HOME) -> Iterator[Interruption]:
    """The replaced grants of a stack, in the order of its changes."""
    product = subject_of(result.stack)
    for change in result.changed:
        kind, _, name = change.resource.partition("::")
        if kind == PERMISSIONS and change.operation == REPLACE:
            table, reader = named_in(name, product, paths)
            if table == THE_DATABASE:
                # Whoever has a right on a table sees its database without this one.
                continue
            yield Interruption(product, table, reader, change.properties)
