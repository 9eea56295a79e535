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
    """A day's specs in a folder of their own, and the commit that they are of."""

    workspace: Workspace
    commit: str


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
def as_of_day(workspace: Workspace, day: date) -> Generator[Then]:
    """The specs and environments of a day, for as long as the block runs."""
    commit = commit_on(workspace, day)
    with base_tree(workspace, commit) as tree:
        yield Then(tree, commit)
