"""`mesh local`: the AWS of this checkout."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from meshwright.cli import output
from meshwright.cli.options import Json

if TYPE_CHECKING:
    from meshwright.local_instance import LocalAws

app = typer.Typer(help="The local AWS of this checkout.", no_args_is_help=True)


@app.command()
def start(json: Json = False) -> None:
    """Start it, empty, where it is not running."""
    from localaws import server
    from meshwright.runner.lock import exclusive_run
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    spec = load_environment(workspace.root, "local").spec
    with exclusive_run(workspace.private, "local start"):
        aws = server.start(workspace.local, region=spec.region, account=spec.account)
    _tell("local start", aws, json=json)


@app.command()
def stop(json: Json = False) -> None:
    """Stop it; all that is in it is lost."""
    from localaws import server
    from meshwright.runner.lock import exclusive_run
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    with exclusive_run(workspace.private, "local stop"):
        stopped = server.stop(workspace.local)
    if json:
        output.emit("local stop", {"stopped": stopped})
    else:
        output.print_out("stopped" if stopped else "it was not running")


@app.command()
def status(json: Json = False) -> None:
    """Say whether it runs, and where."""
    from meshwright import local_instance
    from meshwright.workspace import find_workspace

    _tell("local status", local_instance.running(find_workspace().local), json=json)


def _tell(command: str, aws: "LocalAws | None", *, json: bool) -> None:
    if json:
        absent = {"endpoint": None, "region": None, "account": None, "pid": None}
        output.emit(command, {"running": aws is not None, **(asdict(aws) if aws else absent)})
    elif aws is None:
        output.print_text("not running: `mesh local start` or `mesh up` starts it")
    else:
        output.print_out(
            f"running at {aws.endpoint}: account {aws.account}, {aws.region}, process {aws.pid}"
        )
