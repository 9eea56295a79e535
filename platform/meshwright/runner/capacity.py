"""How many engines a machine can run side by side, and how much each may ask AWS at once."""

import os
from collections.abc import Iterator
from pathlib import Path

NEED = 1024**3
"""Bytes for one stack's turn: the official plugin has 300 to 480 MB, and the engine and the program
grow by 0.12 and 0.075 MB with each resource. Measured with pulumi 3.259 and pulumi-aws 7.51.
"""
WRITERS = 32
"""Resources that all engines of a machine work on at the same time.

AWS publishes no rate of Lake Formation's calls. What is too much it answers with
ThrottlingException or ConcurrentModificationException: the official provider tries the second again
for permissions and LF-tags, and not for data cells filters (terraform-provider-aws,
internal/service/lakeformation). An engine left alone takes four for each core.
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
    return max(1, min([cores(), WRITERS, *by_memory]))


def writers() -> int:
    """The resources that one of the engines works on at the same time, at least one."""
    return max(1, min(4 * cores(), WRITERS // side_by_side()))


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
