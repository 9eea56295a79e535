"""The night's note to both sides of agreements that nobody uses, as one issue on GitHub."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from existing_trail import settings
from meshwright.ci import github
from meshwright.ci.pipeline import Pipeline, Stage, stage_of

from ci.code_host import BOT, TOKEN, CodeHost, code_host
from ci.jobs import Runner
from meshes import environment

NIGHTLY = ".github/workflows/mesh-nightly.yml"
ROLE = "arn:aws:iam::111122223333:role/mesh-deployer"
PLANNER = "arn:aws:iam::111122223333:role/planner"
BOOTSTRAP = {"codeHost": "github", "repository": "acme/mesh", "planner": PLANNER}
TITLE = "Agreements that nobody uses in prod"
NOTE = "sales.orders -> finance: unused for 90 days; do both sides still want it? (a@b.example, c)"


def nightly(auditor: str = PLANNER) -> str:
    stage = Stage("prod", ROLE, "eu-central-1", auditor=auditor)
    return github.files(Pipeline((stage,)))[NIGHTLY]


@pytest.fixture
def host() -> Iterator[CodeHost]:
    with code_host() as host:
        yield host


def noted(host: CodeHost, folder: Path, *notes: str) -> str:
    runner = Runner(folder, folder, {"GITHUB_API_URL": host.address, "GITHUB_RUN_ID": "11"})
    runner.place.mkdir(parents=True, exist_ok=True)
    needs = {"used-prod": {"outputs": {"notes": json.dumps(notes)}}}
    code = runner.run(
        nightly(), "note-prod", {"github": {"token": TOKEN, "sha": "b" * 40}, "needs": needs}
    )
    assert code == 0, runner.log
    return runner.log


def test_the_night_opens_one_issue_and_edits_it_in_place(host: CodeHost, tmp_path: Path) -> None:
    host.opened_issue("stranger", TITLE, "mine")
    for number in range(120):
        host.opened_issue(BOT, f"Another {number}")
    assert noted(host, tmp_path, NOTE) == "1 unused in prod\n"
    noted(host, tmp_path, NOTE, NOTE.replace("finance", "people"))

    assert len(host.issues) == 122
    assert host.issues[0]["body"] == "mine"
    (own,) = (each for each in host.issues if each["title"] == TITLE and each["body"] != "mine")
    assert f"```text\n{NOTE}\nsales.orders -> people: unused" in own["body"]
    assert "/actions/runs/11)" in own["body"]


def test_it_is_closed_once_all_are_used(host: CodeHost, tmp_path: Path) -> None:
    noted(host, tmp_path)
    assert host.issues == []
    noted(host, tmp_path, NOTE)
    noted(host, tmp_path)

    assert [issue["state"] for issue in host.issues] == ["closed"]


def test_what_a_spec_says_stays_text(host: CodeHost, tmp_path: Path) -> None:
    noted(host, tmp_path, f"{NOTE}```\n@acme/everybody <img src=x>")

    assert host.issues[0]["body"].count("```") == 2


def test_who_asks_the_trail_writes_no_issue_and_who_writes_it_has_no_way_into_aws() -> None:
    jobs: dict[str, Any] = yaml.safe_load(nightly())["jobs"]

    assert jobs["used-prod"]["permissions"] == {"contents": "read", "id-token": "write"}
    assert jobs["note-prod"]["permissions"] == {"issues": "write"}
    assert PLANNER in str(jobs["used-prod"]["steps"])
    assert len(jobs["note-prod"]["steps"]) == 1


def test_since_when_an_agreement_is_in_force_is_asked_of_the_whole_history() -> None:
    checkout, *_ = yaml.safe_load(nightly())["jobs"]["used-prod"]["steps"]

    assert checkout["with"]["fetch-depth"] == 0


@pytest.mark.parametrize(
    ("fields", "auditor"),
    [
        ({}, ""),
        ({"auditors": [PLANNER]}, ""),
        ({"audit": {"trail": "own"}, "auditors": [ROLE.replace("deployer", "other")]}, ""),
        ({"audit": {"trail": "own"}, "auditors": [PLANNER]}, PLANNER),
        ({"audit": settings("111122223333")["audit"], "auditors": [PLANNER]}, PLANNER),
    ],
)
def test_it_is_asked_where_there_is_a_trail_that_the_plan_role_may_ask(
    fields: dict[str, Any], auditor: str
) -> None:
    assert stage_of(environment(bootstrap=BOOTSTRAP, **fields)).auditor == auditor
    assert ("used-prod" in yaml.safe_load(nightly(auditor))["jobs"]) is bool(auditor)
