"""What is wrong with the text of a row filter, whatever table it is for."""

from collections.abc import Iterator, Mapping

from meshwright.access.row_filters.reading import read
from meshwright.access.row_filters.tree import Fault
from meshwright.errors import Code, Finding
from meshwright.specs import codes
from meshwright.specs.inside import position_inside
from meshwright.specs.source import Path, Source

CODES: Mapping[str, Code] = {
    "syntax": codes.FILTER_SYNTAX,
    "refused": codes.NOT_IN_FILTER,
    "size": codes.FILTER_SIZE,
}


def check_rows(text: str, path: Path, source: Source) -> Iterator[Finding]:
    """The first thing in a filter that cannot be read, at its place inside of the text."""
    found = read(text)
    if isinstance(found, Fault):
        at = position_inside(source, path, text, found.offset)
        where = ".".join(map(str, path))
        yield CODES[found.kind].at(at, found.message, fix=found.fix, where=where)
