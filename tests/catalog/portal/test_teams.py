"""What a team owns, gives and holds, on a page of its own."""

from dataclasses import replace

from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.pages import files
from meshwright.catalog.portal.teams import file_of, teams

from .shop import shop
from .test_pages import text_of

SALES = "teams/team-sales@acme.example.html"


def test_a_team_is_told_with_all_it_owns_and_what_is_agreed(tmp_path):
    portal = dict(files(shop(tmp_path)))

    page = text_of(portal, SALES)
    assert "Owns 2 products and answers for 1 domain" in page
    assert "#sales-data" in page
    assert "Agreements it gives 2" in page
    assert "Nobody reads its products by agreement" not in page
    assert "It reads nothing of others by agreement" in page
    finance = text_of(portal, "teams/team-finance@acme.example.html")
    assert "Agreements it holds 1" in finance
    assert "Nobody reads its products by agreement" in finance
    assert "finance.reporting domains/finance/reporting/product.yaml:1:1; write one" in finance


def test_what_ends_first_stands_first(tmp_path):
    (sales,) = (team for team in teams(shop(tmp_path)) if team.owner.startswith("team-sales"))

    assert [each.name for each in sales.gives] == ["finance.reporting", "delivery.delays"]


def test_an_owner_of_products_alone_has_a_page_and_capitals_make_no_other_team(tmp_path):
    content = shop(tmp_path)
    changed = owned(content, "sales.carts", "Team-Carts@acme.example")
    changed = owned(changed, "sales.orders", "TEAM-SALES@acme.example")
    portal = dict(files(changed))

    page = text_of(portal, "teams/team-carts@acme.example.html")
    assert "Team-Carts@acme.example Owns 1 product. Write to the team" in page
    assert "Owns 1 product and answers for 1 domain" in text_of(portal, SALES)
    told = portal["products/sales.orders.html"].decode()
    assert f'<a href="../{SALES}">TEAM-SALES@acme.example</a>' in told


def test_a_domain_without_products_has_a_team_too(tmp_path):
    content = shop(tmp_path)
    domain = replace(content.catalog.domains["sales"], owner="nobody@acme.example", products=())
    domains = {**content.catalog.domains, "sales": domain}
    portal = dict(files(replace(content, catalog=replace(content.catalog, domains=domains))))

    page = text_of(portal, "teams/nobody@acme.example.html")
    assert "Owns 0 products and answers for 1 domain" in page
    scores = text_of(portal, "governance.html")
    assert "sales 0 – – – – 0 0 0" in scores


def test_a_reader_of_no_team_holds_nothing(tmp_path):
    content = shop(tmp_path)
    orders = content.catalog.products["sales.orders"]
    consumers = tuple(replace(each, owner=None) for each in orders.consumers)
    products = {**content.catalog.products, orders.id: replace(orders, consumers=consumers)}
    found = teams(replace(content, catalog=replace(content.catalog, products=products)))

    held = {team.owner: [each.product for each in team.holds] for team in found}
    assert held["team-finance@acme.example"] == []
    assert held["team-delivery@acme.example"] == ["weather.observations"]


def owned(content: Content, id_: str, owner: str) -> Content:
    product = replace(content.catalog.products[id_], owner=owner)
    products = {**content.catalog.products, id_: product}
    return replace(content, catalog=replace(content.catalog, products=products))


def test_a_long_address_makes_a_name_that_a_disk_takes():
    long = f"{'a' * 249}@x.org"

    assert len(file_of(long)) < 240
    assert file_of(long) != file_of(f"{'a' * 248}b@x.org")
    assert file_of("A+b@x.org") == "teams/a+b@x.org.html"
