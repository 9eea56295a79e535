"""A check beside others: told whole when it has ended, and its failure is nobody else's."""

import io
from pathlib import Path

from tools.cli.beside import Beside, beside
from tools.cli.checks import Check, run_tests

SAYS_MUCH = Check("types", ("python", "-c", "print('wrong type\\n' * 50_000); raise SystemExit(1)"))
FINE = Check("types", ("python", "-c", ""))


def told(out: io.StringIO) -> list[str]:
    return out.getvalue().splitlines()


def test_its_failure_is_told_with_all_that_it_said(tmp_path: Path) -> None:
    out = io.StringIO()

    with beside(SAYS_MUCH, tmp_path, out) as types:
        verdict = types.verdict()

    assert (verdict.name, verdict.passed) == ("types", False)
    assert told(out)[0] == "── types"
    assert told(out).count("wrong type") == 50_000


def test_it_passes_alone(tmp_path: Path) -> None:
    with beside(FINE, tmp_path, io.StringIO()) as types:
        assert types.verdict().passed


def test_it_is_told_once_and_not_before_it_has_ended(tmp_path: Path) -> None:
    out, waiting = io.StringIO(), Check("types", ("python", "-c", "import signal; signal.pause()"))

    with beside(waiting, tmp_path, out) as types:
        types.tell_if_ended()
        before = told(out)
        types.process.kill()
        types.process.wait()
        types.tell_if_ended()
        types.tell_if_ended()

    assert before == []
    assert told(out) == ["── types"]
    assert not types.verdict().passed


def test_it_is_told_between_the_lines_of_the_tests(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_it(): pass\n")
    out = io.StringIO()

    with beside(FINE, tmp_path, out) as types:
        types.process.wait()
        passed, closing = run_tests(
            tmp_path, out, ["-p", "no:cacheprovider"], between=types.tell_if_ended
        )

    assert isinstance(types, Beside)
    assert passed
    assert "── types" in told(out)[:3]
    assert told(out)[-1] == closing
