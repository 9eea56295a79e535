"""@cloud-copilot/iam-simulate, a second opinion on what policies decide, kept beside the engine.

A tool for these tests alone, which Node runs: nothing of it is in the product. Its lock names the
packages by their digests, and no index that has them.
"""

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from own_packages import of_npm

from own_environment import SECONDS

HOME = Path(__file__).parent / "simulator"


def packages() -> Path:
    """The folder with the simulator in it, which is installed first where need be."""
    return of_npm("iam-simulate", HOME)


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
