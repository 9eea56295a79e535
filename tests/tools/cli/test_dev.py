"""`mesh dev`: every check runs, one failure fails the run, and pytest has the last word."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import typer

from meshwright.cli import written_files
from meshwright.errors import UsageError
from tools.cli import browser, dev
from tools.cli import checks as dev_checks
from tools.cli.checks import CLOSING, Check, Verdict

GOOD, BAD = Verdict("lint", passed=True, seconds=1.23), Verdict("types", passed=False, seconds=0)


@pytest.mark.parametrize(
    "line",
    [
        "======= 3 passed in 0.12s =======",
        "1 failed, 324 passed, 2 skipped in 61.20s (0:01:01)",
        "===== no tests ran in 0.00s =====",
        "1 error in 0.30s",
    ],
)
def test_pytests_closing_line_is_known(line: str) -> None:
    assert CLOSING.search(line)


def test_the_slowest_tests_are_no_closing_line() -> None:
    assert not CLOSING.search("0.64s call     tests/test_x.py::test_it_passed in time")


def test_all_checks_run_whatever_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Check("failing", ("python", "-c", "raise SystemExit(1)"))
    passing = Check("passing", ("python", "-c", ""))
    monkeypatch.setattr(dev_checks, "CHECKS", (failing, passing))

    with (tmp_path / "out").open("w+") as out:
        verdicts = dev_checks.run_checks(tmp_path, out)

    assert [(each.name, each.passed) for each in verdicts] == [
        ("failing", False),
        ("passing", True),
    ]


def test_fixing_repairs_before_it_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = "import pathlib; pathlib.Path('mark').touch()"
    look = "import os, sys; sys.exit(not os.path.exists('mark'))"
    both = Check("mark", ("python", "-c", look), repair=("python", "-c", mark))
    monkeypatch.setattr(dev_checks, "CHECKS", (both,))

    with (tmp_path / "out").open("w+") as out:
        (before,) = dev_checks.run_checks(tmp_path, out)
        (after,) = dev_checks.run_checks(tmp_path, out, fix=True)

    assert (before.passed, after.passed) == (False, True)


@pytest.fixture
def wrong_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all that is asked of the code, its types alone are wrong."""
    monkeypatch.setattr(dev, "has_engine", lambda _: True)
    monkeypatch.setattr(dev_checks, "CHECKS", (Check("lint", ("python", "-c", "")),))
    wrong = Check("types", ("python", "-c", "print('a wrong type'); raise SystemExit(1)"))
    monkeypatch.setattr(dev_checks, "TYPES", wrong)


@pytest.mark.usefixtures("wrong_types")
@pytest.mark.parametrize("fix", [False, True])
def test_wrong_types_fail_lint(fix: bool, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        dev.lint(fix=fix)

    said = capfd.readouterr().out
    assert "── types\na wrong type\n" in said
    assert ("passed  lint" in said, "FAILED  types" in said) == (True, True)


@pytest.mark.usefixtures("wrong_types")
def test_wrong_types_fail_a_run_whose_tests_pass(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_one.py").write_text("def test_it(): pass\n")
    asked = SimpleNamespace(args=["-p", "no:cacheprovider", str(tmp_path)])

    with pytest.raises(typer.Exit):
        dev.check_and_test(cast("typer.Context", asked))

    lines = capfd.readouterr().out.splitlines()
    assert "a wrong type" in lines
    summary = [line.partition(" (")[0] for line in lines[lines.index("── summary") + 1 : -1]]
    assert summary == ["passed  engine", "passed  lint", "FAILED  types", "passed  tests"]


def test_pytests_closing_line_is_kept_and_its_failure_seen(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_it(): assert 0\n")
    out = io.StringIO()

    passed, closing = dev_checks.run_tests(tmp_path, out, ["-p", "no:cacheprovider"])

    assert not passed
    assert "1 failed in" in closing
    assert out.getvalue().rstrip().endswith(closing)


def test_tests_do_not_see_the_mesh_that_a_shell_is_set_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESH_ROOT", "/somewhere")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    names = {"MESH_ROOT", "AWS_ENDPOINT_URL", "PYTHONDONTWRITEBYTECODE"}
    (tmp_path / "test_one.py").write_text(
        f"import os\ndef test_it(): assert not {names} & os.environ.keys()"
    )

    passed, _ = dev_checks.run_tests(tmp_path, io.StringIO(), ["-p", "no:cacheprovider"])

    assert passed


def test_a_tool_that_is_not_installed_is_named() -> None:
    with pytest.raises(UsageError, match="no-such-tool is not installed"):
        dev_checks.command_line(["no-such-tool"])


def test_the_summary_ends_with_pytests_closing_line() -> None:
    out = io.StringIO()

    dev.summarise([GOOD, BAD], out, "== 3 passed in 1s ==")

    assert out.getvalue().splitlines() == [
        "── summary",
        "passed  lint (1.2 s)",
        "FAILED  types (0.0 s)",
        "== 3 passed in 1s ==",
    ]


def test_one_failure_fails_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        dev.finish("dev lint", [GOOD, BAD], as_json=True)

    assert caught.value.exit_code == 1
    assert json.loads(capsys.readouterr().out) == {
        "version": 2,
        "command": "dev lint",
        "passed": False,
        "checks": [
            {"name": "lint", "passed": True, "seconds": 1.2},
            {"name": "types", "passed": False, "seconds": 0},
        ],
    }


def test_only_stale_files_are_written(tmp_path: Path) -> None:
    texts: Mapping[str, str] = {"a.json": "new", "docs/b.md": "new", "c.md": "new"}
    (tmp_path / "a.json").write_text("old")
    (tmp_path / "c.md").write_text("new")

    before = written_files.stale(tmp_path, texts)
    written = written_files.write(tmp_path, texts)

    assert before == written == ("a.json", "docs/b.md")
    assert written_files.stale(tmp_path, texts) == ()


def test_what_goes_untested_without_a_browser_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert (browser.browser(), [*browser.missing()]) == ("/bin/chromium", [])

    monkeypatch.setattr("shutil.which", lambda _: None)
    assert "not tried in one" in "".join(browser.missing())
