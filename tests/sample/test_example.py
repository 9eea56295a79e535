"""The example mesh in `domains/`: that it is sound, and that it shows what a mesh can hold."""

from datetime import date
from pathlib import Path

import pytest

from meshwright.checks import check_mesh
from meshwright.ids import joined
from meshwright.plan.grants import grants
from meshwright.plan.lineage import lineage
from meshwright.sample.deliveries import FILES, deliveries
from meshwright.specs.load import load_environment, load_mesh
from meshwright.specs.models import Kind, Tier

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def loaded():
    return load_mesh(ROOT)


@pytest.fixture(scope="module")
def products(loaded):
    return list(loaded.mesh.products.values())


@pytest.fixture(scope="module")
def tables(products):
    return [(p, name, table) for p in products for name, table in p.spec.tables.items()]


@pytest.fixture(scope="module")
def columns(tables):
    return [
        (f"{p.id}.{name}.{column}", p, spec)
        for p, name, table in tables
        for column, spec in table.columns.items()
    ]


def test_nothing_is_found_wrong_with_it(loaded) -> None:
    local = load_environment(ROOT, "local")

    assert loaded.findings == ()
    assert check_mesh(loaded.mesh, local, as_of=DAY) == ()


def test_it_has_domains_and_products_enough(loaded, products) -> None:
    assert len(loaded.mesh.domains) >= 5
    assert len(products) >= 9
    assert {p.kind for p in products} == set(Kind)
    assert "operations.flights" in loaded.mesh.products


def test_every_domain_says_whom_to_ask(loaded) -> None:
    for domain in loaded.mesh.domains.values():
        assert domain.spec.support, domain.id
        assert domain.spec.reviewers, domain.id


def test_everything_is_described(tables, columns) -> None:
    assert [f"{p.id}.{name}" for p, name, table in tables if not table.description] == []
    assert [name for name, _, column in columns if not column.description] == []


def test_every_table_has_a_key_and_an_expectation(tables) -> None:
    assert [f"{p.id}.{name}" for p, name, table in tables if not table.primary_key] == []
    assert [f"{p.id}.{name}" for p, name, table in tables if not table.quality] == []


def test_what_promises_much_says_what(products) -> None:
    for product in products:
        assert product.spec.sla.retention, product.id
        if product.spec.tier is not Tier.BRONZE:
            assert product.spec.sla.freshness, product.id
            assert product.spec.sla.availability, product.id


def test_agreements_outlast_the_example(products) -> None:
    agreements = [a for p in products for a in p.agreements]

    assert {a.spec.expires for a in agreements} == {date(2099, 12, 31)}
    assert all(a.spec.contact for a in agreements)


def test_whoever_opens_personal_data_says_on_what_basis(products) -> None:
    for product in products:
        for agreement in product.agreements:
            opened = {
                name
                for table, said in agreement.spec.tables.items()
                for name, column in product.spec.tables[table].columns.items()
                if column.pii and said.columns and (said.columns == "all" or name in said.columns)
            }
            assert bool(opened) <= bool(agreement.spec.legal_basis), agreement.source.path


def test_a_product_guards_what_it_is_granted_as_its_source_does(loaded, products) -> None:
    local = load_environment(ROOT, "local")
    reads = lineage(loaded.mesh)
    for product in products:
        classes = [
            producer.classification_of(producer.tables[grant.table].columns[column])
            for producer in map(loaded.mesh.products.__getitem__, product.spec.inputs)
            for grant in grants(loaded.mesh, producer, local, lineage=reads, as_of=DAY)
            if grant.consumer == product.id
            for column in grant.columns or producer.tables[grant.table].columns
        ]
        highest = max((c.rank for c in classes), default=0)
        assert bool(classes) == bool(product.spec.inputs)
        assert product.highest_classification.rank >= highest, product.id


def test_it_shows_what_a_mesh_can_hold(products, tables, columns) -> None:
    agreements = [a for p in products for a in p.agreements]
    types = {column.type.name for _, _, column in columns}

    assert {"decimal", "timestamp", "date", "array", "map", "struct"} <= types
    assert any(len(p.spec.tables) > 1 for p in products)
    assert any(table.partition_by for _, _, table in tables)
    assert any(p.is_protected(column) for _, p, column in columns)
    assert any("." not in a.consumer for a in agreements)
    assert any(a.consumer.startswith(f"{p.domain.id}.") for p in products for a in p.agreements)
    assert any(
        input_id.startswith(f"{p.domain.id}.") for p in products for input_id in p.spec.inputs
    )


def test_every_table_of_it_is_made_by_the_mesh(tables) -> None:
    assert [name for _, name, table in tables if not table.is_refreshed] == []


def test_the_data_set_has_a_file_for_each_table_that_no_query_derives_from_inputs(
    loaded, tables
) -> None:
    local = load_environment(ROOT, "local")
    sent = list(deliveries(loaded.mesh, local, loaded.mesh.products))

    assert {joined((d.landing.product, d.landing.table)): d.file for d in sent} == FILES
    assert {joined((p.id, name)) for p, name, table in tables if table.source} == {*FILES}


def test_what_is_chosen_has_its_files_alone(loaded) -> None:
    local = load_environment(ROOT, "local")

    (sent,) = deliveries(loaded.mesh, local, {"fleet.aircraft", "fleet.utilization"})

    assert (sent.file, sent.landing.product) == ("planes.csv", "fleet.aircraft")
