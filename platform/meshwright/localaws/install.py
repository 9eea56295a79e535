"""Puts the local provider into a PULUMI_HOME, under the official plugin's name and version."""

import os
import shlex
import subprocess
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import meshwright
from meshwright.errors import MeshError

PLUGIN_VERSION = version("pulumi-aws")
"""The plugin's version that the installed SDK asks the engine for."""
BINARY = "pulumi-resource-aws"
INSTALL_SECONDS = 120


def install_provider(engine: Path, pulumi_home: Path, python: Path) -> Path:
    """Installs the plugin where it is not there as it should be, and returns its executable."""
    target = pulumi_home / "plugins" / f"resource-aws-v{PLUGIN_VERSION}" / BINARY
    script = _script(python)
    if _is_there(target, script):
        return target
    pulumi_home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        binary = Path(folder) / BINARY
        binary.write_text(script, encoding="utf-8")
        binary.chmod(0o755)
        _install(engine, pulumi_home, binary)
    if not _is_there(target, script):
        raise MeshError(f"the engine did not install the local AWS provider to {target}")
    return target


def _script(python: Path) -> str:
    """A launcher that becomes the provider; MESH_PYTHON names another Python."""
    source = Path(meshwright.__file__).resolve().parents[1]
    return (
        "#!/bin/sh\n"
        f"export PYTHONPATH={shlex.quote(str(source))}${{PYTHONPATH:+:$PYTHONPATH}}\n"
        f'exec "${{MESH_PYTHON:-{shlex.quote(str(python.absolute()))}}}"'
        ' -m meshwright.localaws.provider "$@"\n'
    )


def _is_there(target: Path, script: str) -> bool:
    try:
        return target.read_text(encoding="utf-8") == script
    except OSError:
        return False


def _install(engine: Path, pulumi_home: Path, binary: Path) -> None:
    command = [str(engine), "plugin", "install", "resource", "aws", PLUGIN_VERSION]
    settings = {"PULUMI_HOME": str(pulumi_home), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        done = subprocess.run(
            [*command, "--file", str(binary), "--reinstall"],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MeshError(f"cannot install the local AWS provider: {error}") from error
    if done.returncode != 0:
        raise MeshError(f"cannot install the local AWS provider: {done.stderr.strip()}")
