"""A check compared with the commit that a change began at: what is new, what is gone, what changed.

Where the base cannot be judged, nothing can be called old: the report says why and lists all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from meshwright import git
from meshwright.changes.base_code import code_effects
from meshwright.changes.base_commit import Base, base_at
from meshwright.changes.effects import Effects, effects
from meshwright.changes.scope import Scope
from meshwright.changes.touched import affected, is_code
from meshwright.contracts.compare import brought
from meshwright.contracts.environments import environments_gone
from meshwright.contracts.novelty import novel
from meshwright.errors import Finding, MeshError
from meshwright.gate.assessment import Assessment
from meshwright.gate.merging import EVERYWHERE, Judged, merged
from meshwright.specs.load import environment_names
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """What git and the base say of a change."""

    since: str
    files: frozenset[str]
    """Those that differ from the base."""
    base: Base | None
    fault: str = ""
    """Why nothing can be told to have been there before; empty where it can."""
    gone: tuple[Finding, ...] = ()
    """What is said of environments that have no file any more."""
    commit: str = ""
    """The id of the base's commit."""

    def new_in(self, environment: str, findings: Iterable[Finding]) -> frozenset[Finding]:
        """Of the findings of an environment those that the base does not have."""
        if self.base is None:
            return frozenset()
        return novel(findings, self._known(self.base.assessments, environment))

    def _known(self, base: Mapping[str, Assessment], environment: str) -> Iterable[Finding]:
        # Of a new environment that is old which is wrong in all the others already.
        before = [base[environment]] if environment in base else base.values()
        return {finding for assessment in before for finding in assessment.findings}

    def brought_to(self, head: Assessment) -> tuple[Finding, ...]:
        """What only a comparison of the mesh before with the mesh after can tell."""
        before = self.base and self.base.assessments.get(head.environment.name)
        return brought(before, head) if before else ()

    @property
    def existing(self) -> tuple[Finding, ...]:
        """All findings of the base."""
        if self.base is None:
            return ()
        judged = [Judged(name, a.findings) for name, a in self.base.assessments.items()]
        return merged([*judged, Judged(EVERYWHERE, self.base.repository)]).findings


def change_since(
    workspace: Workspace, since: str, names: Sequence[str], *, as_of: date, drafts: bool
) -> Change:
    """The change since where this branch left a ref. Raises UsageError for one that is missing."""
    commit = git.merge_base(workspace.root, since)
    files = git.changed_files(workspace.root, commit)
    try:
        base = base_at(workspace, commit, names, as_of=as_of, drafts=drafts)
    except (MeshError, OSError) as error:
        return Change(since, files, None, str(error), commit=commit)
    gone = environments_gone(base.environments, environment_names(workspace.root))
    return Change(since, files, base, _unlike(files), tuple(gone), commit)


def _unlike(files: Iterable[str]) -> str:
    """Why old findings cannot be told from new ones: other code would have judged the base."""
    code = sorted(file for file in files if is_code(file))
    return f"the change touches the code that judges, such as {code[0]}" if code else ""


def judged(
    assessments: Iterable[Assessment], own: tuple[Finding, ...], change: Change | None
) -> tuple[Judged, ...]:
    """What is said of each environment and of CODEOWNERS, with what the change adds to it."""
    if change is None:
        said = [Judged(a.environment.name, a.findings) for a in assessments]
        return (*said, Judged(EVERYWHERE, own))
    said = [_with_change(assessment, change) for assessment in assessments]
    known = change.base.repository if change.base else ()
    new = novel(own, known) | frozenset(change.gone)
    return (*said, Judged(EVERYWHERE, (*own, *change.gone), new))


def _with_change(head: Assessment, change: Change) -> Judged:
    name, added = head.environment.name, change.brought_to(head)
    new = change.new_in(name, head.findings)
    return Judged(name, (*head.findings, *added), new | frozenset(added))


def narrowed(scope: Scope, change: Change | None, mesh: Mesh, new: frozenset[Finding]) -> Scope:
    """The scope of a change within another one: what it brings and what it is about.

    Everything where what is new cannot be told.
    """
    if change is None:
        return scope
    changed = None if change.fault else affected(change.files, mesh)
    described = f"{scope.described}, changed since {change.since}"
    return replace(scope, changed=changed, new=new, described=described)


def effects_of(
    workspace: Workspace, change: Change, heads: Sequence[Assessment], *, as_of: date
) -> Effects | None:
    """All that a change does; None where its base cannot be had."""
    if change.base is None:
        return None
    code, fault = code_effects(workspace, change.commit, change.base, change.files, as_of=as_of)
    return effects(change.base.assessments, heads, code, fault)
