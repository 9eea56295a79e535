"""`mesh catalog`: what there is in the mesh, for whoever looks for it."""

import typer

from meshwright.cli import catalog_build

app = typer.Typer(help="What there is in the mesh: the portal.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `build` a command of its own."""


app.command("build")(catalog_build.build)
