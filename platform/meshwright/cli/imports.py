"""`mesh import`: specs out of what other tools have written."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output, written_files
from meshwright.cli.options import Env, Json
from meshwright.errors import ExitCode, Severity, UsageError

if TYPE_CHECKING:
    from meshwright.errors import Finding
    from meshwright.specs.models import Mesh, Unreadable
    from meshwright.standards.glue.imported import ImportedDatabase
    from meshwright.standards.odcs.imported import Imported

Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="The product's name; by default its own.")
]

app = typer.Typer(help="Begin products with what other tools have written.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A command of its own for each format."""


@app.command()
def odcs(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Data contracts in Bitol's ODCS 3.")
    ],
    into: Annotated[
        str,
        typer.Option(
            "--into", metavar="DOMAIN", help="The domain; by default the one that a contract names."
        ),
    ] = "",
    name: Name = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the specs, and write nothing.")
    ] = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with each data contract; no file is written over."""
    if name and len(files) > 1:
        raise UsageError("--name names one product, and several files are given")
    found = [*_imported(files, into, name, env)]
    usable = [each for each in found if each.is_usable]
    if not dry_run:
        _begin({each.path: each.text for each in usable})
    if json:
        findings = [output.finding_document(f) for each in found for f in each.findings]
        specs = {each.path: each.text for each in usable}
        output.emit("import odcs", {"files": specs, "written": not dry_run, "findings": findings})
    else:
        _show(found, dry_run=dry_run)
    if len(usable) < len(found):
        raise typer.Exit(ExitCode.FINDINGS)


def _imported(files: Sequence[Path], into: str, name: str, env: str) -> "Iterator[Imported]":
    from meshwright.ids import is_product
    from meshwright.specs.load import load_environment, load_mesh
    from meshwright.standards.odcs.imported import imported
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    environment, mesh = load_environment(root, env), load_mesh(root).mesh
    known = {i for i in (*mesh.products, *mesh.unreadable) if is_product(i)}
    for file in files:
        content = _content(file)
        each = imported(content, str(file), mesh.domains, known, environment, into=into, name=name)
        known.add(each.product)
        yield each


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", fix="name a file") from error


def _show(found: "Sequence[Imported]", *, dry_run: bool) -> None:
    for each in found:
        _tell(each.findings)
        if each.is_usable:
            output.print_out(each.text if dry_run else each.path)
    if not dry_run and any(each.is_usable for each in found):
        output.say("next: mesh check")


@app.command()
def glue(
    database: Annotated[
        str, typer.Argument(metavar="DATABASE", help="A database of the Glue Data Catalog.")
    ],
    into: Annotated[
        str, typer.Option("--into", metavar="DOMAIN", help="The domain of the new product.")
    ] = "",
    name: Name = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show spec and lock, and write nothing.")
    ] = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with a database that is there, whose tables and bucket it takes over."""
    found = _imported_database(database, into, name, env)
    if found.is_usable and not dry_run:
        _begin(found.files)
    if json:
        findings = [output.finding_document(finding) for finding in found.findings]
        files = dict(found.files) if found.is_usable else {}
        output.emit("import glue", {"files": files, "written": not dry_run, "findings": findings})
    else:
        _tell(found.findings)
        if found.is_usable:
            output.print_out("\n".join(found.files.values() if dry_run else found.files))
        if found.is_usable and not dry_run:
            output.say("next: mesh check")
    if not found.is_usable:
        raise typer.Exit(ExitCode.FINDINGS)


def _imported_database(database: str, into: str, name: str, env: str) -> "ImportedDatabase":
    from meshwright.cli.running import connected
    from meshwright.operations.found_database import found_database
    from meshwright.plan import names
    from meshwright.specs.load import load_environment, load_mesh
    from meshwright.standards.glue import imported
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    environment, mesh = load_environment(workspace.root, env), load_mesh(workspace.root).mesh
    with connected(workspace, environment) as cloud:
        found = found_database(cloud, database)
    known = {names.database_of(p): p.id for p in (*mesh.products.values(), *_unread(mesh))}
    return imported.imported(
        found or database, mesh.domains, known, environment, into=into, name=name
    )


def _unread(mesh: "Mesh") -> "Iterator[Unreadable]":
    from meshwright.ids import is_product

    return (entry for entry in mesh.unreadable.values() if is_product(entry.id))


def _begin(files: "Mapping[str, str]") -> None:
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    for path, text in files.items():
        written_files.begin(root, path, text, otherwise="choose another name with --name")


def _tell(findings: "Sequence[Finding]") -> None:
    for finding in findings:
        is_note = finding.severity is Severity.NOTE
        output.say(str(finding) if is_note else output.finding_text(finding))
