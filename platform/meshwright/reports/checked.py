"""A check that is done, as a report: what was found, what of it is new, what the change does."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meshwright import git
from meshwright.changes.effects import Effects
from meshwright.changes.scope import Scope
from meshwright.changes.since import Change
from meshwright.contracts.novelty import gone
from meshwright.errors import Finding, Position
from meshwright.gate.assessment import Assessment
from meshwright.gate.merging import Merged
from meshwright.reports.change_document import effects_document
from meshwright.reports.model import Base, Report
from meshwright.reports.reported import Surroundings, report_of
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that is done."""

    workspace: Workspace
    assessments: Sequence[Assessment]
    scope: Scope
    findings: Sequence[Finding]
    orphans: Sequence[str]
    places: str
    said: Merged
    change: Change | None
    effects: Effects | None = None

    @property
    def mesh(self) -> Mesh:
        return self.assessments[0].mesh


def check_report(checked: Checked) -> Report:
    """The report of a check; with what is new where it is compared with a base."""
    from meshwright.reports.catalogue import cards

    report = Report(
        "mesh check",
        (),
        tuple(_judged(checked)),
        checked.places,
        checked.change and _base(checked, checked.change),
        web_address(),
        cards(),
        tuple(checked.orphans),
        checked.effects,
    )
    is_compared = checked.change is not None and not checked.change.fault
    new = checked.said.new if is_compared else None
    return report_of(report, checked.findings, surroundings(checked.workspace, checked.mesh), new)


def check_document(checked: Checked) -> Mapping[str, Any]:
    """What the document of a compared check says of the change; nothing where none is compared."""
    change, done = checked.change, checked.effects
    if change is None:
        return {}
    new = [finding in checked.said.new for finding in checked.findings]
    said: dict[str, Any] = {
        "since": change.since,
        "commit": change.commit,
        "fault": change.fault or None,
        "new": None if change.fault else new,
    }
    return {"change": {**said, **(effects_document(done) if done else {})}}


def _base(checked: Checked, change: Change) -> Base:
    if change.fault:
        return Base(change.since, fault=change.fault)
    # What lies outside the report is not called gone.
    existing, now = (
        tuple(filter(checked.scope.lies_inside, findings))
        for findings in (change.existing, checked.said.findings)
    )
    return Base(change.since, gone(now, existing))


def surroundings(workspace: Workspace, mesh: Mesh) -> Surroundings:
    """What a report says of a mesh beside the findings."""
    folder = git.folder_in_repository(workspace.root)
    return Surroundings(owners(mesh), folder, Lines(workspace.root))


def _judged(checked: Checked) -> Iterable[str]:
    """The products that the report covers."""
    for product in checked.mesh.products.values():
        if checked.scope.covers_place(product.source.at().path, product.id):
            yield product.id


def owners(mesh: Mesh) -> Mapping[str, str]:
    """Whom to ask, by the id of a domain or product."""
    domains = {domain.id: domain.spec.owner for domain in mesh.domains.values()}
    return domains | {product.id: product.owner for product in mesh.products.values()}


def web_address(environ: Mapping[str, str] = os.environ) -> str:
    """Where this commit's files can be read, as GitHub's and GitLab's jobs know it; or nothing."""
    match environ:
        case {"GITHUB_SERVER_URL": server, "GITHUB_REPOSITORY": name, "GITHUB_SHA": sha}:
            return f"{server}/{name}/blob/{sha}/"
        case {"CI_PROJECT_URL": project, "CI_COMMIT_SHA": sha}:
            return f"{project}/-/blob/{sha}/"
        case _:
            return ""


class Lines:
    """The lines of the specs, each file read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, list[str]] = {}

    def __call__(self, position: Position) -> str:
        path, line = position.path, position.line
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path][line - 1] if line <= len(self._known[path]) else ""

    def _read(self, path: str) -> list[str]:
        # A finding may well be about a file that is not there, or cannot be read.
        with suppress(OSError, ValueError):
            return (self._root / path).read_text(encoding="utf-8").split("\n")
        return []
