"""No product is made, by way of others, from itself."""

from collections.abc import Iterator, Mapping, Sequence

from guardrails.rule import At, Resource, Rule, Stack
from guardrails.types import PRODUCT


def check_mesh(mesh: Stack) -> Iterator[tuple[Resource, At]]:
    products = {product.name: product for product in mesh.of(PRODUCT)}
    inputs = {
        name: [read["id"] for read in products[name].props["inputs"]] for name in sorted(products)
    }
    reads = {name: [i for i in found if i in products] for name, found in inputs.items()}
    for circle in _circles(reads):
        start = circle.index(min(circle))
        first, *others = (*circle[start:], *circle[:start])
        index = inputs[first].index((*others, first)[0])
        way = " reads ".join((first, *others, first))
        yield products[first], At(f"inputs.{index}", f"it waits for itself: {way}")


def _circles(reads: Mapping[str, Sequence[str]]) -> Iterator[Sequence[str]]:
    """Circles that have no product in common, at least one of each knot of products.

    A walk in depth: who is met again while still on the way closes a circle.
    """
    done: set[str] = set()
    for start in reads:
        way: dict[str, Iterator[str]] = {} if start in done else {start: iter(reads[start])}
        while way:
            step = next(way[next(reversed(way))], None)
            if step is None:
                done.add(way.popitem()[0])
            elif step in way:
                met = list(way)
                circle = met[met.index(step) :]
                yield circle
                done.update(circle)
                way = {name: way[name] for name in met[: -len(circle)]}
            elif step not in done:
                way[step] = iter(reads[step])


RULE = Rule(
    id="no-product-cycles",
    code="LIN-002",
    title="Products form no cycle",
    why="In a circle none can be filled first, and an error that has entered it never leaves.",
    fix="take one of the inputs out, or move what both sides need into a product of its own",
    check_mesh=check_mesh,
    superseded_by=("CHK002", "CHK003"),
)
