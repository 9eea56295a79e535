"""Puts a provider into a PULUMI_HOME: the stand-in under the official plugin's name, or that."""

import hashlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from meshwright.errors import MeshError
from meshwright.surroundings.inherited import inside
from meshwright.surroundings.table import PYTHON

PLUGIN_VERSION = version("pulumi-aws")
"""The plugin's version that the installed SDK asks the engine for."""
BINARY = "pulumi-resource-aws"
MARK = "origin.sha256"
"""Beside a plugin that was given by its path: the digest of what was given."""
INSTALL_SECONDS = 600
"""The official plugin is some 200 MB, where it has to be fetched."""
MODULE = "localaws.provider"
STAND_IN, OFFICIAL = "the local AWS provider", "the official AWS provider"


def install_provider(engine: Path, pulumi_home: Path, python: Path) -> Path:
    """Installs the plugin where it is not there as it should be, and returns its executable."""
    target, script = _target(pulumi_home), _script(python)
    mark = target.with_name(MARK)
    if _is_there(target, script) and not mark.exists():
        return target
    pulumi_home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        binary = write_launcher(Path(folder), python)
        source = ("--file", str(binary), "--reinstall")
        _install(engine, pulumi_home, source, inside(os.environ))
    mark.unlink(missing_ok=True)
    if not _is_there(target, script):
        raise MeshError(f"the engine did not install the local AWS provider to {target}")
    return target


def install_official(
    engine: Path, pulumi_home: Path, plugin: Path | None, variables: Mapping[str, str]
) -> None:
    """Installs a plugin of somebody else's in the stand-in's place: a given one, or the vendor's.

    Without a given one, the engine may find it on PATH, and fetches it where it does not, with
    these variables.
    """
    pulumi_home.mkdir(parents=True, exist_ok=True)
    target = _target(pulumi_home)
    if plugin is not None:
        _install_given(engine, pulumi_home, plugin, variables)
        return
    if MODULE in _beginning(target):
        shutil.rmtree(target.parent)
    if not target.exists() and shutil.which(BINARY, path=variables["PATH"]) is None:
        _install(engine, pulumi_home, (), variables, OFFICIAL)


def _install_given(
    engine: Path, pulumi_home: Path, plugin: Path, variables: Mapping[str, str]
) -> None:
    if not plugin.is_file():
        raise MeshError(f"there is no plugin {plugin}", fix="correct `plugin` in local.yaml")
    target = _target(pulumi_home)
    with plugin.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    mark = target.with_name(MARK)
    if target.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == digest:
        return
    source = ("--file", str(plugin), "--reinstall")
    _install(engine, pulumi_home, source, variables, OFFICIAL)
    mark.write_text(digest, encoding="utf-8")


def _target(pulumi_home: Path) -> Path:
    return pulumi_home / "plugins" / f"resource-aws-v{PLUGIN_VERSION}" / BINARY


def _beginning(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(1024).decode(errors="replace")
    except OSError:
        return ""


def write_launcher(folder: Path, python: Path) -> Path:
    """Writes an executable that is the stand-in provider, and returns it."""
    binary = folder / BINARY
    binary.write_text(_script(python), encoding="utf-8")
    binary.chmod(0o755)
    return binary


def _script(python: Path) -> str:
    """A launcher that becomes the provider; MESH_PYTHON names another Python."""
    source = Path(__file__).resolve().parents[1]
    return (
        "#!/bin/sh\n"
        # A person's own Python must not change how this one runs.
        f"unset {' '.join(PYTHON.names)}\n"
        f"export PYTHONPATH={shlex.quote(str(source))}\n"
        f'exec "${{MESH_PYTHON:-{shlex.quote(str(python.absolute()))}}}"'
        f' -P -X utf8 -m {MODULE} "$@"\n'
    )


def _is_there(target: Path, script: str) -> bool:
    try:
        # Bytes: what was there before may be a binary.
        return target.read_bytes() == script.encode()
    except OSError:
        return False


def _install(
    engine: Path,
    pulumi_home: Path,
    source: tuple[str, ...],
    variables: Mapping[str, str],
    what: str = STAND_IN,
) -> None:
    command = [str(engine), "plugin", "install", "resource", "aws", PLUGIN_VERSION, *source]
    settings = {"PULUMI_HOME": str(pulumi_home), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        done = subprocess.run(
            command,
            env={**variables, **settings},
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MeshError(f"cannot install {what}: {error}") from error
    if done.returncode != 0:
        raise MeshError(f"cannot install {what}: {done.stderr.strip()}")
