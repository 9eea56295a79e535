"""What a change does to the stacks of one environment, read from git and the working tree."""

from dataclasses import dataclass
from datetime import date

from meshwright import git
from meshwright.changes.base_commit import differing_tree
from meshwright.errors import UsageError
from meshwright.fleet.affected import Change, affected, may_concern
from meshwright.gate.assessment import Planned, Specified, specified
from meshwright.gate.code_digest import PLACES, deciding_among
from meshwright.gc_pause import collector_paused
from meshwright.specs.read import remembering
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EnvironmentChange:
    """The working tree against the commit at which it left a ref."""

    since: str
    """The ref, as it was named."""
    commit: str
    head: Planned
    """With the plans of those stacks alone that the change may concern."""
    change: Change
    code: tuple[str, ...]
    """The files that differ among those that plan, or that act on plans."""


def change_in(
    workspace: Workspace, since: str, environment: str, *, as_of: date
) -> EnvironmentChange:
    """What differs in an environment, its file and specs read here.

    Only what may differ is planned, so that a change costs what it touches. Raises UsageError for a
    ref that is missing, and for an environment that cannot be used.
    """
    with remembering(), collector_paused():
        return change_of(workspace, since, specified(workspace, environment, as_of=as_of))


def change_of(workspace: Workspace, since: str, head: Specified | Planned) -> EnvironmentChange:
    """What differs in an environment since where this branch left a ref.

    `head` is what it is to hold now. Raises UsageError for a ref that is missing.
    """
    commit = git.merge_base(workspace.root, since)
    code = deciding_among(workspace.root, git.changed_files(workspace.root, commit, PLACES))
    base = _base(workspace, commit, head)
    subjects = None if base is None or code else may_concern(base, head)
    now = head.planned(subjects)
    before = base and base.planned(subjects)
    return EnvironmentChange(since, commit, now, affected(before, now, code=code), code)


def _base(workspace: Workspace, commit: str, head: Specified | Planned) -> Specified | None:
    """What the commit's files say, to the code that runs now; None where they are of no use."""
    own, name = head.organisation.domain_rules, head.environment.name
    with differing_tree(workspace, commit) as base:
        try:
            return specified(
                base.workspace, name, as_of=head.as_of, own=own, unchanged=base.unchanged
            )
        except UsageError:
            return None
