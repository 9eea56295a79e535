from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from meshwright.checks.cycles import _circles

from .conftest import Checked, product

NODES = "abcdefg"
GRAPHS = st.fixed_dictionaries(
    {node: st.lists(st.sampled_from(NODES), unique=True, max_size=3) for node in NODES}
).map(lambda graph: {node: [r for r in reads if r != node] for node, reads in graph.items()})


def reachable(graph: Mapping[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    walk = list(graph[start])
    while walk:
        node = walk.pop()
        if node not in found:
            found.add(node)
            walk.extend(graph[node])
    return found


def test_a_circle_is_told_once_at_its_first_product(checked: Checked) -> None:
    changes = {
        f"sales/{name}/product.yaml": product(inputs=f"[sales.{first}, sales.{second}]")
        for name, first, second in (
            ("b", "orders", "c"),
            ("c", "orders", "d"),
            ("d", "b", "orders"),
        )
    }

    (finding,) = checked(changes)

    assert finding.code == "CHK003"
    assert str(finding.position) == "domains/sales/b/product.yaml:2:24"
    assert finding.message.endswith("sales.b reads sales.c reads sales.d reads sales.b")


def test_a_product_that_reads_itself_is_no_circle(checked: Checked) -> None:
    (finding,) = checked({"sales/carts/product.yaml": product(inputs="[sales.carts]")})

    assert finding.code == "CHK002"


@given(GRAPHS)
def test_each_product_in_a_circle_is_in_the_same_part_as_one_that_is_told(
    graph: Mapping[str, list[str]],
) -> None:
    circles = list(_circles(graph))

    in_circles = {node for node in graph if node in reachable(graph, node)}
    told = {node for circle in circles for node in circle}
    assert told <= in_circles
    assert all(reachable(graph, node) & told for node in in_circles)
    assert len({frozenset(circle) for circle in circles}) == len(circles)


@given(GRAPHS)
def test_what_is_told_is_a_circle(graph: Mapping[str, list[str]]) -> None:
    for circle in _circles(graph):
        following = [*circle[1:], circle[0]]

        assert all(there in graph[here] for here, there in zip(circle, following, strict=True))
        assert len(set(circle)) == len(circle)


def test_ten_thousand_products_in_a_row_are_no_problem() -> None:
    row = {str(number): [str(number + 1)] for number in range(10_000)} | {"10000": []}
    ring = {**row, "10000": ["0"]}

    assert list(_circles(row)) == []
    assert [len(circle) for circle in _circles(ring)] == [10_001]
