"""Who reads what: an index, a page for each domain, and what is searched."""

import json
from dataclasses import replace
from datetime import date

from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.pages import files
from meshwright.catalog.portal.rights import Rights

from .shop import shop
from .test_pages import text_of, told_by

RULE = "country = 'DE'"


def test_the_index_counts_readers_of_other_domains_and_tells_what_ends_first(tmp_path):
    page = text_of(dict(files(shop(tmp_path))), "access.html")

    assert "sales 2 0 2026-12-31" in page
    assert "delivery 0 2 2027-06-30" in page
    assert "Readers of no domain" not in page


def test_agreements_that_end_within_a_year_are_named_first_end_first(tmp_path):
    content = with_readers(shop(tmp_path))
    ending = Rights(content.catalog).ending

    assert [(each.reader, str(each.expires)) for each in ending] == [
        ("bi", "2026-09-30"),
        ("finance.reporting", "2026-12-31"),
    ]
    page = text_of(dict(files(content)), "access.html")
    assert "bi sales.orders 2026-09-30 finance.reporting sales.orders 2026-12-31" in page
    far = replace(content.catalog, as_of=date(2020, 1, 1))
    assert "First to end" not in text_of(dict(files(replace(content, catalog=far))), "access.html")


def test_a_domain_is_told_who_reads_it_and_what_it_reads(tmp_path):
    portal = dict(files(shop(tmp_path)))

    page = text_of(portal, "access/sales.html")
    assert "finance.reporting sales.orders orders order_id, amount, ordered_at agreement" in page
    assert "It reads nothing of others" in page
    assert "It reads of others 1" in text_of(portal, "access/finance.html")


def test_readers_of_no_domain_stand_apart_and_are_searched_for(tmp_path):
    content = with_readers(shop(tmp_path))
    portal = dict(files(content))

    page = text_of(portal, "access.html")
    assert "auditor reads all domains 1 " in page
    assert "bi named by the environment 1 2026-09-30" in page
    assert 'href="access.html#q=bi"' in portal["access.html"].decode()
    assert "sales 4 0 2026-09-30" in page
    given = text_of(portal, "access/sales.html")
    assert "7 of 4 a, b, c, d, e, f, g" in given
    assert f"only rows where {RULE}".replace("'", "&#39;") in given


def with_readers(content: Content) -> Content:
    """With a principal, and somebody who reads all domains."""
    one = next(right for right in content.catalog.rights if right.product == "sales.orders")
    ends = date(2026, 9, 30)
    bi = replace(one, reader="bi", who="principal", columns=tuple("abcdefg"), expires=ends)
    auditor = replace(one, reader="auditor", who="platform", whole=True, rows=RULE, expires=None)
    rights = (*content.catalog.rights, bi, auditor)
    return replace(content, catalog=replace(content.catalog, rights=rights))


def test_what_is_searched_says_all_of_a_right(tmp_path):
    content = with_readers(shop(tmp_path))
    told = told_by(dict(files(content))["data/access.js"])

    assert told[-1][:6] == ["auditor", "platform", "sales.orders", "orders", [], RULE]
    assert told[-2][4:] == [list("abcdefg"), "", told[-2][6], "2026-09-30"]
    assert len(told) == len(Rights(content.catalog).all)
    assert json.dumps(told).isascii()


def test_pages_grow_as_the_rights_do(tmp_path):
    rights = Rights(with_readers(shop(tmp_path)).catalog)

    on_pages = sum(map(len, rights.given.values())) + sum(map(len, rights.held.values()))
    assert len(rights.all) <= on_pages <= 2 * len(rights.all)
