"""Approvals that a code host's job has recorded: whose they are, and what vouches for them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from entitlements.test_history import ANN, BOB, FILE, Repository, signing
from meshwright.entitlements.history import Approval, histories
from meshwright.entitlements.records import with_records
from meshwright.errors import UsageError

JOB = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
PAGE = "https://github.com/acme/mesh/pull/12#pullrequestreview-1"
BRANCH = "mesh-records"
HEAD, OLDER = "4" * 40, "3" * 40
UNCHECKED = f"recorded by {JOB} in {BRANCH}, its signature is not checked here"


def review(who: str, commit: str = HEAD) -> Mapping[str, str]:
    return {"who": who, "on": "2026-05-01T09:00:00Z", "commit": commit, "page": PAGE}


class Recorded(Repository):
    """A repository whose last change came by a request that the code host knows."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.last = self.commit("a", "Let finance read (#12)")
        self.git("switch", "-q", "--orphan", BRANCH)
        self.git("commit", "-q", "--allow-empty", "-m", "Begin the record of approvals")
        self.git("switch", "-q", "main")

    def keep(self, *reviews: Mapping[str, str], who: str = JOB, **changes: Any) -> None:
        said = {"version": 1, "request": 12, "author": "ann", "head": HEAD, "later": "?"}
        commits = [self.last]
        text = json.dumps({**said, "commits": commits, "approvals": reviews, **changes})
        self.git("switch", "-q", BRANCH)
        file = self.root / "approvals/12.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Record who approved #12", who=who)
        self.git("switch", "-q", "main")

    @property
    def approvals(self) -> tuple[Approval, ...]:
        told = histories(self.root, "HEAD", [FILE])
        return with_records(self.root, BRANCH, told)[FILE].approvals


@pytest.fixture
def repository(tmp_path: Path) -> Recorded:
    return Recorded(tmp_path / "r")


def test_an_approval_says_who_when_where_and_who_has_recorded_it(repository: Recorded) -> None:
    repository.keep(review("bob"))

    by = f"review of #12 on 2026-05-01; {UNCHECKED}"
    assert repository.approvals == (Approval("bob", by, PAGE),)


def test_an_approval_of_what_was_changed_later_is_told_as_one(repository: Recorded) -> None:
    repository.keep(review("bob", OLDER))

    (found,) = repository.approvals
    assert found.by.startswith("review of #12 on 2026-05-01, of an earlier commit; ")


def test_nobody_approves_what_is_their_own(repository: Recorded) -> None:
    repository.keep(review("ann"))

    assert repository.approvals == ()


def test_a_record_that_was_changed_names_who_did_it(repository: Recorded) -> None:
    repository.keep()
    repository.keep(review("bob"), who=ANN)

    (found,) = repository.approvals
    assert f"recorded by {ANN} in {BRANCH}" in found.by
    assert found.by.endswith(", changed since it was written")


def test_a_signature_counts_where_git_can_check_it(repository: Recorded, tmp_path: Path) -> None:
    signing(repository, tmp_path / "key")
    repository.git("config", "commit.gpgsign", "true")
    repository.keep(review("bob"))

    (found,) = repository.approvals
    assert found.by.endswith(f"in {BRANCH}, its signature is right")


def test_a_record_of_another_change_says_nothing_of_this_one(repository: Recorded) -> None:
    repository.keep(review("bob"))
    repository.commit("b", "Straight to main", who=BOB)

    assert repository.approvals == ()


def test_what_git_holds_stays_beside_it(repository: Recorded) -> None:
    repository.last = repository.commit("b", f"Change (#12)\n\nReviewed-by: {BOB}")
    repository.keep(review("bob"))

    assert [each.who for each in repository.approvals] == [BOB, "bob"]


def test_in_a_folder_of_the_repository_the_records_are_found_too(repository: Recorded) -> None:
    repository.keep(review("bob"))
    folder = repository.root / "access"
    told = histories(folder, "HEAD", ["a.yaml"])

    (found,) = with_records(folder, BRANCH, told)["a.yaml"].approvals
    assert found.who == "bob"


def test_a_branch_that_is_not_there_is_asked_for(repository: Recorded) -> None:
    with pytest.raises(UsageError, match="no record of approvals at 'origin/other'") as error:
        with_records(repository.root, "origin/other", {})

    assert error.value.fix is not None
    assert error.value.fix.startswith("git fetch origin other; ")


@pytest.mark.parametrize("changes", [{"head": 1}, {"approvals": [{"who": "bob"}]}])
def test_what_is_no_record_is_named(repository: Recorded, changes: Mapping[str, Any]) -> None:
    repository.keep(**changes)

    with pytest.raises(UsageError, match=r"approvals/12\.json is no record of approvals"):
        assert repository.approvals
