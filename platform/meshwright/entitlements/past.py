"""The specs as they were on an earlier day: the last commit of that day on the main line."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from meshwright import git
from meshwright.changes.base_commit import base_tree
from meshwright.errors import UsageError
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Then:
    """Where the specs of a day lie."""

    workspace: Workspace
    day: date
    commit: str = ""
    """The commit that they are of; empty for the files as they lie in the checkout."""


def commit_on(workspace: Workspace, day: date) -> str:
    """The last commit that the main line had on a day (UTC). Raises UsageError where none is."""
    root = workspace.root
    before = f"--before={day.isoformat()}T23:59:59Z"
    found = git.run(root, "log", "-1", "--first-parent", before, "--format=%H", "HEAD").decode()
    if found.strip():
        return found.strip()
    fix = git.WHOLE_HISTORY if git.is_shallow(root) else "ask for a later day"
    raise UsageError(f"this clone has no commit on or before {day}", fix=fix)


@contextmanager
def specs_of(workspace: Workspace, *, as_of: date, at: date | None) -> Generator[Then]:
    """The specs and environments of the checkout, or those that git had on an earlier day.

    They are there for as long as the block runs. Raises UsageError for a day without a commit.
    """
    if at is None:
        yield Then(workspace, as_of)
        return
    if at > as_of:
        raise UsageError(
            f"{at} is yet to come, and git knows only what was",
            fix=f"--as-of {at} tells what today's files give on that day",
        )
    commit = commit_on(workspace, at)
    with base_tree(workspace, commit) as tree:
        yield Then(tree, at, commit)


def refuse_later(workspace: Workspace, reference: str, then: Then) -> None:
    """Raises UsageError for a ref that a past day did not have yet: nothing began at it."""
    if not then.commit:
        return
    commit = git.merge_base(workspace.root, reference)
    if git.run(workspace.root, "merge-base", commit, then.commit).decode().strip() != commit:
        raise UsageError(
            f"{reference} came after {then.day}",
            fix="name a commit of before that day: --changed-since REF",
        )
