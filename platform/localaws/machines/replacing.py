"""Replaces a function of moto's interpreter wherever its modules have taken it by name."""

import sys
from typing import Any

INTERPRETER = "moto.stepfunctions.parser"


def everywhere(function: Any, ours: Any) -> None:
    """Whoever of the interpreter's modules calls a function calls ours from now on."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(INTERPRETER):
            continue
        for known, value in list(vars(module).items()):
            if value is function:
                setattr(module, known, ours)
