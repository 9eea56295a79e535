"""Meshes of others beside one's own: equal to their own portal, and nothing of it on trust."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from meshwright.catalog import exchange, model
from meshwright.catalog.exchange import Entry, UnreadError
from meshwright.catalog.merging import Other, Unread, merged
from meshwright.lineage.graph import Edge
from meshwright.plan.declaration import canonical

HERE = "s3://theirs/portal"
NAME = "planning.delay_causes"


def other_of(catalog: model.Catalog) -> Other:
    """A mesh as its own entries tell it."""
    told = dict(exchange.documents(catalog))
    index = exchange.read_index(told.pop(exchange.INDEX).encode())
    return Other(HERE, index, tuple(exchange.read_entry(t.encode()) for t in told.values()))


@pytest.fixture(scope="module")
def other(example: model.Catalog) -> Other:
    return other_of(example)


@pytest.fixture(scope="module")
def empty(example: model.Catalog) -> model.Catalog:
    return replace(
        example,
        domains={},
        products={},
        product_edges=(),
        column_edges=(),
        rights=(),
        wanted=(),
    )


def test_what_is_built_over_entries_is_what_is_built_over_the_specs(
    example: model.Catalog, empty: model.Catalog, other: Other
) -> None:
    found = merged(empty, [other])

    assert found.unread == ()
    assert set(found.places) == {*example.products, *example.domains}
    assert set(found.places.values()) == {HERE}
    catalog = found.catalog
    assert (catalog.products, catalog.domains) == (example.products, example.domains)
    assert catalog.product_edges == example.product_edges
    assert sorted(catalog.column_edges) == sorted(example.column_edges)
    assert sorted(map(repr, catalog.rights)) == sorted(map(repr, example.rights))
    # Who asks for what is told beside the products, and by the mesh's own portal alone.
    assert catalog.wanted == ()


def test_without_others_ones_own_mesh_is_as_it_was(example: model.Catalog) -> None:
    assert merged(example, []).catalog == example


def test_what_is_ones_own_is_nobody_elses(example: model.Catalog, other: Other) -> None:
    found = merged(example, [other])

    assert found.catalog == example
    assert found.places == {}
    reason = "another mesh has a domain of this name already"
    assert Unread(f"{HERE}: planning", reason) in found.unread
    assert Unread(f"{HERE}: {NAME}", "its domain is not shown as one of its mesh") in found.unread


def test_entries_say_the_same_of_equal_meshes_and_nothing_of_a_day(
    example: model.Catalog,
) -> None:
    told = dict(exchange.documents(example))
    later = dict(exchange.documents(replace(example, as_of=example.as_of.replace(year=2027))))

    assert [name for name in told if told[name] != later[name]] == [exchange.INDEX]


Change = Callable[[Entry], Entry]


def with_product(**more: Any) -> Change:
    return lambda entry: replace(entry, product=replace(entry.product, **more))


def with_table(**more: Any) -> Change:
    return lambda entry: replace(
        entry,
        product=replace(
            entry.product,
            tables=(replace(entry.product.tables[0], **more), *entry.product.tables[1:]),
        ),
    )


def with_edge(source: str, target: str, how: str = "copied") -> Change:
    return lambda entry: replace(entry, edges=(Edge(source, target, how),))


COLUMN = f"{NAME}.causes.origin"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (with_product(id="../../x"), "its id is none that a product can have"),
        (with_product(id="planning"), "its id is none that a product can have"),
        (with_product(id="Planning.delay_causes"), "its id is none"),
        (with_product(id="planning.<script>"), "its id is none"),
        (with_product(id="planning.other"), "not those of its id"),
        (
            with_product(id="sales.delay_causes", domain="sales"),
            "its domain is not shown as one of its mesh",
        ),
        (with_product(owner="../../x@y"), "its owner is no mail address"),
        (with_table(name='x" onclick="'), "names that none can have"),
        (
            lambda entry: replace(
                entry, product=replace(entry.product, tables=entry.product.tables * 2)
            ),
            "names that none can have",
        ),
        (
            lambda entry: replace(
                entry, rights=(replace(entry.rights[0], product="sales.orders"),)
            ),
            "rights that are not on its own tables",
        ),
        (
            lambda entry: replace(entry, rights=(replace(entry.rights[0], table="gone"),)),
            "rights that are not on its own tables",
        ),
        (with_edge(COLUMN, "fleet.aircraft.aircraft.tail"), "not its own columns'"),
        (with_edge("javascript:alert(1)", COLUMN), "not its own columns'"),
        (with_edge(COLUMN, COLUMN, "stolen"), "not its own columns'"),
        (with_product(inputs=("a b",)), "are no products"),
        (with_product(read_by=("a.b.c",)), "are no products"),
        (with_table(quality=({"metric": "luck"},)), "a quality that is not known"),
        (with_table(quality=({"metric": "rowCount", "mustBeBetween": 1},)), "not known"),
        (with_table(quality=({"metric": ["rowCount"]},)), "a quality that is not known"),
    ],
)
def test_an_entry_that_says_what_is_not_its_own_is_named_and_left_out(
    empty: model.Catalog, other: Other, change: Change, reason: str
) -> None:
    entries = tuple(change(e) if e.product.id == NAME else e for e in other.entries)

    found = merged(empty, [replace(other, entries=entries)])

    (unread,) = found.unread
    assert reason in unread.reason
    assert len(found.catalog.products) == len(entries) - 1
    assert NAME not in found.catalog.products


@pytest.mark.parametrize("name", ["../x", "Planning", "a.b", ""])
def test_a_domain_whose_name_is_none_is_left_out(
    empty: model.Catalog, other: Other, name: str
) -> None:
    index = replace(other.index, domains=(replace(other.index.domains[0], id=name),), entries=())

    found = merged(empty, [Other(HERE, index, ())])

    assert found.unread == (Unread(f"{HERE}: {name}", "its name is none that a domain can have"),)
    assert found.catalog.domains == {}


def test_a_domain_whose_owner_is_no_address_is_left_out(empty: model.Catalog, other: Other) -> None:
    domains = (replace(other.index.domains[0], owner="../../x"),)
    index = replace(other.index, domains=domains, entries=())

    found = merged(empty, [Other(HERE, index, ())])

    assert [each.reason for each in found.unread] == ["its owner is no mail address"]


def test_of_two_meshes_with_one_domain_the_first_is_shown(
    empty: model.Catalog, other: Other
) -> None:
    again = replace(other, place="s3://second")

    found = merged(empty, [other, again])

    assert set(found.places.values()) == {HERE}
    assert {unread.name.split(": ")[0] for unread in found.unread} == {"s3://second"}


def spoilt(entry: str, **more: Any) -> bytes:
    return canonical({**json.loads(entry), **more})


def test_what_is_no_entry_is_told_why(example: model.Catalog) -> None:
    text = dict(exchange.documents(example))[exchange.entry_path(NAME)]
    deep = '{"a":' * 100_000
    for told, reason in (
        (b"\xff", "it is no JSON"),
        (deep.encode(), "it is no JSON"),
        (b"[]", "it is no catalog entry"),
        (b"{}", "another version than mesh/catalog-entry/v2: None"),
        (spoilt(text, apiVersion="mesh/catalog-entry/v3"), "another version"),
        (spoilt(text, product=3), "it is no catalog entry: product"),
        (spoilt(text, rights=[]), "it is not as it was written"),
        (b" " * (exchange.LARGEST + 1), "it is larger than"),
    ):
        with pytest.raises(UnreadError) as refused:
            exchange.read_entry(told)
        assert reason in str(refused.value)


def test_every_entry_agrees_with_the_promised_schema(example: model.Catalog) -> None:
    (schema,) = exchange.schemas().values()
    validator = jsonschema.Draft202012Validator(json.loads(schema))
    told = dict(exchange.documents(example))
    del told[exchange.INDEX]

    faults = [e.message for text in told.values() for e in validator.iter_errors(json.loads(text))]

    assert len(told) == len(example.products)
    assert faults == []
    assert not validator.is_valid({"apiVersion": exchange.VERSION})


def test_what_a_later_version_adds_is_passed_over(example: model.Catalog) -> None:
    text = json.loads(dict(exchange.documents(example))[exchange.entry_path(NAME)])
    text["product"]["mascot"] = "an owl"
    del text["digest"]
    text["digest"] = hashlib.sha256(canonical(text)).hexdigest()

    assert exchange.read_entry(canonical(text)).product == example.products[NAME]
