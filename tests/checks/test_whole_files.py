"""Files are given only where they hold nothing that the agreement leaves out."""

from pathlib import Path

import pytest

from meshwright.errors import Severity
from meshwright.specs.load import load_mesh

from .conftest import SOUND, Checked

ACCESS = "sales/orders/access/finance.yaml"
PRODUCT = """\
description: Confirmed orders.
tables:
  orders:
    columns: {id: string, amount: "decimal(6,2)", day: string, shop: string, till: string}
    partitionBy: [day]
  people:
    columns: {id: string, email: {type: string, pii: true}}
  margins:
    columns: {id: string, margin: {type: string, classification: confidential}}
  kept:
    format: iceberg
    columns: {id: string}
"""


def agreed(opened: str, files: str = "files: true\n") -> dict[str, str]:
    text = f"purpose: Reports\nlegalBasis: contract\n{files}tables:\n  {opened}\n"
    return {
        "sales/orders/product.yaml": PRODUCT,
        "sales/orders/access/finance.reports.yaml": "purpose: x\ntables: {orders: }\n"
        "expires: 2026-12-31\n",
        ACCESS: f"{text}expires: 2026-12-31\n",
    }


@pytest.mark.parametrize(
    "opened",
    [
        "orders:",
        "orders: {columns: all}",
        "orders: {columns: [till, shop, day, amount, id]}",
    ],
)
def test_files_of_a_table_that_is_open_whole_are_no_news(checked: Checked, opened: str) -> None:
    assert not [f for f in checked(agreed(opened)) if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        (
            "orders: {columns: [id]}",
            "5:3 CHK166 the files of 'orders' hold columns that are left out:"
            " amount, day, shop and 1 more",
        ),
        (
            "orders: {columns: all, rows: \"id = 'a'\"}",
            "5:32 CHK167 the files of 'orders' hold all rows, and `rows` leaves some out",
        ),
        (
            "people: {columns: all}",
            "5:3 CHK168 the files of 'people' hold protected columns: email",
        ),
        (
            "people: {columns: [id]}",
            "5:3 CHK168 the files of 'people' hold protected columns: email",
        ),
        (
            "margins: {columns: all}",
            "5:3 CHK168 the files of 'margins' hold protected columns: margin",
        ),
        (
            "kept: {columns: all}",
            "5:3 CHK169 'kept' is an Iceberg table, whose files are not its rows",
        ),
    ],
)
def test_files_that_hold_more_are_refused(checked: Checked, opened: str, said: str) -> None:
    (found,) = [f for f in checked(agreed(opened)) if f.position.path.endswith(ACCESS)]

    place = found.position
    assert f"{place.line}:{place.column} {found.code} {found.message}" == said
    assert found.severity is Severity.ERROR


def test_the_same_agreement_without_files_stands(checked: Checked) -> None:
    found = checked(agreed("people: {columns: [id]}", files=""))

    assert not [f for f in found if f.position.path.endswith(ACCESS)]


@pytest.mark.parametrize(
    "table", ["../people", "people/", "orders/../people", "%70eople", "PEOPLE", "orders*", "реорlе"]
)
def test_no_trick_with_a_name_reaches_another_folder(tmp_path: Path, table: str) -> None:
    for path, text in {**SOUND, **agreed(f'"{table}": {{columns: all}}')}.items():
        file = tmp_path / "domains" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text or "", encoding="utf-8")

    loaded = load_mesh(tmp_path)

    assert [f.severity for f in loaded.findings] == [Severity.ERROR]
    assert ACCESS.rpartition("/")[2].removesuffix(".yaml") not in {
        a.consumer for p in loaded.mesh.products.values() for a in p.agreements
    }
