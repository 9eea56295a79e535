"""A table shows rows to everybody who reads the catalog only where nothing speaks against it."""

from collections.abc import Iterator, Mapping

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.specs.models import DataProduct, Table
from meshwright.specs.models.samples import Obstacle, obstacles, row_filtered, says_sample
from meshwright.specs.source import Path

CODES: Mapping[Obstacle, Code] = {
    Obstacle.CLASSIFIED: codes.SAMPLE_CLASSIFIED,
    Obstacle.NOT_MADE: codes.SAMPLE_NOT_MADE,
    Obstacle.PROTECTED: codes.SAMPLE_OF_NOTHING,
    Obstacle.ROWS_AGREED: codes.SAMPLE_PAST_ROWS,
}


def check_samples(product: DataProduct) -> Iterator[Finding]:
    """A finding for each thing that keeps a table from showing the rows that its owner would."""
    for name, table in product.tables.items():
        if says_sample(product, table):
            for obstacle in obstacles(product, name):
                yield _finding(product, name, table, obstacle)


def _finding(product: DataProduct, name: str, table: Table, obstacle: Obstacle) -> Finding:
    path: Path = ("sample",) if table.sample is None else ("tables", name, "sample")
    where = ".".join(map(str, path))
    message = f"'{name}' cannot show rows to everybody: {_why(product, name, obstacle)}"
    at = product.source.at_value(*path)
    return CODES[obstacle].at(at, message, subject=product.id, where=where)


def _why(product: DataProduct, name: str, obstacle: Obstacle) -> str:
    match obstacle:
        case Obstacle.CLASSIFIED:
            return f"{product.id} is {product.classification.value}"
        case Obstacle.NOT_MADE:
            return "no run makes its rows"
        case Obstacle.PROTECTED:
            return "each of its columns is protected, nested or binary"
        case _:
            agreed = (a for a in product.agreements if name in row_filtered(a.spec.tables))
            return f"{', '.join(a.consumer for a in agreed)} may read some of them alone"
