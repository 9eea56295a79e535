"""Runs a command from a small process, and writes what it used: CPU seconds and kilobytes.

To a program's peak Linux counts what the process had that started it, so that a benchmark that has
grown would find its own size in whatever is smaller.
Source: getrusage(2), `ru_maxrss`; execve(2) keeps a process's resource usage.
"""

import resource
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    code = subprocess.call(sys.argv[2:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss
    Path(sys.argv[1]).write_text(f"{cpu} {peak}", encoding="utf-8")
    sys.exit(min(abs(code), 255))
