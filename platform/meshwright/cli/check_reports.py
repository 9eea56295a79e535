"""`--format F --output FILE`: which documents are wanted, and where each one goes."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from meshwright import git
from meshwright.changes.scope import Scope
from meshwright.changes.since import Change
from meshwright.cli import output
from meshwright.cli.options import Format
from meshwright.contracts.novelty import gone
from meshwright.errors import Finding, Position, UsageError
from meshwright.gate.assessment import Assessment
from meshwright.gate.merging import Merged
from meshwright.reports.model import Base, Report
from meshwright.reports.reported import Surroundings, report_of
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document that is asked for, and the file it goes to; `-` is stdout."""

    format: Format
    file: Path = STDOUT

    @property
    def is_printed(self) -> bool:
        return self.file == STDOUT


def deliveries(
    formats: Sequence[Format] | None, files: Sequence[Path] | None, *, json: bool
) -> tuple[Delivery, ...]:
    """What `--format` and `--output` ask for, in pairs. Raises UsageError where that is unclear."""
    formats, files = formats or (), files or ()
    if len(formats) == 1 and not files:
        files = (STDOUT,)
    if len(formats) != len(files):
        raise UsageError(
            f"--format is given {len(formats)} times and --output {len(files)} times",
            fix="give each --format its --output, in the same order; `-` is stdout",
        )
    wanted = tuple(map(Delivery, formats, files))
    if sum(delivery.is_printed for delivery in wanted) + json > 1:
        raise UsageError(
            "stdout can hold one document only", fix="give all but one format an --output"
        )
    return wanted


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

    @property
    def mesh(self) -> Mesh:
        return self.assessments[0].mesh


def teller(wanted: Sequence[Delivery]) -> Callable[[str], None] | None:
    """Where the findings are told to people: on stdout only if no document lies there."""
    printed = [delivery.format for delivery in wanted if delivery.is_printed]
    if not wanted or printed == [Format.TERMINAL]:
        return output.print_out
    return None if printed else output.say


def deliver(
    wanted: Sequence[Delivery], findings: Sequence[Finding], report_of: Callable[[], Report]
) -> None:
    """Writes every document that is asked for; a report is made only if one needs it."""
    report = None
    for delivery in wanted:
        if delivery.format is not Format.TERMINAL:
            report = report or report_of()
            write(delivery, rendered(delivery.format, report))
        elif not delivery.is_printed:
            text = "".join(f"{output.finding_text(f)}\n" for f in findings)
            write(delivery, text)


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
    )
    is_compared = checked.change is not None and not checked.change.fault
    new = checked.said.new if is_compared else None
    return report_of(report, checked.findings, surroundings(checked.workspace, checked.mesh), new)


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


def write(delivery: Delivery, text: str) -> None:
    """Raises UsageError where the file cannot be written."""
    if delivery.is_printed:
        if text:
            output.write_out(text)
        return
    try:
        delivery.file.parent.mkdir(parents=True, exist_ok=True)
        delivery.file.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(
            f"cannot write {delivery.file}: {error.strerror or error}",
            fix="name a file that can be written",
        ) from error
    output.say(f"{delivery.format.value} report: {delivery.file}")


def rendered(format: Format, report: Report) -> str:  # noqa: A002 - the option's own word
    """A report in a format."""
    # Imported here, so that a check without a report pays for none.
    from meshwright.reports import github, gitlab, junit, markdown, sarif

    renderers: Mapping[Format, Callable[[Report], str]] = {
        Format.SARIF: sarif.render,
        Format.JUNIT: junit.render,
        Format.GITHUB: github.render,
        Format.GITLAB: gitlab.render,
        Format.MARKDOWN: markdown.render,
    }
    return renderers[format](report)


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
