"""`mesh catalog serve`: the portal at this machine's own address, renewed as the specs change."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.catalog_content import (
    From,
    ResultsFrom,
    ScoresFrom,
    WithoutExports,
    scores_of,
    shown,
)
from meshwright.cli.options import AsOf, Env, Json
from meshwright.errors import CancelledError, UsageError

if TYPE_CHECKING:
    from meshwright.catalog.portal.content import Content
    from meshwright.gate.assessment import Assessment

Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0: at a free port.")
]


def serve(
    port: Port = 0,
    env: Env = options.DEFAULT_ENVIRONMENT,
    results: ResultsFrom = None,
    others: From = None,
    scores: ScoresFrom = None,
    no_exports: WithoutExports = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Serve the portal at 127.0.0.1 until Ctrl-C; a page shows the specs as they are when asked."""
    from meshwright.catalog.portal.renewing import renewed
    from meshwright.catalog.portal.serving import Server
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    workspace = find_workspace()

    # The days before are read once: what a change of the specs does is of today.
    days = scores_of(workspace, load_environment(workspace.root, env), scores)

    def content(assessment: "Assessment") -> "Content":
        return shown(workspace, assessment, results, others, days, exports=not no_exports)

    portal = renewed(
        workspace, env, content, as_of=lambda: as_of or options.today(), say=output.say_error
    )
    try:
        server = Server(portal, port)
    except OSError as error:
        message = f"port {port} cannot be had: {error}"
        raise UsageError(message, fix="name another --port") from error
    with server:
        if json:
            output.emit("catalog serve", {"environment": env, "address": server.address})
        else:
            output.print_out(f"{server.address} (Ctrl-C ends it)")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except CancelledError:
            output.say("ended")
