"""The commit that a change began at, as a check of it by today's code would see it.

Only data of that commit is read: its specs, environments and the policies' settings, out of git
and into a folder of their own. They are planned and judged by the code that runs now.
"""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from meshwright import git
from meshwright.changes.committed import FILES, LINK, Committed, committed, unchanged_domains
from meshwright.changes.touched import SETTINGS
from meshwright.checks.backends import check_backend
from meshwright.errors import Finding, MeshError
from meshwright.gate.assessment import Assessment, assess_mesh
from meshwright.gate.moves import History
from meshwright.gate.repository import repository_findings
from meshwright.governance.owners import FILES as OWNER_FILES
from meshwright.ids import folder_of
from meshwright.specs.domain_folder import DomainFolder
from meshwright.specs.links import GUARDED
from meshwright.specs.load import environment_names, load_mesh
from meshwright.specs.made_before import making_once
from meshwright.specs.read import remembering
from meshwright.workspace import Workspace

DATA = ("domains", "wanted", "platform/environments", "policies", *OWNER_FILES)
PLACES = (*DATA, "platform", *GUARDED)
CODE_PLACES = ("domains", "platform", "policies", "Pulumi.yaml", "pyproject.toml")


class NoBaseError(MeshError):
    """The base commit cannot be judged."""


@dataclass(frozen=True, slots=True)
class Base:
    """The mesh at a commit: specs, plan and findings of each environment."""

    assessments: Mapping[str, Assessment]
    """By environment; of those that it already has."""
    repository: tuple[Finding, ...]
    """What is said of it whichever environment is meant."""
    environments: tuple[str, ...]
    """All that it has."""


@contextmanager
def nearly_alike() -> Generator[None]:
    """While the block runs, what a change and its base share is read, planned and judged once."""
    with remembering(), making_once():
        yield


def assessed(
    workspace: Workspace,
    names: Iterable[str],
    *,
    as_of: date,
    drafts: bool = False,
    history: History | None = None,
    unchanged: Iterable[DomainFolder] = (),
) -> Mapping[str, Assessment]:
    """The verdict on every environment, with what else a deployment to it would refuse."""
    loaded, found = load_mesh(workspace.root, unchanged=unchanged), dict[str, Assessment]()
    for name in names:
        assessment = assess_mesh(
            workspace, loaded, name, as_of=as_of, drafts=drafts, history=history
        )
        refused = check_backend(assessment.environment)
        findings = tuple(sorted((*assessment.findings, *refused)))
        found[name] = replace(assessment, findings=findings)
    return found


def base_at(
    workspace: Workspace, commit: str, names: Sequence[str], *, as_of: date, drafts: bool = False
) -> Base:
    """The mesh at a commit, in those of some environments that it already has.

    Raises MeshError where it cannot be had.
    """
    with differing_tree(workspace, commit) as tree:
        base = tree.workspace
        there = environment_names(base.root)
        known = [name for name in names if name in there]
        if not known:
            raise NoBaseError(f"there is no environment {' or '.join(names)} yet")
        history = History(workspace.root, commit)
        verdicts = assessed(
            base, known, as_of=as_of, drafts=drafts, history=history, unchanged=tree.unchanged
        )
        mesh = verdicts[known[0]].mesh
        return Base(verdicts, repository_findings(base.root, mesh), there)


@contextmanager
def base_tree(workspace: Workspace, commit: str) -> Generator[Workspace]:
    """The data of a commit in a folder of its own, for as long as the block runs."""
    with _written(workspace, committed(workspace.root, commit, PLACES)) as base:
        yield base


@dataclass(frozen=True, slots=True)
class Differing:
    """The data of a commit, but for the domains that a checkout holds just like that."""

    workspace: Workspace
    unchanged: tuple[DomainFolder, ...]
    """The domains whose files are left out, as they were read from the checkout."""


@contextmanager
def differing_tree(workspace: Workspace, commit: str) -> Generator[Differing]:
    """What a commit holds that was not read just like that before, while that was remembered."""
    files = tuple(committed(workspace.root, commit, PLACES))
    unchanged = unchanged_domains(files)
    left_out = {folder_of(folder.name) for folder in unchanged}
    wanted = (file for file in files if _domain_folder(file.path) not in left_out)
    with _written(workspace, wanted) as base:
        yield Differing(base, unchanged)


@contextmanager
def _written(workspace: Workspace, files: Iterable[Committed]) -> Generator[Workspace]:
    with TemporaryDirectory(prefix="mesh-base-") as folder:
        base = Workspace(Path(folder))
        _write(base.root, workspace.root, filter(_is_data, files))
        yield base


@contextmanager
def code_tree(workspace: Workspace, commit: str) -> Generator[Path]:
    """A commit's data and the code that judges it, in a folder of their own, while a block runs."""
    files = filter(_is_file, committed(workspace.root, commit, CODE_PLACES))
    with TemporaryDirectory(prefix="mesh-base-code-") as folder:
        _write(Path(folder), workspace.root, [*files])
        yield Path(folder)


def _domain_folder(path: str) -> str:
    """The first two steps of a path: below `domains` those to a domain's folder."""
    return "/".join(path.split("/", 2)[:2])


def _is_file(file: Committed) -> bool:
    return file.mode in FILES and ".." not in PurePosixPath(file.path).parts


def _is_data(file: Committed) -> bool:
    if ".." in PurePosixPath(file.path).parts:
        return False
    # A link is refused wherever it lies, and so said of the base too.
    return file.mode == LINK or (_is_file(file) and _is_read(file.path))


def _is_read(path: str) -> bool:
    # Of the policies only settings: their code is the code that runs now.
    is_code = path.startswith("policies/") and not path.endswith(SETTINGS)
    return path.startswith(DATA) and not is_code


def _contents(root: Path, shas: Sequence[str]) -> Iterator[bytes]:
    for content in git.blobs(root, shas):
        if content is None:
            raise NoBaseError("this clone lacks some of its files")
        yield content


def _write(root: Path, repository: Path, files: Iterable[Committed]) -> None:
    """Writes files out of a repository."""
    ordered = links_last(files)
    contents = _contents(repository, [file.id for file in ordered])
    for committed_file, content in zip(ordered, contents, strict=True):
        path = root / committed_file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if committed_file.mode == LINK:
            path.symlink_to(os.fsdecode(content))
        else:
            path.write_bytes(content)


def links_last(files: Iterable[Committed]) -> list[Committed]:
    """Files in the order in which nothing is written through a link."""
    return sorted(files, key=lambda file: file.mode == LINK)
