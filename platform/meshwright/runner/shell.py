"""The variables with which plain `pulumi` works in one checkout, against one environment.

An environment other than `local` gets none of the local AWS's variables, and is refused in a shell
that still has them: an empty passphrase or a loopback endpoint must not reach a real account.
"""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import date

from meshwright.errors import UsageError
from meshwright.local_instance import LocalAws
from meshwright.loopback import is_loopback
from meshwright.runner.engine.engine import Engine
from meshwright.runner.identity import user_variables
from meshwright.runner.local_backend import local_url
from meshwright.specs.environment import Environment
from meshwright.surroundings.inherited import NO_FILE, to_unset, without_proxy
from meshwright.workspace import Workspace

LOCAL_KEY = "test"
INSTANCE = "instance"
"""The file that says which local AWS the state was made for."""
PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
CALM = {
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    # Both trade state for speed: what a killed run has created would be forgotten.
    "PULUMI_EXPERIMENTAL": "false",
    "PULUMI_SKIP_CHECKPOINTS": "false",
}


def engine_environment(
    workspace: Workspace,
    environment: Environment,
    *,
    engine: Engine,
    local: LocalAws | None,
    as_of: date | None = None,
) -> dict[str, str]:
    """What to add to this process's variables for the engine; folders it names are created.

    Raises UsageError where the shell or the environment file lacks something.
    """
    variables = CALM | {
        "PATH": path_with(engine),
        "MESH_ROOT": str(workspace.root),
        "MESH_PYTHON": sys.executable,
        "AWS_REGION": environment.spec.region,
        "AWS_DEFAULT_REGION": environment.spec.region,
        # The engine, its program and its packs speak to each other over the loopback.
        **without_proxy(os.environ),
        **user_variables(workspace.private),
    }
    if as_of is not None:
        variables["MESH_AS_OF"] = as_of.isoformat()
    if environment.is_local:
        return variables | local_variables(workspace, environment, local)
    refuse_local_shell()
    return variables | remote_variables(environment)


def path_with(engine: Engine) -> str:
    """PATH with the engine's folders first, each once, so that a shell can be set up again."""
    ours = [str(folder) for folder in engine.folders]
    inherited = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join([*ours, *(folder for folder in inherited if folder not in ours)])


def with_launcher(workspace: Workspace, path: str) -> str:
    """PATH with a folder that holds `mesh` alone, so that a shell can call it by its name."""
    folder = workspace.private / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    link, launcher = folder / "mesh", workspace.root / "mesh"
    if not link.is_symlink() or link.readlink() != launcher:
        link.unlink(missing_ok=True)
        link.symlink_to(launcher)
    inherited = [place for place in path.split(os.pathsep) if place != str(folder)]
    return os.pathsep.join([*inherited, str(folder)])


def local_variables(
    workspace: Workspace, environment: Environment, local: LocalAws | None
) -> dict[str, str]:
    if local is None:
        raise UsageError("the local AWS is not running", fix="mesh local start")
    home, state = workspace.local / "home", workspace.local_state
    for folder in (home, state):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": local_url(workspace, environment, local),
        "PULUMI_CONFIG_PASSPHRASE": "",
        # The stand-in comes from here; the vendor's plugin may be fetched.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": (
            "true" if environment.spec.provider == "standIn" else "false"
        ),
        "AWS_ENDPOINT_URL": local.endpoint,
        "AWS_ACCESS_KEY_ID": LOCAL_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_KEY,
        "AWS_SESSION_TOKEN": "",
        **NO_FILE,
    }


def remote_variables(environment: Environment) -> dict[str, str]:
    spec = environment.spec
    if spec.backend is None:
        raise UsageError(
            f"environment {environment.name} has no backend",
            fix="write in its file where the engine keeps state: `backend: s3://BUCKET`",
        )
    if spec.secrets_provider == "passphrase" and not any(map(os.environ.get, PASSPHRASES)):
        raise UsageError(
            f"environment {environment.name} encrypts secrets with a passphrase, and none is set",
            fix="export PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
        )
    return {
        "PULUMI_BACKEND_URL": spec.backend,
        # A fresh clone has no stack file that names the secrets provider; the state does.
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
    }


def refuse_local_shell() -> None:
    """Raises UsageError in a shell that is set up for a local AWS."""
    if not is_set_up_for_local(os.environ):
        return
    raise UsageError(
        "this shell is set up for the local AWS",
        fix="open a new shell for other environments, or unset the AWS_* and PULUMI_* variables",
    )


def is_set_up_for_local(variables: Mapping[str, str]) -> bool:
    endpoints = (value for name, value in variables.items() if name.startswith("AWS_ENDPOINT_URL"))
    return variables.get("AWS_ACCESS_KEY_ID") == LOCAL_KEY or any(map(is_loopback, endpoints))


def foreign_variables(environment: Environment, exported: Mapping[str, str]) -> list[str]:
    """What this shell holds for the world outside, and must let go of for the local AWS."""
    return to_unset(os.environ, exported) if environment.is_local else []


def render_exports(variables: Mapping[str, str], foreign: Sequence[str]) -> str:
    """Shell text for `eval "$(mesh env)"`, one variable a line."""
    lines = (f"export {name}={shlex.quote(value)}" for name, value in sorted(variables.items()))
    return "\n".join([*(f"unset {name}" for name in foreign), *lines])
