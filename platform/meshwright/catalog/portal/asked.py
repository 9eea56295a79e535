"""The files of a portal, each made when it is first asked for: for who looks at a few of them."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.exports import FOLDER
from meshwright.catalog.portal.pages import (
    Portal,
    every_export,
    exports_of,
    for_machines,
    of_product,
    of_the_mesh,
)
from meshwright.catalog.portal.rendering import MISSING, rendered
from meshwright.ids import product_in

OF_MACHINES = ("catalog.json", "feed.xml", "llms.txt")


class Asked:
    """What `pages.files` makes, byte for byte, by name."""

    def __init__(self, content: Content) -> None:
        self._portal = Portal(content)
        self._made: dict[str, bytes] = {}
        self._pages = of_the_mesh(self._portal)

    def get(self, name: str) -> bytes | None:
        """What a file holds; None where there is none of that name."""
        if name not in self._made:
            self._make(name)
        return self._made.get(name)

    def _make(self, name: str) -> None:
        if name == MISSING:
            text = rendered("missing.html", root="/", here=MISSING, **self._portal.common)
            self._made[MISSING] = text.encode()
            return
        first = product_in(name.rpartition("/")[2])
        product = self._portal.content.catalog.products.get(first)
        if product is not None:
            self._keep(of_product(self._portal, product, exports_of(self._portal, product)))
        elif name in OF_MACHINES or name.startswith(f"{FOLDER}/"):
            self._keep(self._machines)
        # Entries are of products, and made with what is of the whole mesh.
        if name not in self._made:
            self._keep(self._until(name))

    @cached_property
    def _machines(self) -> Iterator[tuple[str, bytes]]:
        return for_machines(self._portal.content, every_export(self._portal))

    def _until(self, name: str) -> Iterator[tuple[str, bytes]]:
        """The files of the mesh up to one: those behind it wait until they are asked for."""
        for file in self._pages:
            yield file
            if file[0] == name:
                return

    def _keep(self, files: Iterable[tuple[str, bytes]]) -> None:
        self._made.update(files)
