"""A definition of a state machine is read once, by whatever asks for it."""

import json
import subprocess
import sys

ASKED = """
import json
from localaws.machines.install import install
install()
from localaws.machines import definitions, programs
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

text = '{"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}'
faults = definitions.faults(text)
StepFunctionsParserBackend._validate_definition(definition=text)
print(json.dumps([faults, programs.program.cache_info().misses]))
"""


def test_what_checks_a_definition_and_what_keeps_it_read_it_once() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, check=True)

    assert json.loads(done.stdout) == [[], 1]
