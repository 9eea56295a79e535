"""Rights with what git says of the files that give them: what `mesh access who` and `what` answer.

Whatever cannot be said is said to be unknown, and why: a checkout without git, a shallow clone, a
file that is not committed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from meshwright import git
from meshwright.entitlements.entitlement import Entitlement, entitlements
from meshwright.entitlements.history import FileHistory, histories, since
from meshwright.entitlements.past import Then, specs_of
from meshwright.entitlements.records import with_records
from meshwright.errors import MeshError
from meshwright.plan import plan
from meshwright.plan.drafts import deployed
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment, load_mesh
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace

HEAD = "HEAD"


@dataclass(frozen=True, slots=True)
class Situation:
    """The specs on one day, and all rights that they give."""

    day: date
    mesh: Mesh
    environment: Environment
    rights: tuple[Entitlement, ...]
    commit: str = ""
    """The commit that they are of; empty for the files as they lie in the checkout."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One right, and who agreed to it."""

    entitlement: Entitlement
    history: FileHistory | None
    """None where git does not know the file."""
    since: date | None
    is_committed: bool
    """Whether the file stands in git as it was read."""

    @property
    def until(self) -> date | None:
        """The last day on which it holds; None where it has no end."""
        agreement = self.entitlement.agreement
        return agreement.spec.expires if agreement else None


def situation(workspace: Workspace, name: str, *, as_of: date, at: date | None) -> Situation:
    """The rights by the files in the checkout, or by those that git had on an earlier day.

    Raises UsageError for a day without a commit, and where the environment has no file.
    """
    with specs_of(workspace, as_of=as_of, at=at) as then:
        return _situation(then, name)


def _situation(then: Then, name: str) -> Situation:
    root = then.workspace.root
    environment, mesh = load_environment(root, name), load_mesh(root).mesh
    planned = plan(mesh, environment, as_of=then.day)
    rights = entitlements(deployed(mesh, environment), environment, planned)
    return Situation(then.day, mesh, environment, rights, then.commit)


def answered(
    workspace: Workspace, known: Situation, rights: Iterable[Entitlement], *, record: str = ""
) -> tuple[tuple[Answer, ...], str]:
    """Each right with its history, and why some of that is not known; empty where all is.

    `record` is a branch on which approvals are recorded. Raises UsageError where it is not there.
    """
    found = tuple(rights)
    paths = {entitlement.spec.path for entitlement in found}
    try:
        told = histories(workspace.root, known.commit or HEAD, paths)
        changed = frozenset[str]() if known.commit else git.changed_files(workspace.root, HEAD)
        fault = SHALLOW if git.is_shallow(workspace.root) else ""
    except MeshError as error:
        told, changed, fault = dict[str, FileHistory](), frozenset(paths), str(error)
    if record:
        told = with_records(workspace.root, record, told)
    return tuple(_answer(each, told, changed) for each in found), fault


SHALLOW = "this clone is shallow, so what git says of the first days may be of later ones"


def _answer(
    entitlement: Entitlement, told: Mapping[str, FileHistory], changed: frozenset[str]
) -> Answer:
    path = entitlement.spec.path
    history = told.get(path)
    starts = entitlement.agreement.spec.starts if entitlement.agreement else None
    is_committed = history is not None and path not in changed
    return Answer(entitlement, history, since(history, starts), is_committed)
