"""Runs a command and waits for all that descends from it, so that the CPU of all is counted.

A process that outlives its parent is otherwise nobody's: its CPU seconds are in no figure. Linux
lets a process take such ones for its own (prctl(2), PR_SET_CHILD_SUBREAPER); elsewhere they stay
uncounted. Knows nothing of the platform: it is started by its path.
"""

import ctypes
import os
import subprocess
import sys
import time

SET_CHILD_SUBREAPER = 36
SECONDS = 10.0
"""In which what is left has to end by itself."""
GLANCE = 0.01


def main() -> int:
    """The command's own exit code."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    code = subprocess.run(sys.argv[1:], check=False).returncode
    deadline = time.monotonic() + SECONDS
    while is_followed() and time.monotonic() < deadline:
        time.sleep(GLANCE)
    return code


def is_followed() -> bool:
    """Whether anything that descends from the command is still there."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
