"""@cloud-copilot/iam-simulate, a second opinion on what policies decide, kept beside the engine.

A tool for these tests alone, which Node runs: nothing of it is in the product. Its lock names the
packages by their digests, and no index that has them.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from meshwright.runner.engine.engine import cache_folder, exclusive

from own_environment import SECONDS, STAMP, UnobtainableError

HOME = Path(__file__).parent / "simulator"
LOCKED = ("package.json", "package-lock.json")


def packages() -> Path:
    """The folder with the simulator in it, which is installed first where need be."""
    digest = hashlib.sha256(b"".join((HOME / name).read_bytes() for name in LOCKED)).hexdigest()
    folder = cache_folder().parent / "iam-simulate" / digest[:16]
    with exclusive(folder, lambda _: None):
        if not (folder / STAMP).is_file():
            _install(folder)
            (folder / STAMP).touch()
    return folder


def _install(folder: Path) -> None:
    for name in LOCKED:
        shutil.copy(HOME / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnobtainableError(_missing(str(error))) from error
    if done.returncode:
        raise UnobtainableError(_missing(done.stderr.strip()))


def _missing(reason: str) -> str:
    return (
        f"iam-simulate is not installed and cannot be: {reason}\nThis check is never passed over."
        " Install Node with npm, see that npm reaches a package index, and run it again."
    )


def simulated(folder: Path, asked: Iterable[Any]) -> Sequence[Any]:
    """What the simulator says of each question."""
    script = HOME / "simulate.cjs"
    done = subprocess.run(
        ["node", str(script), str(folder)],
        input="".join(f"{json.dumps(each)}\n" for each in asked),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
