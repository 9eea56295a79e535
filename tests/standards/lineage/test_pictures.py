"""Lineage as SVG and mermaid: complete, and inert whatever stands in names."""

import re
from itertools import combinations
from xml.etree import ElementTree as Xml

from hypothesis import example, given, settings
from hypothesis import strategies as st

from meshwright.lineage.graph import Edge
from meshwright.specs.models import Mesh
from meshwright.standards.lineage.graph import Box, Graph, Level, graph
from meshwright.standards.lineage.mermaid import mermaid
from meshwright.standards.lineage.svg import svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    '"]\n  click n0 "javascript:alert(1)"\n%%{init: {}}%%</title><script>x</script>'
    "&#x26;`\x00\u202e"
)
TEXTS = st.text(max_size=30) | st.just(HOSTILE)
PARTS = {"svg", "title", "path", "g", "rect", "text"}


def stranger(text: str) -> Graph:
    name = text.replace(".", "") or "x"
    box, other = Box(f"a.b.{name}", (name,)), Box(f"a.b.{name}2", (name, "y"))
    whole = Edge(f"a.b.{name}.{name}", f"a.b.{name}2", "decides")
    return Graph((box, other), (Edge(f"a.b.{name}.{name}", f"a.b.{name}2.{name}", "copied"), whole))


def frames(text: str) -> list[tuple[float, float, float, float]]:
    found = Xml.fromstring(text).iter(f"{SVG}rect")  # noqa: S314 - our own
    sizes = ("x", "y", "width", "height")
    return [(x, y, w, h) for x, y, w, h in ([float(r.get(k, "")) for k in sizes] for r in found)]


def test_a_picture_has_each_box_row_and_edge(mesh: Mesh) -> None:
    found = graph(mesh, ["sales"], Level.COLUMNS)

    drawn = Xml.fromstring(svg(found, Level.COLUMNS))  # noqa: S314 - our own
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert sorted(map(str, texts)) == sorted(t for b in found.boxes for t in (b.id, *b.rows))
    assert len([*drawn.iter(f"{SVG}path")]) == len(found.edges) > 3


def test_boxes_do_not_touch_and_lie_within_the_picture(mesh: Mesh) -> None:
    text = svg(graph(mesh, (), Level.COLUMNS), Level.COLUMNS)
    _, _, width, height = map(float, Xml.fromstring(text).get("viewBox", "").split())  # noqa: S314 - our own

    for one, other in combinations(frames(text), 2):
        apart = one[0] + one[2] < other[0] or other[0] + other[2] < one[0]
        assert apart or one[1] + one[3] < other[1] or other[1] + other[3] < one[1]
    assert all(x > 0 and x + w < width and y > 0 and y + h < height for x, y, w, h in frames(text))


def test_a_long_edge_and_one_that_goes_back_pass_the_layers_between() -> None:
    names = ("a.a", "a.b", "a.c")
    edges = (
        *(Edge(x, y, "copied") for x, y in combinations(names, 2)),
        Edge("a.c", "a.a", "input"),
    )

    drawn = svg(Graph(tuple(map(Box, names)), edges), Level.PRODUCTS)

    assert [path.count("C") for path in re.findall(r' d="([^"]*)"', drawn)] == [1, 3, 1, 3]
    assert "stroke-dasharray" in drawn


def test_an_empty_mesh_has_an_empty_picture() -> None:
    assert frames(svg(Graph((), ()), Level.PRODUCTS)) == []
    assert mermaid(Graph((), ()), Level.PRODUCTS) == "flowchart LR\n"


def test_a_long_name_is_cut_and_its_whole_shown_on_rest() -> None:
    name = f"sales.{'x' * 300}"

    drawn = svg(Graph((Box(name),), ()), Level.PRODUCTS)

    assert f"<title>{name}</title>" in drawn
    assert frames(drawn)[0][2] < 400


@given(TEXTS)
@example(HOSTILE)
@settings(max_examples=30, deadline=None)
def test_a_name_is_nothing_but_text_in_a_picture(text: str) -> None:
    drawn = svg(stranger(text), Level.COLUMNS, title=text)

    found = [*Xml.fromstring(drawn).iter()]  # noqa: S314 - our own
    assert {part.tag.removeprefix(SVG) for part in found} <= PARTS
    assert not [k for part in found for k in part.attrib if k.startswith("on") or "href" in k]
    assert all(line.isprintable() for line in drawn.split("\n"))


CHART = re.compile(
    r'flowchart LR|  (  )?(subgraph )?n\d+(c\d+)?\["([A-Za-z0-9_. ]|#\d+;)*"\]|  end'
    r"|  n\d+(c\d+)? (-- [a-z]+ -->|-\. [a-z]+ \.->) n\d+(c\d+)?|"
)


@given(TEXTS)
@example(HOSTILE)
@settings(max_examples=30, deadline=None)
def test_a_name_is_nothing_but_a_label_in_a_chart(text: str) -> None:
    lines = mermaid(stranger(text), Level.COLUMNS).split("\n")

    assert [line for line in lines if not CHART.fullmatch(line)] == []


def test_a_chart_joins_products_and_columns(mesh: Mesh) -> None:
    products = mermaid(graph(mesh, ["sales.invoices"], Level.PRODUCTS), Level.PRODUCTS)
    columns = mermaid(graph(mesh, ["sales.invoices"], Level.COLUMNS), Level.COLUMNS)

    assert products.splitlines() == [
        "flowchart LR",
        '  n0["sales.invoices"]',
        '  n1["sales.orders"]',
        "  n1 -- copied --> n0",
    ]
    assert '  subgraph n0["sales.invoices.invoices"]' in columns
    assert "-. decides .-> n0" in columns
