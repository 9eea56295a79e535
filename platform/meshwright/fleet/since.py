"""What a change does to the stacks of one environment, read from git and the working tree."""

from dataclasses import dataclass
from datetime import date

from meshwright import git
from meshwright.changes.base_commit import base_tree
from meshwright.errors import UsageError
from meshwright.fleet.affected import Change, affected
from meshwright.gate.assessment import Planned, planned
from meshwright.gate.code_digest import deciding_among
from meshwright.specs.read import remembering
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EnvironmentChange:
    """The working tree against the commit at which it left a ref."""

    since: str
    """The ref, as it was named."""
    commit: str
    head: Planned
    change: Change
    code: tuple[str, ...]
    """The files that differ among those that plan, or that act on plans."""


def change_in(
    workspace: Workspace, since: str, environment: str, *, as_of: date
) -> EnvironmentChange:
    """What differs in an environment, its file and specs read here.

    Raises UsageError for a ref that is missing, and for an environment that cannot be used.
    """
    with remembering():
        head = planned(workspace, environment, as_of=as_of)
        return change_of(workspace, since, head)


def change_of(workspace: Workspace, since: str, head: Planned) -> EnvironmentChange:
    """What differs in an environment since where this branch left a ref.

    `head` is what it is to hold now. Raises UsageError for a ref that is missing.
    """
    commit = git.merge_base(workspace.root, since)
    code = deciding_among(workspace.root, git.changed_files(workspace.root, commit))
    base = _base(workspace, commit, head.plan.environment, head.plan.as_of)
    return EnvironmentChange(since, commit, head, affected(base, head, code=code), code)


def _base(workspace: Workspace, commit: str, environment: str, as_of: date) -> Planned | None:
    """The commit's plan by the code that runs now; None where the environment is of no use."""
    with base_tree(workspace, commit) as base:
        try:
            return planned(base, environment, as_of=as_of, code_root=workspace.root)
        except UsageError:
            return None
