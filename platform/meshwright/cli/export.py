"""`mesh export`: products in the formats of other tools."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import Env, Json, Select
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from meshwright.standards.exports import Format, Texts


class ExportFormat(StrEnum):
    """What a product can be written as."""

    ODCS = "odcs"
    ODPS = "odps"
    DPROD = "dprod"
    JSONSCHEMA = "jsonschema"
    AVRO = "avro"
    DDL = "ddl"
    DBT = "dbt"
    DQDL = "dqdl"
    BACKSTAGE = "backstage"


def export(
    written: Annotated[
        ExportFormat,
        typer.Argument(metavar="FORMAT", help=f"One of {', '.join(ExportFormat)}."),
    ],
    select: Select = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="A folder for the files of products."),
    ] = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Write products for other tools, as an environment deploys them."""
    from meshwright.standards.exports import FORMATS

    found = FORMATS[written.value]
    texts, shared = _texts(found, select or (), env)
    if json:
        files = {**texts, **shared}
        output.emit("export", {"format": found.name, "environment": env, "files": files})
    elif out is not None:
        _write(out, {**texts, **shared})
    elif len(texts) == 1:
        output.write_out(next(iter(texts.values())))
    else:
        fix = "name one product of one table, or a folder by --out"
        raise UsageError(f"{len(texts)} files come of what is named", fix=fix)


def _texts(found: "Format", select: "Sequence[str]", env: str) -> "tuple[Texts, Texts]":
    """The files of products, and those that they have in common."""
    from meshwright.cli.lineage_names import named
    from meshwright.plan.drafts import deployed
    from meshwright.specs.load import load_environment, load_mesh
    from meshwright.standards.selection import products_of
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    environment = load_environment(root, env)
    mesh = deployed(load_mesh(root).mesh, environment)
    products = products_of(mesh, named(mesh, select))
    texts = {
        name: text
        for product in products
        for name, text in found.files(mesh, product, environment).items()
    }
    return texts, found.shared(mesh, products, tuple(texts))


def _write(folder: Path, texts: "Texts") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        output.print_out(str(folder / name))
