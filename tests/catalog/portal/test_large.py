"""A mesh of many domains in a browser: lists and pictures show a part, and the rest when asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.folder import write
from meshwright.catalog.portal.pages import files
from meshwright.catalog.view import catalog_of
from meshwright.plan import plan
from meshwright.specs.load import load_mesh

from .browsing import Visit, visited
from meshes import DOMAIN, TODAY, environment

DOMAINS, EACH = 30, 8
HUB = "area_0.hub"
PRODUCT = """\
description: Figures of {name}.
inputs: {inputs}
tables:
  figures:
    columns:
      figure: {{type: string, description: As the ledger has it}}
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("large")
    names = [HUB, *(f"area_{d}.part_{n}" for d in range(DOMAINS) for n in range(EACH))]
    for name in names:
        domain, product = name.split(".")
        folder = root / "domains" / domain / product
        folder.mkdir(parents=True)
        inputs = "[]" if name == HUB else f"[{HUB}]"
        (folder / "product.yaml").write_text(PRODUCT.format(name=product, inputs=inputs))
        (folder.parent / "domain.yaml").write_text(DOMAIN.format(domain))
    mesh, place = load_mesh(root).mesh, environment()
    catalog = catalog_of(mesh, place, plan(mesh, place, as_of=TODAY))
    assert len(catalog.products) == len(names)
    write(root / "portal", files(Content(catalog=catalog)))
    return root / "portal"


@pytest.fixture
def visit_large(browser: Browser, large: Path) -> Iterator[Visit]:
    yield from visited(browser, large.as_uri(), viewport={"width": 1280, "height": 800})


def test_a_large_picture_is_drawn_where_somebody_looks(visit_large: Visit):
    page = visit_large.open(f"lineage.html#focus={HUB}")
    boxes = page.locator("#graph .box")
    expect(page.locator(".graph")).to_have_attribute("data-boxes", str(DOMAINS * EACH + 1))
    expect(page.locator("#graph .focus")).to_be_in_viewport()

    first = boxes.count()
    assert 1 < first < DOMAINS * EACH
    last = page.locator("#graph title", has_text="area_29.part_7")
    page.locator("#graph").evaluate("(graph) => graph.scrollTo(0, 0)")
    page.locator("#graph").evaluate("(graph) => graph.scrollTo(0, graph.scrollHeight)")
    page.wait_for_function(
        "(first) => document.querySelectorAll('#graph .box').length > first", arg=first
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(boxes).to_have_count(DOMAINS * EACH + 1)
    expect(last).to_be_attached()


def test_a_long_list_is_shown_whole_when_asked(visit_large: Visit):
    page = visit_large.open(f"lineage.html#focus={HUB}&way=down")
    expect(page.locator("#list li")).to_have_count(200)

    page.get_by_role("button", name="Show all 240").click()
    expect(page.locator("#list li")).to_have_count(DOMAINS * EACH)
    expect(page.locator("#list li").nth(200).locator("a")).to_be_focused()


def test_of_many_domains_those_with_most_products_are_offered(visit_large: Visit):
    page = visit_large.open("search.html#q=figure")
    expect(page.locator("#count")).to_have_text(f"{DOMAINS * EACH + 1} products")

    offered = page.locator("#facets input[name=domain]")
    expect(offered).to_have_count(12)
    expect(page.locator("#facets")).to_contain_text("and 18 more")
    page.get_by_role("checkbox", name="area_0", exact=False).first.check()
    expect(page.locator("#count")).to_have_text(f"{EACH + 1} products")
    visit_large.open("search.html#domain=area_29")
    expect(page.get_by_role("checkbox", name="area_29")).to_be_checked()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("fig", 241),
        ("part_7", 37),
        ("part figrues", 240),
        ("ledgr area_29", 8),
        ("nothing of it", 0),
        ("--", 0),
    ],
)
def test_products_are_found_by_all_words_by_beginnings_and_with_slips(
    visit_large: Visit, words: str, count: int
):
    page = visit_large.open("search.html")
    page.get_by_label("Search products by name").fill(words)

    expect(page.locator("#count")).to_have_text(f"{count} products")


def test_the_product_whose_name_it_is_comes_first(visit_large: Visit):
    page = visit_large.open("search.html#q=hub")

    expect(page.locator("#results a").first).to_have_text(HUB)
