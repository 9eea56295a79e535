"""Runs one policy pack, for as long as the language host that started it lives.

Its standard input is a pipe that the host holds and never writes to.
"""

import os
import runpy
import sys
from pathlib import Path

import stuck_policies
from endings import end_with_host


def run() -> None:
    """Runs the pack that the arguments name, as `python -m pulumi.policy` does."""
    stuck_policies.watch()
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    end_with_host(os.dup(sys.stdin.fileno()))
    # As with `python -m`, modules are looked for where the pack was started, not beside this file.
    sys.path[0] = str(Path.cwd())
    run()
