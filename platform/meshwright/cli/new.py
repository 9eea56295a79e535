"""`mesh new`: what to begin with, which passes `mesh check` as it is; here the specs."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import new_access, new_policy, new_wanted, output, written_files
from meshwright.cli.options import Json
from meshwright.errors import MeshError, UsageError

if TYPE_CHECKING:
    from meshwright.workspace import Workspace

app = typer.Typer(
    help="Write a spec, an agreement, a request, a rule or a pack to begin with.",
    no_args_is_help=True,
)
app.command("rule")(new_policy.rule)
app.command("pack")(new_policy.pack)
app.command("wanted")(new_wanted.wanted)
app.command("access")(new_access.access)

DOMAIN = """\
# yaml-language-server: $schema=../../schema/domain.schema.json
owner: team-{team}@acme.example
description: What the domain {name} does, in one sentence.
costCenter: cc-0000
classification: internal   # public | internal | confidential | restricted
support: {{channel: "#{team}-data"}}   # where to ask
"""

PRODUCT = """\
# yaml-language-server: $schema=../../../schema/product.schema.json
description: What {name} is about, in one sentence a stranger understands.
status: draft
tables:
  {name}:
    description: What one row is.
    primaryKey: [{name}_id]
    columns:
      {name}_id: {{type: string, description: What identifies a row., required: true, unique: true}}
      recorded_at: {{type: timestamp, description: When the row was recorded (UTC).}}
"""


@app.command()
def domain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The domain's id, such as sales.")],
    json: Json = False,
) -> None:
    """Begin a domain: domains/NAME/domain.yaml."""
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    _require_id(name, "sales")
    file = workspace.domains / name / "domain.yaml"
    text = DOMAIN.format(name=name, team=name.replace("_", "-"))
    then = f"mesh new product {name}.NAME"
    _write(workspace, "new domain", file, text, then=then, json=json, owners=True)


@app.command()
def product(
    name: Annotated[
        str, typer.Argument(metavar="DOMAIN.NAME", help="The product's id, such as sales.orders.")
    ],
    json: Json = False,
) -> None:
    """Begin a product: domains/DOMAIN/NAME/product.yaml."""
    from meshwright.ids import parts
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    of_domain, own = parts(name)
    if of_domain == name:
        raise UsageError(f"'{name}' has no domain", fix=f"write DOMAIN.{name}")
    _require_id(of_domain, "sales")
    _require_id(own, "orders")
    if not (workspace.domains / of_domain / "domain.yaml").exists():
        raise UsageError(
            f"there is no domain '{of_domain}'", fix=f"mesh new domain {of_domain}, or name another"
        )
    file = workspace.domains / of_domain / own / "product.yaml"
    text = PRODUCT.format(name=own)
    _write(workspace, "new product", file, text, then=f"mesh plan {name}", json=json)


def _require_id(name: str, example: str) -> None:
    from meshwright.specs.scalars import ID_PATTERN

    if not re.fullmatch(ID_PATTERN, name):
        raise UsageError(
            f"'{name}' is not a valid id: lower-case letters, digits and single underscores",
            fix=f"write a name such as {example}",
        )


def _write(
    workspace: "Workspace",
    command: str,
    file: Path,
    text: str,
    *,
    then: str,
    json: bool,
    owners: bool = False,
) -> None:
    path = file.relative_to(workspace.root).as_posix()
    written_files.begin(workspace.root, path, text, otherwise="choose another name")
    paths = [path, *(_owners(workspace) if owners else ())]
    if json:
        output.emit(command, {"files": paths})
        return
    for written in paths:
        output.print_out(written)
    output.say(f"fill it in, then: mesh check {path}; {then}")


def _owners(workspace: "Workspace") -> tuple[str, ...]:
    """Brings CODEOWNERS up to date; where that cannot be done `mesh check` says why."""
    from meshwright.cli import owners

    try:
        return owners.written(workspace)
    except MeshError:
        return ()
