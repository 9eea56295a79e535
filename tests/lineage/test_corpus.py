"""Every query of the corpus gives exactly its findings, each with its place in the SQL."""

import time
import tracemalloc
from pathlib import Path

import pytest

from meshwright.lineage.check import query_findings
from meshwright.specs.load import load_mesh

from . import corpus

CASES = list(corpus.cases())
HOSTILE = [case for case in CASES if case.kind == "hostile"]
LARGE = [case for case in HOSTILE if len(case.sql) > 1_000]
SECONDS = 20
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
def test_a_hostile_query_is_answered_soon_and_with_little_memory(
    case: corpus.Case, tmp_path: Path
) -> None:
    corpus.write(tmp_path, case.sql, case.columns)
    mesh = load_mesh(tmp_path).mesh

    tracemalloc.start()
    begun = time.process_time()
    try:
        query_findings(mesh)
        seconds, (_, most) = time.process_time() - begun, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # Tracing makes it several times slower.
    assert seconds < SECONDS
    assert most < BYTES
