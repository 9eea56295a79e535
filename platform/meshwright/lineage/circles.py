"""No table of a product is made, by way of others of its own, from itself."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from meshwright.athena import codes
from meshwright.errors import Finding
from meshwright.lineage.derived import Derived
from meshwright.plan import names
from meshwright.specs.models import DataProduct


def circles(product: DataProduct, found: Sequence[Derived]) -> Iterator[Finding]:
    """The first circle of a product's own queries."""
    own = names.database_of(product)
    graph = {
        query.name: [name for database, name in sorted(query.reads) if database == own]
        for query in found
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        first = next(query for query in found if query.name in circle)
        message = f"these tables are made of each other: {' → '.join(circle)}"
        where = f"tables.{first.name}.query"
        yield codes.CIRCLE.at(first.context.text.position(0), message, where=where)
