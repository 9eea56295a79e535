"""What a query can read: by inputs, by agreements, and where a product cannot be read."""

from pathlib import Path

import pytest

from meshwright.lineage.check import query_findings
from meshwright.specs.load import load_mesh

from . import corpus

PEOPLE = "domains/hr/people/product.yaml"
ACCESS = "domains/hr/people/access/sales.report.yaml"
REPORT = "domains/sales/report/product.yaml"


def edited(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def codes(root: Path) -> list[str]:
    return [finding.code for finding in query_findings(load_mesh(root).mesh)]


def test_an_agreement_that_has_ended_is_told_elsewhere(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select count(person_id) as n from hr__people.people")
    edited(tmp_path, ACCESS, "2026-12-31", "2020-12-31")

    assert codes(tmp_path) == []


def test_an_agreement_that_is_missing_is_told_elsewhere(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select count(city) as n from hr__people.people")
    (tmp_path / ACCESS).unlink()

    assert codes(tmp_path) == []


def test_an_agreement_that_opens_all_opens_what_comes(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select count(city) as n from hr__people.people")
    edited(tmp_path, ACCESS, "{columns: [person_id, name, salary, team]}", "{columns: all}")

    assert codes(tmp_path) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select whatever as n from hr__people.people",
        "select p.whatever as n from hr__people.anything as p",
        "select * from hr__people.people",
        "select n from (select x as n from hr__people.people)",
        "select count(*) as n from sales__orders.orders join hr__people.people using (note)",
        "with t (n) as (select * from hr__people.people) select n from t",
    ],
)
def test_a_product_that_cannot_be_read_is_left_in_peace(tmp_path: Path, sql: str) -> None:
    corpus.write(tmp_path, sql)
    edited(tmp_path, PEOPLE, "description: People.", "descripton: People.")

    assert codes(tmp_path) == []


def test_an_input_that_is_not_there_is_told_elsewhere_and_opens_nothing(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select count(*) as n from hr__people.people")
    edited(tmp_path, REPORT, "hr.people", "hr.peple")

    assert codes(tmp_path) == ["SQL005"]


def test_a_moved_product_is_read_by_its_own_names(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select count(order_id) as n from sales__old.orders")
    (tmp_path / "domains/sales/orders/product.lock.yaml").write_text("origin: sales.old\n")

    assert codes(tmp_path) == []


def test_a_declassification_without_a_query_is_needless(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select 1 as n")
    edited(tmp_path, REPORT, "target: bigint", "target: {type: bigint, declassification: x}")

    assert codes(tmp_path) == ["SQL022"]


def test_a_declassification_is_not_judged_while_the_query_is_wrong(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select nothing as n", "n: {type: bigint, declassification: x}")

    assert codes(tmp_path) == ["SQL006"]


def test_the_query_of_a_retired_table_is_not_looked_at(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select nothing as n")
    edited(tmp_path, REPORT, "    query: report.sql", "    status: retired\n    query: report.sql")

    assert codes(tmp_path) == []


def test_each_mesh_is_looked_at_once(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select nothing as n")
    one, other = load_mesh(tmp_path).mesh, load_mesh(tmp_path).mesh

    assert query_findings(one) is query_findings(one)
    assert query_findings(other) == query_findings(one)


def test_what_recurses_beyond_all_limits_is_a_finding(tmp_path: Path, monkeypatch) -> None:
    def endless(*_: object) -> None:
        raise RecursionError

    corpus.write(tmp_path, "select 1 as n")
    monkeypatch.setattr("meshwright.lineage.derived.analysed", endless)

    assert codes(tmp_path) == ["SQL004"]
