"""datacontract-cli in an environment of its own, named by its lock and kept beside the engine."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from meshwright.runner.engine.engine import cache_folder, exclusive

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-datacontract.lock"
ASKING = Path(__file__).with_name("asking.py")
STAMP = "complete"
SECONDS = 1800


def asked(contracts: Mapping[str, Any]) -> Mapping[str, str]:
    """What datacontract-cli says of each pair of contracts, by its case."""
    done = _run([str(_python()), str(ASKING)], json.dumps(contracts))
    return json.loads(done)


def command() -> Sequence[str]:
    """What calls datacontract-cli on a command line."""
    return [str(_python().with_name("datacontract"))]


def _python() -> Path:
    """The Python that has datacontract-cli; installs it first where this lock's is not there."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = cache_folder().parent / "datacontract" / digest
    python = folder / "venv" / "bin" / "python"
    with exclusive(folder, lambda _: None):
        if not (folder / STAMP).is_file():
            uv = str(Path(sys.executable).with_name("uv"))
            _run([uv, "venv", "--clear", "--python", sys.executable, str(folder / "venv")])
            _run([uv, "pip", "sync", "--require-hashes", "--python", str(python), str(LOCK)])
            (folder / STAMP).touch()
    return python


def _run(command: Sequence[str], told: str | None = None) -> str:
    variables = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        command,
        input=told,
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        env=variables,
        check=True,
    )
    return done.stdout
