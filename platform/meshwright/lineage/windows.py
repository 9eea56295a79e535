"""Whether a run may make some days of a table anew, and leave the others as they are.

It may where the rows of a day come from rows of that day alone: then what has changed within the
window changes no row outside of it. Tables without a partition of days are taken as what seldom
changes, such as names of codes; a full run follows them.
"""

from collections.abc import Iterator

from meshwright.athena import codes
from meshwright.athena.reading import offset_of
from meshwright.athena.values import UNKNOWN
from meshwright.errors import Finding
from meshwright.lineage.days import Days, Problem, problems
from meshwright.lineage.derived import Derived
from meshwright.specs.models import Mesh
from meshwright.wording import shown

FIX = "let each day come from rows of that day, or leave `window` out"


def windows(mesh: Mesh, query: Derived) -> Iterator[Finding]:
    """What speaks against a table's window; the query itself is sound."""
    names = [column.name for column in query.relation.columns]
    day = query.table.window_column
    if query.table.window is None or day not in names or query.tree is None:
        return
    place, days = names.index(day), Days(mesh, query.context)
    if query.relation.columns[place].value.type == UNKNOWN:
        return
    found = list(problems(days, query.tree, place))
    for problem in found:
        yield _finding(query, problem)
    if not found:
        yield from _whole_scans(mesh, days, query)


def _finding(query: Derived, problem: Problem) -> Finding:
    text = query.context.text
    where = offset_of(problem.node)
    return codes.NOT_ALONE.at(text.position(where), problem.message, fix=FIX)


def _whole_scans(mesh: Mesh, days: Days, query: Derived) -> Iterator[Finding]:
    """A day that is no partition of its table does not spare reading all of it."""
    for ref in sorted(days.own):
        table = mesh.products[ref.product].spec.tables[ref.table]
        if ref.column not in table.partition_by:
            message = (
                f"{shown(ref.column)} is no partition of {ref.product}.{ref.table}:"
                " each run reads that table whole"
            )
            yield codes.WHOLE_SCAN.at(query.context.text.position(0), message)
