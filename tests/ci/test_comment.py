"""mesh-comment.yml as it is written: one comment, whatever the checked code has left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ci.code_host import BOT, TOKEN, CodeHost, code_host
from ci.expressions import holds
from ci.jobs import Runner

ROOT = Path(__file__).parents[2]
WORKFLOW = (ROOT / ".github/workflows/mesh-comment.yml").read_text()
MARKER = "<!-- mesh check: one comment, edited in place -->"
HEAD = "a" * 40


@pytest.fixture
def host() -> Iterator[CodeHost]:
    with code_host() as host:
        host.opened(41, "stranger:fix", HEAD)
        host.uploaded({"report.md": "✅ **Nothing stops this change**\n".encode()})
        yield host


def commented(host: CodeHost, tmp_path: Path, **changes: object) -> tuple[int, str]:
    """The exit code and the words of the job, for the event of a fork's pull request."""
    run = {
        "id": 11,
        "head_sha": HEAD,
        "head_branch": "fix",
        "head_repository": {"owner": {"login": "stranger"}},
        **changes,
    }
    variables = {"GITHUB_API_URL": host.address}
    runner = Runner(tmp_path, tmp_path, variables)
    runner.place.mkdir(exist_ok=True)
    github = {"sha": "b" * 40, "token": TOKEN, "event": {"workflow_run": run}}
    return runner.run(WORKFLOW, "comment", {"github": github}), runner.log


def test_a_forks_report_becomes_a_comment(host, tmp_path) -> None:
    code, log = commented(host, tmp_path)

    assert (code, log) == (0, "commented on #41\n")
    (body,) = host.bodies
    assert body.startswith(f"{MARKER}\n✅ **Nothing stops this change**\n")
    assert HEAD in body
    assert "https://github.com/acme/mesh/actions/runs/11" in body
    assert host.leaked == []


def test_a_second_report_takes_the_place_of_the_first(host, tmp_path) -> None:
    host.said("ann", "Looks good")
    commented(host, tmp_path)
    host.uploaded({"report.md": "❌ **Blocked**\n".encode()})
    commented(host, tmp_path)

    assert len(host.bodies) == 2
    assert "❌ **Blocked**" in host.bodies[1]


def test_its_own_comment_is_found_behind_a_hundred_others(host, tmp_path) -> None:
    for number in range(150):
        host.said("ann", f"Comment {number}")
    commented(host, tmp_path)
    commented(host, tmp_path)

    assert len(host.bodies) == 151


def test_a_comment_that_another_has_marked_is_not_edited(host, tmp_path) -> None:
    host.said("stranger", f"{MARKER}\nforged")
    host.said(BOT, "of another workflow")
    commented(host, tmp_path)

    assert host.bodies[:2] == [f"{MARKER}\nforged", "of another workflow"]
    assert len(host.bodies) == 3


@pytest.mark.parametrize(
    ("head", "sha"),
    [("stranger:fix", "c" * 40), ("acme:fix", HEAD)],
    ids=["moved on", "of another repository"],
)
def test_where_no_open_pull_request_has_the_commit_nothing_is_said(
    host, tmp_path, head: str, sha: str
) -> None:
    host.pulls.clear()
    host.opened(41, head, sha)

    code, log = commented(host, tmp_path)

    assert code == 0
    assert "no open pull request has this commit" in log
    assert host.bodies == []


def test_where_two_have_it_nothing_is_said(host, tmp_path) -> None:
    host.opened(42, "stranger:fix", HEAD)

    code, log = commented(host, tmp_path)

    assert code == 1
    assert "[41, 42] have the same head" in log
    assert host.bodies == []


def test_a_check_that_left_nothing_has_no_verdict(host, tmp_path) -> None:
    host.archive = None

    commented(host, tmp_path)

    assert "❌ **The check has no verdict**: it left no report." in host.bodies[0]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"report.md": b"\xff\xfe"}, "is no text"),
        ({"report.md": b"a" * 60_001}, "is too large"),
        ({"report.md": b"0" * 50_000_000}, "is too large"),
        ({"../report.md": b"a"}, "holds more or less than report.md"),
        ({"report.md": b"a", "b": b"b"}, "holds more or less than report.md"),
        ({}, "holds more or less than report.md"),
    ],
    ids=["no text", "long", "a bomb", "elsewhere", "two files", "empty"],
)
def test_what_is_no_report_is_refused(host, tmp_path, files: dict[str, bytes], why: str) -> None:
    host.uploaded(files)

    code, _ = commented(host, tmp_path)

    assert code == 0
    assert (
        f"❌ **The check has no verdict**: its {'artifact' if 'holds' in why else 'report'}"
        in (host.bodies[0])
    )
    assert why in host.bodies[0]
    assert len(host.bodies[0]) < 1000
    assert [path.name for path in (tmp_path / "work").iterdir()] == []


def test_what_is_no_archive_is_refused(host, tmp_path) -> None:
    host.archive = b"no archive"

    commented(host, tmp_path)

    assert "its report is no text" in host.bodies[0]


def test_nothing_that_an_author_names_is_run(host, tmp_path) -> None:
    trap = tmp_path / "trap"
    branch = f'"; touch {trap}; $(touch {trap}) `touch {trap}` ${{{{ github.token }}}}'
    host.pulls.clear()
    host.opened(41, f"stranger:{branch}", HEAD)

    code, _ = commented(host, tmp_path, head_branch=branch)

    assert code == 0
    assert len(host.bodies) == 1
    assert not trap.exists()


@pytest.mark.parametrize(
    ("event", "conclusion", "runs"),
    [
        ("pull_request", "success", True),
        ("pull_request", "failure", True),
        ("pull_request", "cancelled", False),
        ("merge_group", "success", False),
    ],
)
def test_it_runs_for_pull_requests_that_were_checked(event, conclusion, *, runs: bool) -> None:
    condition = yaml.safe_load(WORKFLOW)["jobs"]["comment"]["if"]
    run = {"event": event, "conclusion": conclusion}

    assert holds(condition, {"github": {"event": {"workflow_run": run}}}) is runs
