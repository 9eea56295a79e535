"""Every query of the corpus gives exactly its findings, each with its place in the SQL."""

from pathlib import Path

import pytest

from . import corpus

CASES = list(corpus.cases())


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
    assert len(CASES) >= 40
