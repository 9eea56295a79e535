"""From a CSV file to a table that another domain queries, as the page shows it."""

import shutil
from pathlib import Path

import pytest

from shown_commands import run, steps

from checkouts import Checkout

pytestmark = pytest.mark.e2e

PAGE = Path(__file__).parents[2] / "docs/how-to/from-a-csv-file-to-a-table.md"


@pytest.fixture(scope="module")
def domains(small_checkout: Checkout) -> Checkout:
    """The domains of the small mesh; its products come from the page."""
    for product in ("finance/reporting", "sales/invoices", "sales/orders"):
        shutil.rmtree(small_checkout.root / "domains" / product)
    return small_checkout


def test_the_page_works_from_top_to_end(domains) -> None:
    done = run(domains, steps(PAGE))
    said = done.stdout + done.stderr

    assert done.returncode == 0, said
    assert "succeeded sales.shop_orders: orders 3 rows, 3 changed" in said
    assert "succeeded finance.daily_revenue: daily 2 rows" in said
    assert "2026-01-31    24.90" in said
    assert "local: 2 products, all well" in said


def test_a_file_that_is_sent_again_changes_nothing(domains) -> None:
    renamed = domains.root / "export/again.csv"
    renamed.write_bytes((domains.root / "export/january.csv").read_bytes())
    sent = domains.document("ingest", "sales.shop_orders.orders", str(renamed))
    (row,) = domains.document("query", "select count(*) from sales__shop_orders.orders")["rows"]

    assert [file["state"] for file in sent["files"]] == ["landed before"]
    assert row == ["3"]


def test_rows_that_do_not_fit_are_kept_apart_and_publish_nothing(domains) -> None:
    file = domains.root / "export/february.csv"
    file.write_text("order_id,ordered_on,amount\nB-1,2026-02-30,1.00\nB-2,2026-02-01,2.00\n")
    ended = domains.run("ingest", "sales.shop_orders.orders", str(file))
    rows = domains.document("query", "select count(*) from sales__shop_orders.orders")
    rejects = domains.document(
        "query", "select reason, line from sales__shop_orders.orders__rejects"
    )

    assert ended.returncode == 1
    assert "mesh.TooManyRejects" in ended.stderr
    assert "owner: team-sales@acme.example" in ended.stderr
    assert rows["rows"] == [["3"]]
    assert rejects["rows"] == [["ordered_on is no date", "B-1,2026-02-30,1.00"]]
