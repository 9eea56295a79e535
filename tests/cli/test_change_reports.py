"""The one report of a pull request, story by story, as its receiver reads it.

The reports lie in golden/; after a change of words on purpose, delete them and run this twice.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import write
from .test_changed_since import PRODUCT, commit, git

GOLDEN = Path(__file__).parent / "golden"
ORDERS = "domains/sales/orders/product.yaml"
ACCESS = "domains/sales/orders/access/finance.reporting.yaml"
PROD = """\
account: "111122223333"
region: eu-west-1
backend: s3://state
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""
AGREEMENT = """\
purpose: Plan capacity
tables:
  lines: {columns: [sku]}
expires: 2026-12-31
"""


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return change


def written(path: str, text: str) -> Callable[[Path], None]:
    return lambda root: write(root, {path: text})


def removed(*paths: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for path in paths:
            (root / path).unlink()

    return change


STORIES = {
    "nothing": written("README.md", "Hello.\n"),
    "new-product": written("domains/sales/returns/product.yaml", PRODUCT.format("returns", "")),
    "new-column": replaced(ORDERS, "sku: string", "sku: string, price: int"),
    "new-protected-column": replaced(
        ORDERS, "sku: string", "sku: string, buyer: {type: string, pii: true}"
    ),
    "dropped-column": replaced(ORDERS, ", sku: string", ""),
    "retyped-column": replaced(ORDERS, "sku: string", "sku: bigint"),
    "less-classified": replaced(
        ORDERS, "customer_email: {type: string, pii: true}", "customer_email: string"
    ),
    "new-agreement": written("domains/sales/orders/access/finance.yaml", AGREEMENT),
    "ended-agreement": removed(ACCESS),
    "longer-agreement": replaced(ACCESS, "2026-12-31", "2027-12-31"),
    "expired-agreement": replaced(ACCESS, "2026-12-31", "2026-05-31"),
    "renamed-column": replaced(ORDERS, "sku: string", "article: string"),
    "deprecated": replaced(
        ORDERS,
        "description: Confirmed orders.\n",
        "description: Confirmed orders.\nstatus: deprecated\nsunset: 2026-12-01\n"
        "successor: sales.invoices\n",
    ),
    "moved-product": lambda root: git(root, "mv", "domains/sales/orders", "domains/sales/bookings"),
    "table-removed": replaced(
        ORDERS, "  lines:\n    columns: {order_id: string, sku: string}\n", ""
    ),
    "product-removed": removed("domains/finance/reporting/product.yaml"),
    "platform-change": written("policies/guardrails/x.py", "x = 1\n"),
    "environment": replaced(
        "platform/environments/prod.yaml",
        "region: eu-west-1\n",
        "region: eu-west-1\nreaders:\n  audit:\n    principal: "
        "arn:aws:iam::111122223333:role/audit\n    classifications: [internal]\n",
    ),
}


@pytest.fixture
def base(checkout: Path) -> Path:
    """The sample mesh, clean in two environments, on a branch of its own."""
    write(checkout, {"platform/environments/prod.yaml": PROD})
    git(checkout, "init", "-b", "main")
    commit(checkout)
    git(checkout, "switch", "-c", "change")
    return checkout


def shown(report: str) -> str:
    """A report without the words of findings, which have tests of their own."""
    return re.sub(r"^(- `[A-Z]+-?[0-9]+` \w+ .*?)<br>.*$", r"\1", report, flags=re.MULTILINE)


@pytest.mark.parametrize("story", STORIES)
def test_the_report_of_a_pull_request(mesh, base, story: str) -> None:
    STORIES[story](base)
    ended = mesh("check", "--changed-since", "main", "--format", "markdown")
    golden = GOLDEN / f"{story}.md"
    if not golden.exists():
        golden.write_text(shown(ended.out))
        pytest.fail(f"{golden.name} is written: read it, then run again")

    assert shown(ended.out) == golden.read_text()


def test_the_document_says_what_the_comment_says(mesh, base) -> None:
    STORIES["dropped-column"](base)
    change = mesh("check", "--changed-since", "main", "--json").document["change"]
    local, prod = change["environments"]
    (product,) = prod["products"]

    assert (change["since"], change["fault"], change["code"]) == ("main", None, [])
    assert change["new"] == [True] * len(change["new"])
    assert local["products"] == prod["products"]
    assert (product["product"], product["hit"]) == ("sales.orders", ["sales", "sales.invoices"])
    assert product["tables"][0]["columns"][0]["fate"] == "dropped"


def test_the_document_of_a_base_that_cannot_be_had_says_why(mesh, base) -> None:
    git(base, "switch", "-c", "empty")
    for file in (base / "platform/environments").iterdir():
        file.rename(base / file.name)
    commit(base)
    git(base, "branch", "-f", "main")
    for name in ("local", "prod"):
        (base / f"{name}.yaml").rename(base / f"platform/environments/{name}.yaml")
    change = mesh("check", "--changed-since", "main", "--json").document["change"]

    assert change["fault"] == "there is no environment local or prod yet"
    assert change["new"] is None
    assert "environments" not in change
