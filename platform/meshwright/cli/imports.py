"""`mesh import`: specs out of what other tools have written."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import import_files, options, output
from meshwright.cli.import_files import Asked
from meshwright.cli.options import Env, Json
from meshwright.errors import ExitCode

if TYPE_CHECKING:
    from meshwright.specs.models import Mesh, Unreadable
    from meshwright.standards.glue.imported import ImportedDatabase

Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="The product's name; by default its own.")
]
OneName = Annotated[
    str,
    typer.Option(
        "--name",
        metavar="NAME",
        help="The product's name; by default its own. Several files are one product then.",
    ),
]

Into = Annotated[
    str,
    typer.Option(
        "--into", metavar="DOMAIN", help="The domain; by default the one that a contract names."
    ),
]
Domain = Annotated[
    str, typer.Option("--into", metavar="DOMAIN", help="The domain of the new products.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the specs, and write nothing.")]

app = typer.Typer(help="Begin products with what other tools have written.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A command of its own for each format."""


@app.command()
def odcs(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Data contracts in Bitol's ODCS 3.")
    ],
    into: Into = "",
    name: OneName = "",
    dry_run: DryRun = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with each data contract, or one with all (--name)."""
    from meshwright.standards.readers.product import contracts

    asked = Asked(into, name, env, dry_run=dry_run, json=json)
    import_files.bring_in("odcs", files, contracts, asked)


@app.command()
def jsonschema(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="JSON Schemas of rows: 2020-12 or draft-07."),
    ],
    into: Domain = "",
    name: OneName = "",
    dry_run: DryRun = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with each schema, or one with all (--name); nothing is fetched."""
    from meshwright.standards.readers import json_schema

    asked = Asked(into, name, env, dry_run=dry_run, json=json)
    import_files.read_in("jsonschema", files, json_schema.read, asked)


@app.command()
def avro(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Avro schemas of records (.avsc).")
    ],
    into: Domain = "",
    name: OneName = "",
    dry_run: DryRun = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with each schema, or one with all: a table for each record at a top."""
    from meshwright.standards.readers import avro

    asked = Asked(into, name, env, dry_run=dry_run, json=json)
    import_files.read_in("avro", files, avro.read, asked)


@app.command()
def sql(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files with CREATE TABLE statements.")
    ],
    into: Domain = "",
    name: OneName = "",
    dialect: Annotated[
        str,
        typer.Option("--dialect", metavar="NAME", help="Whose SQL it is, such as postgres."),
    ] = "athena",
    dry_run: DryRun = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with each file, or one with all: a table for each CREATE TABLE."""
    from meshwright.standards.readers import sql

    import_files.known_dialect(dialect)
    asked = Asked(into, name, env, dry_run=dry_run, json=json)
    import_files.read_in("sql", files, sql.reader(dialect), asked)


@app.command()
def dbt(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="dbt's target/manifest.json, or properties in YAML."),
    ],
    into: Domain = "",
    name: OneName = "",
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="MODEL", help="A model to take; by default all."),
    ] = None,
    dialect: Annotated[
        str,
        typer.Option("--dialect", metavar="NAME", help="Whose types; by default the adapter's."),
    ] = "",
    dry_run: DryRun = False,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Begin a product with each file, or one with all: a table for each model."""
    from meshwright.standards.readers import dbt

    if dialect:
        import_files.known_dialect(dialect)
    asked = Asked(into, name, env, dry_run=dry_run, json=json)
    read = dbt.reader(dialect, select or (), import_files.catalog_beside)
    import_files.read_in("dbt", files, read, asked)


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
        import_files.begin(found.files)
    if json:
        findings = [output.finding_document(finding) for finding in found.findings]
        files = dict(found.files) if found.is_usable else {}
        output.emit("import glue", {"files": files, "written": not dry_run, "findings": findings})
    else:
        import_files.tell(found.findings)
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
