"""`mesh policy`: what governs the mesh."""

import typer

from meshwright.cli import owners

app = typer.Typer(help="What governs the mesh.", no_args_is_help=True)
app.command("owners")(owners.owners)
