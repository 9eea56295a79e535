"""What the page on evolving an Iceberg table shows is what the commands do."""

import re
from pathlib import Path

import pytest
import yaml

from .conftest import ROOT, Mesh, write
from .test_changed_since import commit, git

PAGE = (ROOT / "docs/how-to/evolve-an-iceberg-table.md").read_text("utf-8")
FOLDER = "domains/sales/orders"
SUMS = "domains/sales/sums"
(COMMAND,) = re.findall(r"```sh\nmesh (.*?)\n```", PAGE)


def block(name: str) -> str:
    (found,) = re.findall(rf"```yaml\n# {name}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture
def base(checkout: Path) -> Path:
    """The sample mesh as the page begins, without readers, on a branch of its own."""
    for path in ("sales/orders/access/finance.reporting.yaml", "finance/reporting/product.yaml"):
        (checkout / "domains" / path).unlink()
    (checkout / "domains/sales/invoices/product.yaml").unlink()
    write(checkout, {f"{FOLDER}/product.yaml": block("before")})
    git(checkout, "init", "-b", "main")
    commit(checkout)
    git(checkout, "switch", "-c", "change")
    return checkout


def test_the_lock_is_written_as_it_is_shown(mesh: Mesh, base: Path) -> None:
    write(base, {f"{FOLDER}/product.yaml": block("after")})
    (shown,) = re.findall(r"```\n(written.*?)```", PAGE, re.DOTALL)

    assert mesh(*COMMAND.split()).out == shown
    assert (base / FOLDER / "product.lock.yaml").read_text() == block("lock")


def test_the_change_passes_with_its_lock_and_not_without(mesh: Mesh, base: Path) -> None:
    write(base, {f"{FOLDER}/product.yaml": block("after")})
    checked = ("check", "--changed-since", "main", "--json")
    without = mesh(*checked).document["findings"]
    mesh(*COMMAND.split())
    ended = mesh(*checked)

    assert "CHK143" in {finding["code"] for finding in without}
    assert ended.code == 0
    said = {finding["code"]: finding["message"] for finding in ended.document["findings"]}
    assert said["CHK081"].startswith(
        "'sku' of table lines is renamed to 'article': its values stay, and queries"
    )


def test_a_report_calls_a_column_renamed_that_keeps_its_values(mesh: Mesh, base: Path) -> None:
    write(base, {f"{FOLDER}/product.yaml": block("after")})
    mesh(*COMMAND.split())
    checked = ("check", "--changed-since", "main")
    (environment, *_) = mesh(*checked, "--json").document["change"]["environments"]

    said = mesh(*checked, "--format", "markdown").out
    assert "table `lines`: column `sku` is **renamed**: `article, string`" in said
    assert "`article`" not in said.replace("`article, string`", "")
    assert [
        (column["column"], column["renamedTo"])
        for product in environment["products"]
        for table in product["tables"]
        for column in table["columns"]
        if column["fate"] == "renamed"
    ] == [("sku", "article")]


def test_a_rename_that_is_not_said_is_told_how_to_keep_the_values(mesh: Mesh, base: Path) -> None:
    spec = block("before").replace("sku: string", "article: string")
    write(base, {f"{FOLDER}/product.yaml": spec})

    (message,) = (
        finding["message"]
        for finding in mesh("check", "--changed-since", "main", "--json").document["findings"]
        if finding["code"] == "CHK081"
    )
    assert "'article' is null in all rows of before, unless it says `renamedFrom: sku`" in message


def test_an_upgraded_table_stands_beside_the_old_one(mesh: Mesh, base: Path) -> None:
    sql = "select order_id, cast(sum(pieces) as bigint) as pieces\n"
    sql += "from sales__orders.lines group by order_id\n"
    before = yaml.safe_load(block("upgraded"))
    del before["tables"]["sums_v2"], before["tables"]["sums"]["sunset"]
    before["tables"]["sums"]["query"] = "sums.sql"
    write(base, {f"{SUMS}/product.yaml": yaml.safe_dump(before), f"{SUMS}/sums.sql": sql})
    commit(base)
    write(base, {f"{SUMS}/product.yaml": "version: 0.2.0\n" + block("upgraded")})

    ended = mesh("check", "--changed-since", "HEAD", "--json")

    errors = [f for f in ended.document["findings"] if f["severity"] == "error"]
    assert errors == []


@pytest.mark.parametrize("code", re.findall(r"(?:CHK|SPEC)\d{3}", PAGE))
def test_every_code_on_the_page_is_one_that_is_said(code: str) -> None:
    assert f"\n## {code}\n" in (ROOT / "docs/reference/findings.md").read_text("utf-8")
