"""How many engines a machine can run side by side: by its cores, and by its memory."""

import os
from collections.abc import Iterator
from pathlib import Path

NEED = 1024**3
"""Bytes for one stack's turn: the official plugin has 300 to 480 MB, and the engine and the program
grow by 0.12 and 0.075 MB with each resource. Measured with pulumi 3.259 and pulumi-aws 7.51.
"""
LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""What a container may have.

Source: Linux kernel, "Control Group v2", memory.max; "Memory Resource Controller" for version 1.
"""


def side_by_side() -> int:
    """The engines that run at the same time, at least one."""
    by_memory = [size // NEED for size in _memory()]
    return max(1, min([cores(), *by_memory]))


def cores() -> int:
    """How many processes can compute at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> Iterator[int]:
    """What there is of memory, and what of it this process may have, where that is known."""
    if {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys():
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit in LIMITS:
        try:
            said = limit.read_text().strip()
        except OSError:
            continue
        if said.isdecimal():
            yield int(said)
