"""`mesh catalog`: find a product, in the terminal and by the portal."""

from typing import Any

import typer
from typer.core import TyperGroup

from meshwright.cli import catalog_build, catalog_find, catalog_mcp, catalog_publish, catalog_serve

FIND = "find"


class Finding(TyperGroup):
    """A group that looks for whatever words name no command of it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts `find` before words that begin with none of the commands, and before no words."""
        first = args[:1]
        is_named = bool(first) and first[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if is_named else [FIND, *args])


app = typer.Typer(
    cls=Finding,
    help="Find a product: `mesh catalog WORDS`, or one whole: `mesh catalog sales.orders`.",
)


@app.callback()
def _group() -> None:
    """Keeps `find` a command of its own."""


app.command(FIND)(catalog_find.find)
app.command("build")(catalog_build.build)
app.command("serve")(catalog_serve.serve)
app.command("publish")(catalog_publish.publish)
app.command("mcp")(catalog_mcp.mcp)
