"""`mesh env`: the variables that make plain `pulumi`, `aws` and boto3 work in a shell."""

import os

from meshwright.cli import options, output
from meshwright.cli.options import Env, Json


def env(env: Env = options.DEFAULT_ENVIRONMENT, json: Json = False) -> None:
    """Print exports for this shell: eval "$(mesh env)"."""
    from meshwright import local_instance
    from meshwright.runner.engine.engine import ensure_engine
    from meshwright.runner.session import install_chosen
    from meshwright.runner.shell import (
        engine_environment,
        foreign_variables,
        render_exports,
        with_launcher,
    )
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    place = load_environment(workspace.root, env)
    local = local_instance.running(workspace.local) if place.is_local else None
    engine = ensure_engine(output.say)
    variables = engine_environment(workspace, place, engine=engine, local=local)
    if local is not None:
        install_chosen(workspace, place, engine, variables, os.environ)
    variables["PATH"] = with_launcher(workspace, variables["PATH"])
    foreign = foreign_variables(place, variables)
    if json:
        output.emit("env", {"environment": env, "variables": variables, "unset": foreign})
    else:
        output.print_out(render_exports(variables, foreign))
