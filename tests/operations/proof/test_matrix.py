"""The agreed access as a matrix, computed from the files by a program of its own.

It knows no code of the project: it reads YAML and says, by the words of the design, who may do what
with each column. The evaluator has to say the same of what is planned and of what is listed.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from lake_listings import LISTINGS, Listing
from meshwright.access.lake import Thing
from meshwright.gate.assessment import Assessment
from meshwright.specs.load import load_environment, load_mesh
from tools.bench import specs

from .proving import assessed, entries, in_force, proof, read
from meshes import TODAY, environment

ROOT = Path(__file__).parents[3]
OWN = frozenset({"ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"})
ACTIONS = ("SELECT", "DESCRIBE", "INSERT", "DELETE", "ALTER", "DROP")
OPENED = (
    "columns: [event_id, customer_email, happened_on]",
    "columns: all",
    "",
    "columns: [event_id, customer_email], rows: \"event_id <> 'x'\"",
    'columns: all, rows: "customer_email IS NOT NULL"',
    "rows: \"event_id IN ('x', 'y')\"",
)
"""Row filters are written as they reach AWS, so that this program need not write them anew."""
FEW, MANY = 2, 100
LARGE, COMBINATIONS = 60, 20_000
"""Products of one mesh, and what is asked of it at the least."""

Files = Mapping[str, Mapping[str, Any]]


def parsed(domains: Path) -> Files:
    """Every YAML file below `domains/`, by its path."""
    return {
        file.relative_to(domains).as_posix(): yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted(domains.rglob("*.yaml"))
    }


class Expected:
    """Who may do what, by the files alone."""

    def __init__(self, files: Files, account: str, name: str) -> None:
        self.files, self.account, self.name = files, account, name
        self.products = [
            p.removesuffix("/product.yaml") for p in files if p.endswith("product.yaml")
        ]

    def role(self, consumer: str) -> str:
        domain, _, product = consumer.replace(".", "/").partition("/")
        what = f"{product.replace('_', '-')}--runtime" if product else "reader"
        parts = f"mesh-{self.name}--{domain.replace('_', '-')}--{what}"
        return f"arn:aws:iam::{self.account}:role/mesh/{domain}/{parts}"

    def consumers(self) -> list[str]:
        domains = [p.partition("/")[0] for p in self.files if p.endswith("domain.yaml")]
        return [*domains, *(p.replace("/", ".") for p in self.products)]

    def tables(self, product: str) -> Mapping[str, Any]:
        return self.files[f"{product}/product.yaml"]["tables"]

    def unprotected(self, product: str, table: str) -> frozenset[str]:
        domain = self.files[f"{product.partition('/')[0]}/domain.yaml"]
        general = self.files[f"{product}/product.yaml"].get("classification")
        found: set[str] = set()
        for name, written in self.tables(product)[table]["columns"].items():
            said: Mapping[str, Any] = written if isinstance(written, dict) else {}
            level = said.get("classification") or general or domain["classification"]
            if not said.get("pii") and level in ("public", "internal"):
                found.add(name)
        return frozenset(found)

    def columns(self, product: str, table: str, consumer: str) -> frozenset[str]:
        """What a consumer reads of a table."""
        every = frozenset(self.tables(product)[table]["columns"])
        if consumer == product.replace("/", "."):
            return every
        agreed = self.agreed(product, table, consumer)
        if agreed is not None:
            opened = agreed.get("columns")
            if opened == "all":
                return every
            return frozenset(opened) if opened else self.unprotected(product, table)
        return (
            self.unprotected(product, table) if self.by_default(product, consumer) else frozenset()
        )

    def agreed(self, product: str, table: str, consumer: str) -> Mapping[str, Any] | None:
        """What an agreement in force says of a table."""
        agreed = self.files.get(f"{product}/access/{consumer}.yaml")
        if agreed is None or not self.holds(agreed) or table not in agreed["tables"]:
            return None
        return agreed["tables"][table] or {}

    def seen(self, product: str, table: str, consumer: str) -> tuple[str, ...]:
        """The filter of the rows that a consumer reads; nothing where it reads all."""
        agreed = self.agreed(product, table, consumer) or {}
        return (agreed["rows"],) if "rows" in agreed else ()

    def holds(self, agreed: Mapping[str, Any]) -> bool:
        return (agreed.get("starts") or date.min) <= TODAY <= agreed["expires"]

    def by_default(self, product: str, consumer: str) -> bool:
        domain = product.partition("/")[0]
        if consumer == domain:
            return True
        theirs = self.files.get(f"{consumer.replace('.', '/')}/product.yaml", {})
        inputs = theirs.get("inputs") or ()
        return consumer.startswith(f"{domain}.") and product.replace("/", ".") in inputs

    def rows(self) -> Iterator[tuple[str, str, str, str, str, bool, tuple[str, ...]]]:
        """Principal, action, database, table, column, whether it is allowed, and of which rows."""
        for product in self.products:
            for consumer in self.consumers():
                of_it = [self.columns(product, table, consumer) for table in self.tables(product)]
                where = self.role(consumer), product.replace("/", "__"), ""
                yield self.row(where, "DESCRIBE", "", any(of_it))
                yield self.row(where, "CREATE_TABLE", "", False)
            for table, described in self.tables(product).items():
                for consumer in self.consumers():
                    open_ = self.columns(product, table, consumer)
                    is_own = consumer == product.replace("/", ".")
                    seen = self.seen(product, table, consumer)
                    where = self.role(consumer), product.replace("/", "__"), table
                    for column in described["columns"]:
                        is_open = column in open_
                        yield self.row(where, "SELECT", column, is_open, seen if is_open else ())
                    for action in ACTIONS[1:]:
                        does = (is_own and action in OWN) or (action == "DESCRIBE" and bool(open_))
                        yield self.row(where, action, "", does)

    def row(
        self,
        where: tuple[str, str, str],
        action: str,
        column: str,
        is_open: bool,
        seen: tuple[str, ...] = (),
    ) -> Any:
        principal, database, table = where
        return principal, action, database, table, column, is_open, seen


def agree(expected: Expected, found: Any) -> int:
    """How many combinations both were asked for, and both answered alike."""
    lake = found.lake(named=True)
    rows = list(expected.rows())
    wrong = [
        (*row, verdict.because)
        for row in rows
        for verdict in [lake.decide(row[0], row[1], Thing(row[2], row[3], row[4]))]
        if (verdict.is_allowed, verdict.rows) != row[5:]
    ]
    assert wrong == []
    return len(rows)


@pytest.mark.parametrize("listing", LISTINGS)
def test_the_example_is_decided_as_its_files_say(listing: Listing) -> None:
    mesh, place = load_mesh(ROOT).mesh, load_environment(ROOT, "local")
    agreed = assessed(mesh, place)
    expected = Expected(parsed(ROOT / "domains"), place.spec.account, "local")

    found = in_force(agreed, read(entries(agreed), listing))

    assert agree(expected, found) > 2_000
    assert proof(agreed, found).differences == ()


def made_up(folder: Path, products: int, seed: int) -> tuple[Assessment, Expected]:
    """A mesh whose agreements open some columns, all of them, or the unprotected ones."""
    chance = Random(seed)  # noqa: S311 - the same mesh each time is meant
    texts = {
        name: text.replace(f"{{{OPENED[0]}}}", f"{{{chance.choice(OPENED)}}}")
        for name, text in specs.files(products, seed=seed).items()
    }
    specs.write(folder / "domains", texts)
    agreed = assessed(load_mesh(folder).mesh, environment("local", keepData=True))
    return agreed, Expected(parsed(folder / "domains"), "111122223333", "local")


@pytest.mark.parametrize(
    "seed",
    [*range(FEW), *(pytest.param(s, marks=pytest.mark.long) for s in range(FEW, MANY))],
)
def test_a_mesh_that_is_made_up_is_decided_as_its_files_say(seed: int, tmp_path: Path) -> None:
    agreed, expected = made_up(tmp_path, 2 + seed % 12, seed)
    found = in_force(agreed, read(entries(agreed), LISTINGS[seed % len(LISTINGS)]))

    assert agree(expected, found) > 0
    assert proof(agreed, found).differences == ()


def test_a_large_mesh_is_decided_as_its_files_say(tmp_path: Path) -> None:
    agreed, expected = made_up(tmp_path, LARGE, 0)

    assert agree(expected, in_force(agreed)) >= COMBINATIONS


def test_the_matrix_is_not_the_evaluators_own() -> None:
    mesh, place = load_mesh(ROOT).mesh, load_environment(ROOT, "local")
    agreed = assessed(mesh, place)
    files = {n: f for n, f in parsed(ROOT / "domains").items() if "planning.capacity" not in n}
    expected = Expected(files, place.spec.account, "local")

    with pytest.raises(AssertionError):
        agree(expected, in_force(agreed))
