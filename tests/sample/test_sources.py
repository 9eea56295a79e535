from datetime import date

import pytest

from meshwright.errors import MeshError
from meshwright.plan.lineage import lineage
from meshwright.sample import sources

COLUMNS = {
    "columns": {
        "id": "string",
        "mail": {"type": "string", "pii": True},
        "salary": {"type": "int", "classification": "confidential"},
    }
}


def derived(query: str = "rows.sql") -> dict[str, object]:
    return {"rows": {"query": query, "columns": {"id": "string"}}}


def readable(mesh, product_id, environment, as_of):
    found = sources.readable(mesh, mesh.products[product_id], environment, lineage(mesh), as_of)
    return {name: opened.columns for name, opened in found.items()}


def test_a_product_reads_its_own_tables_whole(product, mesh, local, as_of) -> None:
    people = product("hr.people", {"people": COLUMNS})

    found = readable(mesh(people), "hr.people", local, as_of)

    assert found == {"hr__people.people": ("id", "mail", "salary")}


def test_an_input_of_the_same_domain_shows_its_unprotected_columns(
    product, mesh, local, as_of
) -> None:
    people = product("hr.people", {"people": COLUMNS})
    count = product("hr.count", derived(), inputs=["hr.people"])

    found = readable(mesh(people, count), "hr.count", local, as_of)

    assert found["hr__people.people"] == ("id",)


@pytest.mark.parametrize(
    ("opened", "columns"),
    [
        (None, ("id",)),
        ({"columns": ["mail", "id"]}, ("id", "mail")),
        ({"columns": "all"}, ("id", "mail", "salary")),
    ],
)
def test_an_input_of_another_domain_shows_what_its_agreement_opens(
    product, mesh, local, as_of, opened, columns
) -> None:
    access = {"pay.count": {"tables": {"people": opened}}}
    people = product("hr.people", {"people": COLUMNS}, access=access)
    count = product("pay.count", derived(), inputs=["hr.people"])

    found = readable(mesh(people, count), "pay.count", local, as_of)

    assert found["hr__people.people"] == columns


def test_an_agreement_that_has_expired_opens_nothing(product, mesh, local) -> None:
    said = {"tables": {"people": None}, "expires": "2026-01-31"}
    people = product("hr.people", {"people": COLUMNS}, access={"pay.count": said})
    count = product("pay.count", derived(), inputs=["hr.people"])

    found = readable(mesh(people, count), "pay.count", local, date(2026, 2, 1))

    assert "hr__people.people" not in found


def test_an_agreement_without_an_input_opens_nothing_to_a_query(
    product, mesh, local, as_of
) -> None:
    access = {"pay.count": {"tables": {"people": None}}}
    people = product("hr.people", {"people": COLUMNS}, access=access)
    query = {"rows": "select id from hr__people.people"}
    count = product("pay.count", derived(), queries=query)

    with pytest.raises(
        MeshError, match=r"pay\.count\.rows cannot be run: .*SQL005 'hr__people\.people'"
    ):
        sources.sources(mesh(people, count), local, as_of=as_of)


def test_tables_are_filled_after_those_they_read(product, mesh, local, as_of) -> None:
    first = product(
        "a.first",
        derived(),
        queries={"rows": "select '1' as id"},
        access={"b.second": {"tables": {"rows": None}}},
    )
    last = product(
        "a.last",
        derived(),
        queries={"rows": "select id from b__second.rows"},
        inputs=["b.second"],
    )
    second = product(
        "b.second",
        derived(),
        queries={"rows": "SELECT f.id FROM A__First.ROWS AS f;"},
        inputs=["a.first"],
        access={"a.last": {"tables": {"rows": None}}},
    )

    found = sources.sources(mesh(first, last, second), local, as_of=as_of)

    assert [source.port.id for source in found] == ["a.first.rows", "b.second.rows", "a.last.rows"]


def test_a_selection_fills_nothing_else(product, mesh, local, as_of) -> None:
    query = {"rows": "select '1' as id"}
    both = mesh(*(product(name, derived(), queries=query) for name in ("a.one", "a.two")))

    found = sources.sources(both, local, as_of=as_of, select={"a.two"})

    assert [source.port.id for source in found] == ["a.two.rows"]


def test_queries_that_read_each_other_are_refused(product, mesh, local, as_of) -> None:
    tables = {name: {"query": f"{name}.sql", "columns": {"id": "string"}} for name in ("x", "y")}
    queries = {"x": "select id from a__b.y", "y": "select id from a__b.x"}
    circle = mesh(product("a.b", tables, queries=queries))

    with pytest.raises(MeshError, match="in a circle"):
        sources.sources(circle, local, as_of=as_of)


@pytest.mark.parametrize(
    "query",
    ["selec id", "", "drop table a__b.rows", "select 1 as id; select 2 as id"],
)
def test_what_is_no_single_select_is_refused(product, mesh, local, as_of, query) -> None:
    wrong = mesh(product("a.b", derived(), queries={"rows": query}))

    with pytest.raises(MeshError, match=r"the query of a\.b\.rows cannot be run: .*SQL00"):
        sources.sources(wrong, local, as_of=as_of)


def test_an_agreement_that_has_ended_stops_a_load(product, mesh, local) -> None:
    said = {"tables": {"people": None}, "expires": "2026-01-31"}
    people = product("hr.people", {"people": COLUMNS}, access={"pay.count": said})
    query = {"rows": "select id from hr__people.people"}
    count = product("pay.count", derived(), inputs=["hr.people"], queries=query)

    with pytest.raises(MeshError, match=r"pay\.count\.rows reads hr__people\.people"):
        sources.sources(mesh(people, count), local, as_of=date(2026, 2, 1))
