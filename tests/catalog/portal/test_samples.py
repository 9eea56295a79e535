"""Some rows of a table on its product's page: as text, whatever they hold, and on any width."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from meshwright.catalog.portal.content import Content, content
from meshwright.catalog.portal.folder import write
from meshwright.catalog.portal.pages import files
from meshwright.gate.assessment import assess
from meshwright.running.sample import Sample
from meshwright.workspace import Workspace

from .browsing import PHONE, keep, visited
from .conftest import DAY, MOMENT
from .test_pages import EVIL, HOSTILE, text_of
from checkouts import ROOT

PRODUCT, TABLE = "operations.flights", "flights"
PAGE = f"products/{PRODUCT}.html"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DESK = {"width": 1280, "height": 900}


def sampled(shown: Content, *rows: tuple[str | None, ...], width: int = 2) -> Content:
    (table,) = (t for t in shown.catalog.products[PRODUCT].tables if t.name == TABLE)
    names = tuple(column.name for column in table.columns[:width])
    sample = Sample(taken=MOMENT, columns=names, rows=rows)
    return replace(shown, samples={PRODUCT: {TABLE: sample}})


def page_of(shown: Content) -> dict[str, bytes]:
    return {PAGE: dict(files(shown))[PAGE]}


def test_rows_stand_on_the_page_with_who_sees_them_and_null_apart_from_its_name(shown: Content):
    portal = page_of(sampled(shown, ("EWR", None), ("null", "")))

    said = text_of(portal, PAGE)
    assert "The first 2 rows by" in said
    assert "shows them to everybody who reads this catalog" in said
    page = portal[PAGE].decode()
    assert page.count('<em class="none">no value</em>') == 1
    assert "<td><bdi>null</bdi></td>" in page
    assert "<td><bdi></bdi></td>" in page
    assert 'datetime="2026-05-31T22:15:00Z" data-ago>2026-05-31 22:15 UTC' in page


def test_a_table_without_rows_says_so_and_one_without_a_sample_nothing(shown: Content, portal):
    assert "It had no rows when" in text_of(page_of(sampled(shown)), PAGE)
    assert "Some rows" not in text_of(portal, PAGE)


def test_a_sample_of_all_columns_says_nothing_of_others(shown: Content):
    (table,) = (t for t in shown.catalog.products[PRODUCT].tables if t.name == TABLE)
    row = ("x",) * len(table.columns)

    assert "left out" not in text_of(page_of(sampled(shown, row, width=len(row))), PAGE)
    assert "left out" in text_of(page_of(sampled(shown, ("x", "y"))), PAGE)


def test_rows_are_on_the_products_page_alone(shown: Content):
    told = dict(files(sampled(shown, ("secretly shown", None))))

    assert {path for path, text in told.items() if b"secretly shown" in text} == {PAGE}


def test_a_sample_goes_into_the_results_as_far_as_the_specs_let_it_be_shown():
    workspace = Workspace(ROOT)
    sample = Sample(taken=MOMENT, columns=("airport",), rows=(("AAA",),))
    samples = {"network.airports": {"airports": sample}}

    told = content(workspace, assess(workspace, "dev", as_of=DAY), {}, samples)

    # No product of the example says `sample: true`.
    assert (told.samples, json.loads(told.results)) == ({}, {"version": 1, "products": {}})


@pytest.fixture(scope="module")
def hostile_folder(shown: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    values = tuple(written for written, _ in HOSTILE.values())
    rows = (*((value, None) for value in values), (EVIL[:80], "null"))
    folder = tmp_path_factory.mktemp("sample")
    write(folder, files(sampled(shown, *rows)))
    return folder


@pytest.mark.parametrize("theme", THEMES)
def test_hostile_values_are_text_and_make_no_page_wider(
    browser: Browser, hostile_folder: Path, theme: Literal["light", "dark"]
):
    for visit in visited(browser, hostile_folder.as_uri(), color_scheme=theme):
        page = visit.open(PAGE)
        rows = page.get_by_role("region", name=f"Some rows of {TABLE}")
        expect(rows).to_be_visible()
        held = rows.text_content() or ""

        assert [kind for kind, (_, seen) in HOSTILE.items() if seen not in held] == []
        assert rows.locator("img, script, svg").count() == 0
        for size in (DESK, PHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            keep(page, "sample", f"{theme}-{size['width']}")
