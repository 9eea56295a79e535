"""A definition is read once, and not again for each of its executions: that takes half a second.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""

import copy
from functools import lru_cache
from typing import Any

from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

KEPT = 256


def install() -> None:
    ExecutionWorker._get_evaluation_entrypoint = _own_program  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - moto's own seam
    StepFunctionsParserBackend._validate_definition = staticmethod(_validated)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


@lru_cache(KEPT)
def program(definition: str) -> Any:
    """A definition as moto's interpreter has it; raises what is wrong with it."""
    return AmazonStateLanguageParser.parse(definition)[0]


def _validated(definition: str) -> None:
    # Moto names its argument, and what is named is another call to a cache.
    program(definition)


def _own_program(self: Any) -> Any:
    """A program of an execution's own, since its states keep what they are at."""
    return copy.deepcopy(program(self._evaluation_details.state_machine_details.definition))
