"""What holds of every change: nothing is nothing, additions add up, what breaks stays broken."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meshwright.contracts.breaks import broken_contracts
from meshwright.contracts.changes import Level
from meshwright.contracts.gate import contract_changes
from meshwright.contracts.product_changes import product_changes
from meshwright.errors import Severity
from meshwright.specs.models import DataProduct, Domain, DomainSpec, ProductSpec
from meshwright.specs.source import Source
from tools.oracle.corpus import PRODUCT, edited, pairs

from .pairs import MESH, is_readable, sides

DOMAIN = Domain(
    "shop",
    DomainSpec.model_validate(
        {
            "owner": "a@b.example",
            "description": "x",
            "costCenter": "c",
            "classification": "internal",
        }
    ),
    Source("domain.yaml"),
)
Spec = dict[str, Any]
Said = frozenset[tuple[str, str]]
NAMES = st.sampled_from([f"c{n}" for n in range(6)])
TYPES = st.sampled_from(["string", "int", "bigint", "decimal(10,2)", "decimal(12,2)", "date"])
COLUMNS = st.fixed_dictionaries(
    {"type": TYPES},
    optional={"required": st.booleans(), "unique": st.booleans(), "pii": st.booleans()},
)
TABLES = st.fixed_dictionaries({"columns": st.dictionaries(NAMES, COLUMNS, min_size=1, max_size=5)})
SPECS = st.fixed_dictionaries(
    {
        "description": st.just("x"),
        "tables": st.dictionaries(st.sampled_from(["t", "u", "v"]), TABLES, min_size=1),
    }
)
ADDED = st.dictionaries(
    st.sampled_from([f"new{n}" for n in range(8)]), st.fixed_dictionaries({"type": TYPES})
)


def product(spec: Spec) -> DataProduct:
    model = ProductSpec.model_validate(spec, by_alias=True, by_name=False)
    return DataProduct("orders", DOMAIN, model, Source("product.yaml"), "shop.orders")


def said(before: Spec, after: Spec) -> Said:
    changes = product_changes(product(before), product(after))
    return frozenset((change.kind.value, change.where) for change in changes)


def with_columns(spec: Spec, columns: Mapping[str, Any]) -> Spec:
    """A spec with columns added at the end of its first table."""
    made = deepcopy(spec)
    next(iter(made["tables"].values()))["columns"].update(columns)
    return made


@given(SPECS)
def test_nothing_changed_is_nothing(spec: Spec) -> None:
    assert said(spec, deepcopy(spec)) == frozenset()


@given(SPECS, ADDED, ADDED)
def test_additions_compose(spec: Spec, first: Spec, second: Spec) -> None:
    second = {name: column for name, column in second.items() if name not in first}
    between = with_columns(spec, first)
    after = with_columns(between, second)

    assert said(spec, after) == said(spec, between) | said(between, after)
    assert {kind for kind, _ in said(spec, after)} <= {"columnAdded"}


@given(SPECS, st.data())
def test_renaming_there_and_back_is_nothing(spec: Spec, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(sorted(spec["tables"])))
    column = data.draw(st.sampled_from(sorted(spec["tables"][table]["columns"])))

    def renamed(before: Spec, old: str, new: str) -> Spec:
        made = deepcopy(before)
        columns = made["tables"][table]["columns"].items()
        made["tables"][table]["columns"] = {new if n == old else n: c for n, c in columns}
        return made

    there = renamed(spec, column, "elsewhere")
    back = renamed(there, "elsewhere", column)

    assert ("columnRenamed", f"tables.{table}.columns.elsewhere") in said(spec, there)
    assert said(spec, back) == frozenset()


@given(SPECS, SPECS)
def test_what_breaks_one_way_differs_the_other_way_too(one: Spec, other: Spec) -> None:
    assert bool(said(one, other)) == bool(said(other, one))


ALL = tuple(pairs())
IN_THE_PRODUCT = tuple(p for p in ALL if not p.base and not any("/" in path for path in p.to))
BREAKING = [p for p in IN_THE_PRODUCT if any("error" in said for said in p.says)]


def _within(inner: str, outer: str) -> bool:
    return f"{inner}.".startswith(f"{outer}.")


@pytest.mark.parametrize("leaves", [False, True], ids=["readers stay", "readers leave"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_breaks_is_never_made_compatible_by_another_edit(
    leaves: bool, data: st.DataObject
) -> None:
    broken = data.draw(st.sampled_from(BREAKING), label="broken")
    edits = dict(broken.to)
    for other in data.draw(st.lists(st.sampled_from(IN_THE_PRODUCT), max_size=4), label="others"):
        if all(not _within(a, b) and not _within(b, a) for a in edits for b in other.to):
            edits |= other.to
    if leaves:
        readers = ("finance/", "shop/stock", "shop/orders/access")
        edits |= {name: None for name in MESH["files"] if name.startswith(readers)}
    with TemporaryDirectory() as folder:
        assume(is_readable(Path(folder, "tried"), edits))
        base, head = sides(Path(folder), {}, edits)
        levels = {w.change.level for c in contract_changes(base, head) for w in c.changes}
        found = [f for f in broken_contracts(base, head) if f.severity is Severity.ERROR]

    assert Level.BREAKING in levels
    assert broken.hits <= {h.reader for f in found if f.contract for h in f.contract.hits}


def test_the_corpus_is_large_and_every_pair_has_its_own_name() -> None:
    assert len(ALL) >= 200
    assert len({pair.case for pair in ALL}) == len(ALL)
    assert len(BREAKING) > 50
    assert edited(MESH["files"], {})[PRODUCT] == MESH["files"][PRODUCT]
