"""Files made when they are asked for are those of a build, byte for byte."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from meshwright.catalog.portal.asked import Asked
from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.pages import files


@pytest.mark.parametrize("is_backwards", [False, True])
def test_each_file_is_that_of_a_build_in_whatever_order(
    shown: Content, portal: Mapping[str, bytes], is_backwards: bool
) -> None:
    entries = (("entries/operations.flights.json", "{}"),)
    built = dict(files(replace(shown, entries=entries)))
    asked = Asked(replace(shown, entries=entries))

    names = sorted(built, reverse=is_backwards)
    assert {name: asked.get(name) for name in names} == built
    assert built.keys() - portal.keys() == {entries[0][0]}


def test_what_is_not_of_the_portal_is_none(shown: Content) -> None:
    asked = Asked(replace(shown, exports=None))

    for name in ("gone.html", "products/a.b.html", "exports/a.b.sql", "../operations.flights"):
        assert asked.get(name) is None
    assert asked.get("exports/operations.flights.sql") is None
    assert asked.get("feed.xml") is not None


def test_in_the_place_of_a_page_that_is_not_there_one_says_so(shown: Content) -> None:
    page = Asked(shown).get("404.html") or b""

    assert b"There is no page of this name" in page
    # Whatever was asked for, links begin at the server's root.
    assert b'href="/assets/portal.css"' in page


def test_a_page_of_a_product_makes_no_other(shown: Content) -> None:
    asked = Asked(shown)
    assert asked.get("products/operations.flights.html")

    made = asked._made.keys()
    assert not any("fleet" in name or name == "index.html" for name in made)
