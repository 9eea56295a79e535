"""Whatever is wrong with a spec, `mesh check` says so in its own words, by its exit code too."""

import shutil
from pathlib import Path

import pytest

from corpus.corpus import Case, cases, write_case

CASES = [case for case in cases() if case.name]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_spec_ends_the_check_with_its_findings(mesh, checkout: Path, case: Case) -> None:
    shutil.rmtree(checkout / "domains")
    write_case(case, checkout)
    ended = mesh("check", "--json")
    said = {
        f"{f['path']}:{f['line']}:{f['column']} {f['code']}" for f in ended.document["findings"]
    }
    errors = [f for f in ended.document["findings"] if f["severity"] == "error"]

    assert set(case.expect) <= said
    assert ended.code == (5 if errors else 0)
    assert "Traceback" not in ended.err
