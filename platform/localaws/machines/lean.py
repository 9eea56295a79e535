"""Loads moto's interpreter without its model of EC2: 100 MB of instance types, for tasks of Batch.

The local AWS serves no Batch; all that the interpreter takes from there is how jobs stand.
"""

import sys
from enum import Enum
from importlib import import_module
from types import ModuleType

BATCH, INTERPRETER = "moto.batch.utils", "moto.stepfunctions.parser.models"


class JobStatus(Enum):
    """How a job of Batch stands once it has ended."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class _Batch(ModuleType):
    JobStatus = JobStatus


def load() -> None:
    """Once a process, before anything else of the interpreter is loaded."""
    sys.modules[BATCH] = _Batch(BATCH)
    import_module(INTERPRETER)
    # Who asks for Batch itself gets all of it.
    del sys.modules[BATCH]
