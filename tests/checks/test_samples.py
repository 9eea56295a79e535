"""Rows are shown to everybody only where nothing speaks against it."""

import pytest

from meshwright.plan.queries import in_order
from meshwright.specs.load import load_mesh
from meshwright.specs.models.samples import MOST_COLUMNS, samples_of

from .conftest import DOMAIN, Checked, agreement

ORDERS = "sales/orders/product.yaml"
SPEC = """\
description: x
{head}
tables:
  orders:
    source: {{format: parquet}}
    primaryKey: [id]
    {said}
    columns:
      id: string
      email: {{type: string, pii: true}}
      margin: {{type: int, classification: restricted}}
      where: "struct<x:int>"
      raw: binary
      day: date
"""
OTHERS = "  by_others: {columns: {id: string}}\n"
HIDDEN = (
    "  hidden: {source: {format: json}, primaryKey: [m], columns: {m: {type: int, pii: true}}}\n"
)


def spec(head: str = "version: 0.1.0", said: str = "sample: true", more: str = "") -> str:
    return SPEC.format(head=head, said=said) + more


def codes_of(checked: Checked, files: dict[str, str]) -> list[tuple[str, str, str]]:
    found = (f for f in checked(files) if f.code.startswith("CHK21"))
    return [(f.code, f.where, f.message) for f in found]


def test_a_table_shows_its_unprotected_plain_columns(checked: Checked, tmp_path) -> None:
    assert codes_of(checked, {ORDERS: spec()}) == []

    product = load_mesh(tmp_path).mesh.products["sales.orders"]

    assert samples_of(product) == {"orders": ("id", "day")}
    (job,) = in_order(product)
    assert job.sampled == ("id", "day")


@pytest.mark.parametrize(
    ("head", "said", "tables"),
    [
        ("sample: true", "allowEmpty: true", {"orders"}),
        ("sample: true", "sample: false", set()),
        ("sample: false", "sample: true", {"orders"}),
        ("version: 0.1.0", "allowEmpty: true", set()),
        ("status: draft", "sample: true", set()),
        ("sample: true", "status: draft", set()),
    ],
)
def test_a_table_says_otherwise_than_its_product(checked: Checked, tmp_path, head, said, tables):
    checked({ORDERS: spec(head, said)})

    product = load_mesh(tmp_path).mesh.products["sales.orders"]

    assert {*samples_of(product)} == tables


def test_a_wide_table_shows_its_first_columns(checked: Checked, tmp_path) -> None:
    more = "".join(f"      c{n}: string\n" for n in range(100))
    checked({ORDERS: spec(more=more)})

    product = load_mesh(tmp_path).mesh.products["sales.orders"]

    assert len(samples_of(product)["orders"]) == MOST_COLUMNS


@pytest.mark.parametrize(
    ("files", "code", "where", "message"),
    [
        (
            {ORDERS: spec("classification: confidential")},
            "CHK210",
            "tables.orders.sample",
            "'orders' cannot show rows to everybody: sales.orders is confidential",
        ),
        (
            {ORDERS: spec("sample: true", "allowEmpty: true", OTHERS)},
            "CHK211",
            "sample",
            "'by_others' cannot show rows to everybody: no run makes its rows",
        ),
        (
            {ORDERS: spec("status: retired")},
            "CHK211",
            "tables.orders.sample",
            "'orders' cannot show rows to everybody: no run makes its rows",
        ),
        (
            {ORDERS: spec("sample: true", "allowEmpty: true", HIDDEN)},
            "CHK212",
            "sample",
            "'hidden' cannot show rows to everybody: each of its columns is protected, nested or"
            " binary",
        ),
        (
            {
                ORDERS: spec(),
                "sales/orders/access/finance.yaml": agreement(
                    tables="{orders: {columns: [id], rows: \"id = 'x'\"}}"
                ),
                "sales/orders/access/finance.reports.yaml": agreement(),
            },
            "CHK213",
            "tables.orders.sample",
            "'orders' cannot show rows to everybody: finance may read some of them alone",
        ),
    ],
)
def test_what_speaks_against_it_is_told_and_nothing_is_shown(
    checked: Checked, tmp_path, files, code, where, message
) -> None:
    found = codes_of(checked, files)

    assert (code, where, message) in found
    product = load_mesh(tmp_path).mesh.products["sales.orders"]
    assert message.split("'")[1] not in samples_of(product)


def test_a_domain_that_is_confidential_shows_nothing(checked: Checked) -> None:
    files = {"sales/domain.yaml": DOMAIN.replace("internal", "confidential"), ORDERS: spec()}

    assert {"CHK210", "CHK212"} <= {code for code, _, _ in codes_of(checked, files)}
