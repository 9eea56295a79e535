"""Every query of the corpus gives exactly its findings, each with its place in the SQL."""

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from meshwright.lineage.check import query_findings
from meshwright.specs.load import load_mesh

from . import corpus

CASES = list(corpus.cases())
HOSTILE = [case for case in CASES if case.kind == "hostile"]
LARGE = [case for case in HOSTILE if len(case.sql) > 1_000]
CALLS = 2_000_000
"""Of functions: what a query costs on any machine. The dearest of today takes half a million."""
BYTES = 200_000_000


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_query_gives_exactly_its_findings(case: corpus.Case, tmp_path: Path) -> None:
    corpus.write(tmp_path, case.sql, case.columns)

    found = corpus.findings(tmp_path)

    assert corpus.said(found) == sorted(case.expect), [str(finding) for finding in found]
    for finding in found:
        assert finding.message.isprintable()
        assert finding.fix
        assert finding.subject == "sales.report"
        for jargon in ("sqlglot", "exp.", "TokenType", "None", "Expression"):
            assert jargon not in finding.message


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert len(CASES) >= 300
    assert len(HOSTILE) >= 70


@pytest.mark.parametrize("case", LARGE, ids=[case.name for case in LARGE])
def test_a_hostile_query_is_answered_with_little_work_and_memory(
    case: corpus.Case, tmp_path: Path
) -> None:
    corpus.write(tmp_path, case.sql, case.columns)
    mesh = load_mesh(tmp_path).mesh

    tracemalloc.start()
    try:
        query_findings(mesh)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < BYTES
    assert calls_in(lambda: query_findings(load_mesh(tmp_path).mesh)) < CALLS


def calls_in(work: Callable[[], object]) -> int:
    """How many functions written in Python are called."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
