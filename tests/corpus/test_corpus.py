"""Every bad spec gives exactly its findings, each with a position, and never a traceback."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.corpus import PRODUCT, Case, cases, write_case
from meshwright.checks import check_mesh
from meshwright.errors import Finding
from meshwright.gate.consequences import without_consequences
from meshwright.plan import plan
from meshwright.plan.limits import plan_findings
from meshwright.specs.load import load_mesh

from meshes import environment

CASES = cases()
TODAY = date(2026, 6, 1)


def findings_below(root: Path) -> tuple[Finding, ...]:
    return without_consequences(_findings(root))


def _findings(root: Path) -> Iterator[Finding]:
    loaded = load_mesh(root)
    local = environment("local")
    yield from loaded.findings
    yield from check_mesh(loaded.mesh, local, as_of=TODAY)
    yield from plan_findings(plan(loaded.mesh, local, as_of=TODAY), local)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_spec_gives_exactly_its_findings(case: Case, tmp_path: Path) -> None:
    write_case(case, tmp_path)

    found = list(findings_below(tmp_path))

    said = sorted(f"{finding.position} {finding.code}" for finding in found)
    assert said == sorted(case.expect)


def test_a_file_of_ten_thousand_mistakes_shows_a_hundred(tmp_path: Path) -> None:
    write_case(Case("", {PRODUCT: {"generator": "unknown_fields"}}, ()), tmp_path)

    found = load_mesh(tmp_path).findings

    assert len(found) == 101
    assert found[-1].message == "and 9,902 more findings in this file"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_finding_speaks_plainly_and_says_what_to_do(case: Case, tmp_path: Path) -> None:
    write_case(case, tmp_path)

    found = list(findings_below(tmp_path))

    assert found
    for finding in found:
        assert finding.message.isprintable()
        assert finding.fix
        assert finding.subject or finding.position.path.count("/") <= 1
        for jargon in ("Input should", "validation", "pydantic", "NoneType", "dict", "tuple"):
            assert jargon not in finding.message


def test_the_mesh_that_the_cases_change_is_sound(tmp_path: Path) -> None:
    write_case(Case("sound", {}, ()), tmp_path)

    assert not list(findings_below(tmp_path))


def test_cases_have_names_of_their_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert len(CASES) >= 65
