"""mesh-record.yml as it is written: who approved what was merged is kept, once and for all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ci.code_host import TOKEN, CodeHost, code_host
from ci.jobs import Runner

ROOT = Path(__file__).parents[2]
WORKFLOW = (ROOT / ".github/workflows/mesh-record.yml").read_text()
MERGE, INNER, HEAD, OLDER = "a" * 40, "b" * 40, "4" * 40, "3" * 40
FILE = "approvals/12.json"
AGREEMENT = "domains/sales/orders/access/finance.yaml"


@pytest.fixture
def host() -> Iterator[CodeHost]:
    with code_host() as host:
        host.merged = {INNER: 12, MERGE: 12}
        host.files = ["README.md", AGREEMENT]
        yield host


def review(who: str, state: str, at: str = "2026-05-01", commit: str = HEAD) -> dict[str, Any]:
    page = f"https://github.com/acme/mesh/pull/12#{who}"
    said = {"state": state, "submitted_at": f"{at}T09:00:00Z", "commit_id": commit}
    return {"user": {"login": who}, "html_url": page, **said}


def recorded(host: CodeHost, folder: Path, before: str = "0" * 39 + "1") -> str:
    """What the job says of a push."""
    runner = Runner(folder, folder, {"GITHUB_API_URL": host.address})
    runner.place.mkdir(exist_ok=True)
    github = {"sha": MERGE, "token": TOKEN, "event": {"before": before}}
    assert runner.run(WORKFLOW, "record", {"github": github}) == 0, runner.log
    return runner.log


def approvals(host: CodeHost) -> list[tuple[str, str]]:
    return [(each["who"], each["commit"]) for each in json.loads(host.records[FILE])["approvals"]]


def test_a_merge_is_recorded_with_who_approved_which_agreements(host, tmp_path) -> None:
    host.reviews = [review("bob", "APPROVED")]

    assert recorded(host, tmp_path) == "#12: approved by bob\n"
    assert json.loads(host.records[FILE]) == {
        "version": 1,
        "request": 12,
        "page": "https://github.com/acme/mesh/pull/12",
        "author": "ann",
        "mergedBy": "carl",
        "merged": "2026-05-02T10:00:00Z",
        "head": HEAD,
        "commits": [INNER, MERGE],
        "agreements": [AGREEMENT],
        "approvals": [
            {
                "who": "bob",
                "on": "2026-05-01T09:00:00Z",
                "commit": HEAD,
                "page": "https://github.com/acme/mesh/pull/12#bob",
            }
        ],
    }
    assert "README.md" in host.records
    assert host.leaked == []


def test_the_last_word_of_each_before_the_merge_counts(host, tmp_path) -> None:
    host.reviews = [
        review("bob", "APPROVED"),
        review("bob", "CHANGES_REQUESTED"),
        review("eve", "APPROVED", commit=OLDER),
        review("eve", "COMMENTED"),
        review("late", "APPROVED", at="2026-05-03"),
        review("ann", "APPROVED"),
        {**review("", "APPROVED"), "user": None},
    ]

    assert recorded(host, tmp_path) == "#12: approved by eve, ghost\n"
    assert approvals(host) == [("eve", OLDER), ("ghost", HEAD)]


def test_an_approval_behind_a_hundred_other_reviews_is_found(host, tmp_path) -> None:
    host.reviews = [*[review("eve", "COMMENTED")] * 150, review("bob", "APPROVED")]

    assert recorded(host, tmp_path) == "#12: approved by bob\n"


def test_what_is_recorded_is_not_written_again(host, tmp_path) -> None:
    recorded(host, tmp_path)
    host.reviews = [review("bob", "APPROVED")]

    assert recorded(host, tmp_path) == "#12: was recorded before\n"
    assert approvals(host) == []


def test_a_job_that_writes_at_the_same_time_is_waited_for(host, tmp_path) -> None:
    host.records["README.md"] = "begun"
    host.busy = 2

    assert recorded(host, tmp_path) == "#12: approved by nobody\n"
    assert approvals(host) == []


def test_of_a_branch_that_is_new_the_last_commit_is_looked_at(host, tmp_path) -> None:
    recorded(host, tmp_path, before="0" * 40)

    assert json.loads(host.records[FILE])["commits"] == [MERGE]


def test_a_push_of_nobodys_request_records_nothing(host, tmp_path) -> None:
    host.merged = {}

    assert recorded(host, tmp_path) == "no pull request was merged by this push\n"
    assert host.records == {}


def test_the_job_has_no_secret_and_runs_nothing_of_the_repository() -> None:
    job = yaml.safe_load(WORKFLOW)["jobs"]["record"]

    assert job["permissions"] == {"contents": "write", "pull-requests": "read"}
    assert "environment" not in job
    assert [step for step in job["steps"] if "uses" in step] == []
    assert "secrets" not in WORKFLOW
