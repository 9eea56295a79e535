"""What machines read of the portal: files for other tools, the catalog, the feed, llms.txt."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as Xml

import pytest

from meshwright.catalog.changelog import NO_CHANGES, Change, Changelog
from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.machines import NEWEST, catalog, feed, llms
from meshwright.catalog.portal.pages import files
from meshwright.standards.exports import ALL_FORMATS

from .conftest import Files
from .test_pages import EVIL, made_hostile

ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")


def test_each_product_lies_beside_its_page_in_every_format(portal: Files) -> None:
    page = portal["products/operations.flights.html"].decode()

    linked = re.findall(r'href="\.\./(exports/[^"]+)"', page)

    assert len(linked) == len(ALL_FORMATS)
    assert all(portal[path] for path in linked)
    assert "exports/catalog-info.yaml" in portal
    info = portal["exports/catalog-info.yaml"].decode()
    assert "./operations.flights.backstage.yaml" in info
    assert portal["exports/operations.flights.odcs.yaml"].startswith(b"apiVersion: ")


def test_without_exports_no_page_speaks_of_them(shown: Content) -> None:
    bare = dict(files(replace(shown, exports=None)))

    assert not [path for path in bare if path.startswith("exports/")]
    assert b"For other tools" not in bare["products/operations.flights.html"]
    assert b"(products/operations.flights.html)" in bare["llms.txt"]
    assert json.loads(bare["catalog.json"])["products"][0]["exports"] == {}


def test_the_catalog_is_one_document(portal: Files, shown: Content) -> None:
    told = json.loads(portal["catalog.json"])

    assert (told["version"], told["environment"], told["asOf"]) == (1, "dev", "2026-06-01")
    assert told["commit"] == "b" * 40
    assert [each["id"] for each in told["products"]] == [*shown.catalog.products]
    assert [each["id"] for each in told["domains"]] == [*shown.catalog.domains]
    flights = next(each for each in told["products"] if each["id"] == "operations.flights")
    assert portal[flights["page"]]
    assert {*flights["exports"]} == {each.name for each in ALL_FORMATS}
    assert all(portal[path] for paths in flights["exports"].values() for path in paths)
    assert flights["tables"][0]["columns"][0]["name"]


def test_an_empty_catalog_and_odd_numbers_are_json_too(shown: Content) -> None:
    product = next(iter(shown.catalog.products.values()))
    odd = replace(product, extensions={"a": float("nan"), "b": Decimal("1.5"), 3: [1]})
    none = replace(shown.catalog, products={}, domains={})
    one = replace(none, products={product.id: odd})

    assert json.loads(catalog(replace(shown, catalog=none), {}))["products"] == []
    (told,) = json.loads(catalog(replace(shown, catalog=one), {}))["products"]
    assert told["extensions"] == {"a": "nan", "b": 1.5, "3": [1]}


def assert_atom(text: str) -> Xml.Element:
    """What RFC 4287 asks of a feed and its entries (4.1.1, 4.1.2)."""
    root = Xml.fromstring(text)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(ATOM + name)) == 1
        assert INSTANT.fullmatch(each.findtext(f"{ATOM}updated") or "")
        assert each.findtext(f"{ATOM}author/{ATOM}name")
        (other,) = [e for e in each.findall(f"{ATOM}link") if e.get("rel") == "alternate"]
        assert other.get("href")
    ids = [each.findtext(f"{ATOM}id") for each in entries]
    assert len({*ids}) == len(ids)
    return root


def test_the_feed_tells_the_newest_changes_first(portal: Files, shown: Content) -> None:
    root = assert_atom(portal["feed.xml"].decode())

    entries = root.findall(f"{ATOM}entry")
    days = [each.findtext(f"{ATOM}updated") or "" for each in entries]
    assert root.findtext(f"{ATOM}updated") == days[0] == "2026-05-02T00:00:00Z"
    assert days == sorted(days, reverse=True)
    assert len(entries) == 2 * len(shown.catalog.products)
    assert (entries[0].findtext(f"{ATOM}title") or "").endswith(": Widen it")


def test_a_long_history_is_cut_and_none_is_an_empty_feed(shown: Content) -> None:
    name = next(iter(shown.catalog.products))
    many = tuple(Change(date(2026, 1, 1), "x", f"{at:040}") for at in range(NEWEST + 1))

    long = assert_atom(feed(replace(shown, changelog=Changelog("a", {name: many}))))
    empty = assert_atom(feed(replace(shown, changelog=NO_CHANGES)))

    assert len(long.findall(f"{ATOM}entry")) == NEWEST
    assert empty.findall(f"{ATOM}entry") == []
    assert empty.findtext(f"{ATOM}updated") == "2026-06-01T00:00:00Z"


def test_llms_txt_has_its_form(portal: Files) -> None:
    lines = portal["llms.txt"].decode().splitlines()

    assert lines[0] == "# dev data mesh"
    assert lines[2].startswith("> ")
    listed = [line for line in lines if line.startswith("- ")]
    for line in listed:
        found = re.fullmatch(r"- \[[^\]]+\]\(([^)]+)\): .+", line)
        assert found, line
        assert found[1] in portal
    (flights,) = (line for line in listed if line.startswith("- [operations.flights]"))
    assert "Flights from New York: " in flights


@pytest.mark.parametrize("write", [feed, llms, lambda content: catalog(content, {})])
def test_hostile_text_is_text_in_each(shown: Content, write) -> None:
    spoilt = made_hostile(shown)

    text = write(spoilt)

    assert text.replace("\n", "").isprintable()
    assert "<script>alert" not in text or text.startswith("{")
    assert len(text.splitlines()) == len(write(shown).splitlines())
    if text.startswith("<"):
        root = assert_atom(text)
        subjects = [e.findtext(f"{ATOM}title") or "" for e in root.findall(f"{ATOM}entry")]
        assert all("<script>alert(1)" in subject for subject in subjects)
    elif text.startswith("{"):
        assert any(EVIL in each["description"] for each in json.loads(text)["products"])
    else:
        assert "\\<script\\>" in text
