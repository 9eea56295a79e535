"""What a move does to the files of a mesh, step by step, as a value."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meshwright.ids import domain_of, folder_of, joined, words
from meshwright.moving.carried_over import carried_over
from meshwright.specs.lock_file import lock_text
from meshwright.specs.models import DataProduct, Mesh
from meshwright.specs.product_folder import LOCK_FILE
from meshwright.specs.source import Path
from meshwright.specs.yaml_edits import with_ids, with_line


class Action(StrEnum):
    """What is done to a file."""

    MOVED = "moved"
    EDITED = "edited"
    WRITTEN = "written"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done to a file or a folder; done again it changes nothing."""

    action: Action
    path: str
    """Relative to the root."""
    to: str = ""
    """Where it lies afterwards, if that is elsewhere."""
    text: str = ""
    """What the file holds afterwards, if that is written."""
    why: str = ""

    @property
    def result(self) -> str:
        return self.to or self.path


@dataclass(frozen=True, slots=True)
class Request:
    """A product that gets another path, in a mesh in which its folder may lie there already."""

    mesh: Mesh
    old: str
    new: str
    as_of: date
    read: Callable[[str], str]
    """The text of a file, by its path from the root."""
    named_after: tuple[str, ...]
    """The agreements' files that are named after the product: it is their consumer."""

    @property
    def product(self) -> DataProduct:
        return self.mesh.products.get(self.old) or self.mesh.products[self.new]

    @property
    def origin(self) -> str:
        """The product id that its AWS names derive from, before the move and after it."""
        return self.product.locked.origin or self.old

    def after(self, path: str) -> str:
        """Where a file lies once the folder has moved."""
        folder = f"{folder_of(self.old)}/"
        if not path.startswith(folder):
            return path
        return f"{folder_of(self.new)}/{path.removeprefix(folder)}"


def steps(request: Request) -> tuple[Step, ...]:
    """All that is to be done, the folder first."""
    return (
        *_folder(request),
        *_lock(request),
        *_own(request),
        *_named(request),
        *_consumer(request),
        *_agreements(request),
    )


def _folder(request: Request) -> Iterator[Step]:
    if request.old in request.mesh.products:
        yield Step(Action.MOVED, folder_of(request.old), folder_of(request.new))


def _lock(request: Request) -> Iterator[Step]:
    path = f"{folder_of(request.new)}/{LOCK_FILE}"
    locked = request.product.locked
    if request.origin == request.new and locked.origin is not None:
        kept = lock_text(locked.model_copy(update={"origin": None}))
        action = Action.EDITED if kept else Action.REMOVED
        yield Step(action, path, text=kept, why="it is back where its names come from")
    elif request.origin != request.new and locked.origin is None:
        text = lock_text(locked.model_copy(update={"origin": request.origin}))
        yield Step(Action.WRITTEN, path, text=text, why="its AWS names, and so its data, stay")


def _own(request: Request) -> Iterator[Step]:
    """The product's own file, where it names itself or its domain has said something for it."""
    product = request.product
    path, text, whys = product.source.path, request.read(product.source.path), list[str]()
    if named := tuple(_places(product, request.old)):
        text = _renamed(request, product, named)
        whys.append("names itself")
    if (before := _said_by_domain(request)) is not None:
        text = with_line(text, f"classification: {before}", product.source.at("tables"))
        home, goal = domain_of(request.old), domain_of(request.new)
        after = request.mesh.domains[goal].spec.classification.value
        whys.append(f"the default of {home}; that of {goal} is {after}")
    if whys:
        yield Step(Action.EDITED, request.after(path), text=text, why=", and ".join(whys))


def _said_by_domain(request: Request) -> str | None:
    """The classification that the domain it leaves has given it, where the next gives another.

    Another default would open or close columns.
    """
    home, goal = (
        request.mesh.domains[domain_of(d)].spec.classification for d in (request.old, request.new)
    )
    return home.value if request.product.spec.classification is None and home is not goal else None


def _named(request: Request) -> Iterator[Step]:
    """The specs that name the product as what they read, or as what takes their place."""
    for other in request.mesh.products.values():
        paths = tuple(_places(other, request.old))
        if paths and other is not request.product:
            text = _renamed(request, other, paths)
            why = _why(paths[0])
            yield Step(Action.EDITED, other.source.path, text=text, why=why)


def _renamed(request: Request, product: DataProduct, paths: Iterable[Path]) -> str:
    """The text of a spec in which some places name the moved product."""
    places = [product.source.at_value(*path) for path in paths]
    return with_ids(request.read(product.source.path), places, request.old, request.new)


def _why(path: Path) -> str:
    if "inputs" in path:
        return "reads the product"
    return "refers to its columns" if "references" in path else "names it as a successor"


def _places(product: DataProduct, named: str) -> Iterator[Path]:
    spec = product.spec
    yield from (("inputs", n) for n, input_ in enumerate(spec.inputs) if input_ == named)
    if spec.successor == named:
        yield ("successor",)
    for name, table in spec.tables.items():
        if joined(words(table.successor or "")[:-1]) == named:
            yield "tables", name, "successor"
        for column, said in table.columns.items():
            for index, reference in enumerate(said.references):
                if joined(words(reference)[:-2]) == named:
                    path = ("tables", name, "columns", column, "references")
                    yield (*path, index) if product.source.holds(*path, index) else path


def _consumer(request: Request) -> Iterator[Step]:
    """The agreements that let the product read others bear its name."""
    for path in request.named_after:
        to = f"{path.rpartition('/')[0]}/{request.new}.yaml"
        yield Step(Action.MOVED, request.after(path), request.after(to), why="what it may read")


def _agreements(request: Request) -> Iterator[Step]:
    written = carried_over(
        request.mesh, request.product, request.old, request.new, as_of=request.as_of
    )
    for agreement in written:
        why = f"{agreement.consumer} goes on reading {agreement.producer}"
        yield Step(Action.WRITTEN, agreement.path, text=agreement.text, why=why)
