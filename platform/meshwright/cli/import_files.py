"""What the commands of `mesh import` that read files have in common."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from meshwright.cli import output, written_files
from meshwright.errors import ExitCode, Severity, UsageError

if TYPE_CHECKING:
    from meshwright.errors import Finding
    from meshwright.standards.odcs.imported import Imported, Target
    from meshwright.standards.readers.product import Read

Reader = Callable[[Sequence[tuple[str, bytes]], "Target"], "Imported"]
"""Makes one product of files, each its path and its bytes."""
MOST_BYTES = 64_000_000
"""No reader takes more, so that no more is ever in memory."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a command that imports files."""

    into: str
    name: str
    env: str
    dry_run: bool
    json: bool


def read_in(command: str, files: Sequence[Path], read: "Read", asked: Asked) -> None:
    """Begins products with files of a format that is read into a contract."""
    from meshwright.standards.readers.product import imported

    bring_in(command, files, partial(imported, read), asked)


def known_dialect(name: str) -> None:
    """Refuses a dialect of SQL that is not read."""
    from meshwright.standards.readers.sql_statements import DIALECTS
    from meshwright.wording import did_you_mean

    if name not in DIALECTS:
        hint = did_you_mean(name, DIALECTS)
        raise UsageError(
            f"there is no dialect '{name}'{hint}", fix=f"name one of {', '.join(DIALECTS)}"
        )


def bring_in(command: str, files: Sequence[Path], reader: Reader, asked: Asked) -> None:
    """Begins a product with each file, or one with all where it is named; tells what came of it."""
    found = [*_imported(files, reader, asked)]
    usable = [each for each in found if each.is_usable]
    if not asked.dry_run:
        begin({each.path: each.text for each in usable})
    if asked.json:
        findings = [output.finding_document(f) for each in found for f in each.findings]
        specs = {each.path: each.text for each in usable}
        written = {"files": specs, "written": not asked.dry_run, "findings": findings}
        output.emit(f"import {command}", written)
    else:
        _show(found, dry_run=asked.dry_run)
    if len(usable) < len(found):
        raise typer.Exit(ExitCode.FINDINGS)


def _imported(files: Sequence[Path], reader: Reader, asked: Asked) -> "Iterator[Imported]":
    from meshwright.ids import is_product
    from meshwright.specs.load import load_environment, load_mesh
    from meshwright.standards.odcs.imported import Target
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    environment, mesh = load_environment(root, asked.env), load_mesh(root).mesh
    known = {i for i in (*mesh.products, *mesh.unreadable) if is_product(i)}
    for together in [files] if asked.name else [[file] for file in files]:
        target = Target(mesh.domains, known, environment, asked.into, asked.name)
        each = reader([(str(file), content_of(file)) for file in together], target)
        known.add(each.product)
        yield each


def content_of(file: Path) -> bytes:
    """A file's bytes: at most one more than any reader takes."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", fix="name a file") from error


def catalog_beside(path: str) -> bytes | None:
    """What dbt's catalog holds that lies beside a manifest; None where there is none."""
    file = Path(path).with_name("catalog.json")
    return content_of(file) if file.is_file() else None


def _show(found: "Sequence[Imported]", *, dry_run: bool) -> None:
    for each in found:
        tell(each.findings)
        if each.is_usable:
            output.print_out(each.text if dry_run else each.path)
    if not dry_run and any(each.is_usable for each in found):
        output.say("next: mesh check")


def begin(files: Mapping[str, str]) -> None:
    """Writes new files, and over none that there is."""
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    for path, text in files.items():
        written_files.begin(root, path, text, otherwise="choose another name with --name")


def tell(findings: "Sequence[Finding]") -> None:
    """What was noted, for people."""
    for finding in findings:
        is_note = finding.severity is Severity.NOTE
        output.say(str(finding) if is_note else output.finding_text(finding))
