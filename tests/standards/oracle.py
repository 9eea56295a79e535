"""Official schemas and validators, asked in an environment of their own.

What asks them lies in `oracles/`, a program each: documents on stdin, problems on stdout. It knows
neither the platform nor the tests.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from own_environment import folder_of, unbound

ORACLES = Path(__file__).with_name("oracles")
SECONDS = 300


def schema_of(environment: str, path: str) -> Any:
    """An official JSON Schema that a package of an environment carries."""
    (file,) = folder_of(environment).parent.glob(f"lib/python*/site-packages/{path}")
    return json.loads(file.read_text("utf-8"))


def problems(oracle: str, documents: Sequence[Any]) -> list[str]:
    """What a standard's own tool says against documents."""
    done = subprocess.run(
        [str(folder_of("standards") / "python"), str(ORACLES / f"{oracle}.py")],
        input=json.dumps(documents),
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        env=unbound(),
        check=True,
    )
    return json.loads(done.stdout)
