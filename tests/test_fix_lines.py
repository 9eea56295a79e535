"""No remedy sends its reader to a file that is not there."""

from pathlib import Path

import pytest

from corpus.corpus import cases, write_case
from corpus.test_corpus import findings_below
from fix_lines import missing_files
from guardrails.rules import ALL_RULES
from meshwright.reports.catalogue import cards


@pytest.mark.parametrize(
    ("fix", "missing"),
    [
        (
            "write `status: retired` in domains/sales/gone/product.yaml",
            ["domains/sales/gone/product.yaml"],
        ),
        ("see docs/how-to/nowhere.md, or policies/floor.yaml.", ["docs/how-to/nowhere.md"]),
        ("propose the agreement: domains/sales/gone/access/x.yaml", []),
        ("write platform/environments/new.yaml", []),
        ("move it out of domains/", []),
        ("say https://acme.example/domains/x", []),
    ],
)
def test_a_file_that_is_not_there_is_noticed(fix: str, missing: list[str]) -> None:
    assert missing_files(fix) == missing


def test_no_code_and_no_rule_names_a_file_that_is_not_there() -> None:
    fixes = [card.fix for card in cards().values()] + [rule.fix for rule in ALL_RULES]

    assert [fix for fix in fixes if missing_files(fix)] == []


@pytest.mark.parametrize("case", cases(), ids=[case.name for case in cases()])
def test_no_finding_about_a_bad_spec_names_a_file_that_is_not_there(case, tmp_path: Path) -> None:
    write_case(case, tmp_path)

    assert [f.fix for f in findings_below(tmp_path) if missing_files(f.fix, tmp_path)] == []
