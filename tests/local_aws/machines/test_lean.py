"""What the local AWS loads to run machines."""

import json
import subprocess
import sys

ASKED = """
import json, sys
from localaws.machines import lean
lean.load()
from localaws.machines.install import install
install()
from localaws.machines.programs import program
program('{"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}')
print(json.dumps(sorted(sys.modules)))
"""


def test_machines_run_without_the_model_of_ec2() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, check=True)
    loaded = json.loads(done.stdout)

    assert "moto.stepfunctions.parser.models" in loaded
    assert [name for name in loaded if name.startswith(("moto.ec2", "moto.batch"))] == []
