"""Products in the formats of other tools, as files that lie beside their pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh
from meshwright.standards.exports import ALL_FORMATS

FOLDER = "exports"


@dataclass(frozen=True, slots=True)
class Export:
    """A product in one format."""

    format: str
    title: str
    path: str
    text: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Exports:
    """What products are written from: a mesh as an environment deploys it."""

    mesh: Mesh
    environment: Environment

    def of(self, product: str) -> tuple[Export, ...]:
        found = self.mesh.products[product]
        return tuple(
            Export(each.name, each.title, f"{FOLDER}/{name}", text)
            for each in ALL_FORMATS
            for name, text in each.files(self.mesh, found, self.environment).items()
        )

    def shared(self, products: Sequence[str], names: Sequence[tuple[str, str]]) -> Iterator[Export]:
        """The files that products have in common, told what each format has written."""
        found = [self.mesh.products[product] for product in products]
        for each in ALL_FORMATS:
            own = [name for written, name in names if written == each.name]
            for name, text in each.shared(self.mesh, found, own).items():
                yield Export(each.name, each.title, f"{FOLDER}/{name}", text)
