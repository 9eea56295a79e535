"""No product is filled, by way of others, from itself."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.models import Mesh

Graph = Mapping[str, Sequence[str]]


def check_cycles(mesh: Mesh) -> Iterator[Finding]:
    """One finding for each circle of products, at the first of them by id."""
    reads = {
        product.id: [i for i in product.spec.inputs if i in mesh.products and i != product.id]
        for product in mesh.products.values()
    }
    for circle in _circles(reads):
        first = mesh.products[circle[0]]
        index = first.spec.inputs.index(circle[1])
        message = f"dependency cycle: {' reads '.join((*circle, circle[0]))}"
        yield codes.CYCLE.at(
            first.source.at("inputs", index), message, subject=first.id, where=f"inputs.{index}"
        )


def _circles(reads: Graph) -> Iterator[Sequence[str]]:
    for component in _components(reads):
        if len(component) > 1:
            yield _shortest(reads, min(component), component)


def _components(reads: Graph) -> Iterator[set[str]]:
    """The strongly connected parts, by Kosaraju's two passes without recursion."""
    readers: dict[str, list[str]] = {product: [] for product in reads}
    for reader, read in reads.items():
        for product in read:
            readers[product].append(reader)
    seen: set[str] = set()
    for start in reversed(_finished(reads)):
        if start not in seen:
            component = _reached(readers, start, seen)
            seen |= component
            yield component


def _finished(reads: Graph) -> list[str]:
    """All products in the order in which a depth-first walk leaves them."""
    left: list[str] = []
    seen: set[str] = set()
    for start in reads:
        walk = [(start, False)]
        while walk:
            product, is_done = walk.pop()
            if is_done:
                left.append(product)
            elif product not in seen:
                seen.add(product)
                walk.append((product, True))
                walk.extend((read, False) for read in reads[product])
    return left


def _reached(graph: Graph, start: str, excluded: set[str]) -> set[str]:
    found = {start}
    walk = [start]
    while walk:
        for product in graph[walk.pop()]:
            if product not in found and product not in excluded:
                found.add(product)
                walk.append(product)
    return found


def _shortest(reads: Graph, start: str, component: set[str]) -> Sequence[str]:
    """The shortest way from a product back to itself, without the last step."""
    came_from: dict[str, str] = {}
    walk = deque([start])
    while True:
        product = walk.popleft()
        if start in reads[product]:
            break
        for read in reads[product]:
            if read in component and read not in came_from and read != start:
                came_from[read] = product
                walk.append(read)
    way = [product]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
