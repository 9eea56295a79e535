"""`python -m tools` is the `mesh` command with `mesh dev`; the launcher runs it for `mesh dev`."""

from meshwright.cli import app
from tools.cli import dev

if __name__ == "__main__":
    app.app.add_typer(dev.app, name="dev")
    app.main()
