"""What is served after a change is what a build of all would write, byte for byte.

Over sequences of random changes of one checkout: what was read, planned, judged and told before
is kept from one to the next, as `mesh catalog serve` keeps it.
"""

import random
import shutil
from contextvars import Context, copy_context
from pathlib import Path

import pytest

from meshwright.catalog.portal.asked import Asked
from meshwright.catalog.portal.content import Content, content
from meshwright.catalog.portal.pages import files
from meshwright.changes.base_commit import nearly_alike
from meshwright.errors import UsageError
from meshwright.gate.assessment import assess
from meshwright.workspace import Workspace

from .random_changes import CHANGES, WAIVER, Rng, edited, products, put, specs
from meshes import DOMAIN, FILES, TODAY

STEPS = 8
QUERY = """\
description: Derived.
inputs: [{0}]
tables:
  t: {{primaryKey: [order_id], query: t.sql, columns: {{order_id: string, n: {1}}}}}
"""
SQL = "SELECT order_id, count(*) AS n FROM {0}.{1} GROUP BY order_id\n"
BROKEN = "description: [not closed\n"


def describe(root: Path, rng: Rng) -> None:
    def say(lines: list[str]) -> None:
        for at, line in enumerate(lines):
            if line.rstrip().endswith("string"):
                name, _, _ = line.partition(":")
                lines[at] = f"{name}: {{type: string, description: Word {rng.randint(0, 9)}}}"
                return

    edited(root, rng, "domains/*/*/product.yaml", say)


def own(root: Path, rng: Rng) -> None:
    owner = f"owner: team-{rng.randint(0, 3)}@acme.example"

    def give(lines: list[str]) -> None:
        lines[:] = [line for line in lines if not line.startswith("owner:")] + [owner]

    edited(root, rng, "domains/**/*.yaml", give)


def derive(root: Path, rng: Rng) -> None:
    if folders := products(root):
        folder = rng.choice(folders)
        read = rng.choice(("sales.orders", "sales.invoices", "finance.reporting"))
        put(folder, "product.yaml", QUERY.format(read, rng.choice(("bigint", "string"))))
        put(folder, "t.sql", SQL.format(read.replace(".", "__"), rng.choice(("orders", "lines"))))


def break_syntax(root: Path, rng: Rng) -> None:
    if found := specs(root):
        rng.choice(found).write_text(BROKEN)


def ask_for(root: Path, rng: Rng) -> None:
    text = "description: Returns\npurpose: Report\naskedBy: finance\naskedOn: 2026-05-01\n"
    put(root, f"wanted/returns_{rng.randint(0, 2)}.yaml", text)


def mend(root: Path, rng: Rng) -> None:
    """Some files as they were at first."""
    start = root.with_name("start") / "domains"
    for file in rng.sample(sorted(start.rglob("*.yaml")), 3):
        put(root / "domains", str(file.relative_to(start)), file.read_text())


MORE = (describe, own, derive, break_syntax, ask_for, mend)


def shown(root: Path) -> Content | str:
    workspace = Workspace(root)
    try:
        return content(workspace, assess(workspace, "local", as_of=TODAY))
    except UsageError as error:
        return str(error)


def served(remembered: Context, root: Path, rng: Rng) -> tuple[int, list[str]]:
    """How many files were compared, and the names of those that are not as a build writes them."""
    now, kept = shown(root), remembered.run(shown, root)
    if isinstance(now, str) or isinstance(kept, str):
        return 0, [] if now == kept else ["the error"]
    built, asked = dict(files(now)), Asked(kept)
    names = [name for name in built if not name.startswith("assets/")]
    rng.shuffle(names)
    return len(names), [name for name in names if asked.get(name) != built[name]]


INVOICES, ORDERS = "domains/sales/invoices", "domains/sales/orders"
DERIVED = """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    primaryKey: [order_id]
    query: invoices.sql
    columns: {order_id: {type: string, references: [sales.orders.lines.order_id]}}
"""
AGREED = "purpose: {0}\nexpires: 2026-12-31\ntables: {{orders: {{columns: [margin]}}}}\n"
OTHERS: tuple[tuple[str, str], ...] = (
    ("domains/finance/domain.yaml", DOMAIN.format("finance").replace("team-finance", "team-cfo")),
    (f"{INVOICES}/invoices.sql", "SELECT order_id FROM sales__orders.orders\n"),
    (f"{INVOICES}/product.yaml", DERIVED),
    (f"{INVOICES}/invoices.sql", "SELECT order_id FROM sales__orders.lines GROUP BY 1\n"),
    (
        f"{INVOICES}/product.yaml",
        DERIVED.replace(", references: [sales.orders.lines.order_id]", ""),
    ),
    (f"{ORDERS}/access/finance.yaml", AGREED.format("Audit")),
    (f"{ORDERS}/access/finance.yaml", AGREED.format("Another audit")),
    ("domains/finance/reporting/product.yaml", BROKEN),
    ("domains/finance/reporting/product.yaml", FILES["finance/reporting/product.yaml"]),
    (f"{ORDERS}/waivers.yaml", WAIVER.format("GOV-011")),
    ("domains/sales/governance.yaml", "rules: {GOV-003: {level: mandatory}}\n"),
    ("wanted/returns.yaml", "description: d\npurpose: p\naskedBy: finance\naskedOn: 2026-05-01\n"),
    ("domains/finance/domain.yaml", BROKEN),
    (f"{ORDERS}/product.yaml", FILES["sales/orders/product.yaml"].replace("sku", "article")),
    ("domains/finance/domain.yaml", DOMAIN.format("finance")),
)
"""What one file says that pages of others show."""


def test_what_a_file_says_of_others_is_served_at_once(checkout: Path) -> None:
    rng = random.Random(0)  # noqa: S311 - a sample, not a secret
    with nearly_alike():
        remembered = copy_context()
    assert served(remembered, checkout, rng)[0] > 50
    for path, text in OTHERS:
        put(checkout, path, text)
        assert served(remembered, checkout, rng)[1] == [], path


def trials(root: Path, seeds: range) -> None:
    shutil.copytree(root, root.with_name("start"))
    compared = 0
    for seed in seeds:
        rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
        shutil.rmtree(root)
        shutil.copytree(root.with_name("start"), root)
        with nearly_alike():
            remembered = copy_context()
        made: list[str] = []
        for _ in range(STEPS):
            count, others = served(remembered, root, rng)
            assert not others, (seed, made)
            compared += count
            step = rng.choice((*CHANGES, *MORE))
            step(root, rng)
            made.append(step.__name__)
    assert compared > 100 * len(seeds)


def test_what_is_served_after_changes_is_what_a_build_writes(checkout: Path) -> None:
    trials(checkout, range(3))


@pytest.mark.long
def test_what_is_served_after_many_changes_is_what_a_build_writes(checkout: Path) -> None:
    trials(checkout, range(3, 200))
