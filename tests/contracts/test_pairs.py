"""Every pair of the corpus gets its verdict, its findings and those whom it hits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from meshwright.contracts.breaks import broken_contracts
from meshwright.contracts.changes import Level
from meshwright.contracts.files_taken import files_taken
from meshwright.contracts.gate import contract_changes
from meshwright.contracts.moves import specs_gone
from meshwright.contracts.other_rows import other_rows
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from tools.oracle.corpus import Pair, pairs

from .pairs import sides

PAIRS = tuple(pairs())


def verdict(base: Assessment, head: Assessment) -> str:
    """The weightiest level of all changes of the contract; nothing where there is none."""
    levels = [w.change.level for c in contract_changes(base, head) for w in c.changes]
    levels += [Level(f.contract.level) for f in _by_agreements(base, head) if f.contract]
    gone = {*base.mesh.products} - {*head.mesh.products}
    levels += [
        Level.BREAKING
        for product in gone
        if product not in {p.origin for p in head.mesh.products.values()}
    ]
    return max(levels, key=lambda level: level.rank).value if levels else "nothing"


def _by_agreements(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """What readers notice of agreements, whose product's own contract stays."""
    yield from other_rows(base, head)
    yield from files_taken(base, head)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.case for pair in PAIRS])
def test_a_pair_gets_its_verdict_and_names_whom_it_hits(tmp_path: Path, pair: Pair) -> None:
    base, head = sides(tmp_path, pair.base, pair.to)
    found = [
        *broken_contracts(base, head),
        *specs_gone(base, head),
        *_by_agreements(base, head),
    ]
    told = [f for f in found if f.code != "CHK089"]
    hit = {hit.reader for f in told if f.contract for hit in f.contract.hits}
    versions = [
        f.contract.new
        for f in found
        if (f.code, f.subject) == ("CHK089", "shop.orders") and f.contract
    ]

    assert verdict(base, head) == pair.verdict
    assert {f"{f.code} {f.severity} {f.where or f.subject}" for f in told} == pair.says
    assert hit == pair.hits
    assert all(
        reader in f.message
        for f in told
        if f.contract
        for reader in pair.hits & {h.reader for h in f.contract.hits}
    )
    assert versions == ([pair.version] if pair.version else [])
