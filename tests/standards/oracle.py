"""Official schemas and validators, asked in an environment of their own.

What asks them lies in `oracles/`, a program each: documents on stdin, problems on stdout. It knows
neither the platform nor the tests.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from own_packages import of_maven, of_npm

from own_environment import folder_of, unbound

ORACLES = Path(__file__).with_name("oracles")
SECONDS = 900


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


def backstages(entities: Sequence[Any]) -> list[str]:
    """What Backstage's own validators say against entities."""
    home = ORACLES / "backstage"
    script = str(home / "validate.cjs")
    said = _asked(["node", script, str(of_npm("backstage", home))], json.dumps(entities))
    return json.loads(said)


def dbt_artifacts(project: Path) -> Path:
    """The folder in which dbt has written manifest and catalog of a project, run in its place."""
    command = [str(folder_of("dbt") / "python"), str(ORACLES / "dbt_artifacts.py"), str(project)]
    quiet = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    done = subprocess.run(
        command,
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        env={**unbound(), **quiet},
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stdout)
    return project / "target"


def has_java() -> bool:
    return shutil.which("javac") is not None and shutil.which("mvn") is not None


def rulesets(texts: Sequence[str]) -> list[str]:
    """How AWS's own parser of DQDL reads texts; begins with `refused` where it does not."""
    home = ORACLES / "dqdl"
    jars = of_maven("dqdl", home) / "jars" / "*"
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", str(jars), str(home / "Rulesets.java")]
    return _asked(command, APART.join(texts)).split(APART)


APART = "\x01"


def _asked(command: Sequence[str], given: str) -> str:
    done = subprocess.run(
        command, input=given, stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=True
    )
    return done.stdout
