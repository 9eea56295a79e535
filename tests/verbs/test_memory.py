"""A million rows land: no process takes more memory than a small machine has to spare."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws import server
from meshwright.workspace import Workspace

from verbs.ledger import HEADER
from verbs.shop import ORDERS, ROOT, Shop, opened

pytestmark = pytest.mark.long

ROWS, MOST = 1_000_000, 500
"""Rows that land in one file, and MiB that a process may have in memory at its peak."""


@pytest.fixture
def empty_shop(tmp_path: Path) -> Iterator[Shop]:
    """A mesh of its own, whose tables have no rows."""
    try:
        yield opened(tmp_path)
    finally:
        server.stop(Workspace(tmp_path).local)


def test_a_million_rows_land_in_little_memory(empty_shop: Shop) -> None:
    shop = empty_shop
    lines = (f"M-{n:07},{n % 900}.{n % 100:02},2026-{1 + n % 12:02}-01\n" for n in range(ROWS))
    file = shop.file("million.csv", f"{HEADER}\n{''.join(lines)}")

    started = subprocess.Popen(
        shop.checkout.command("ingest", ORDERS, file), cwd=ROOT, env=shop.checkout.variables
    )
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    shop.settled()

    peaks = {"mesh ingest": used.ru_maxrss >> 10, "the local AWS": peak(shop.aws.pid)}
    assert started.returncode == 0
    assert shop.rows("select count(*), count(distinct order_id) from sales__orders.orders") == [
        [str(ROWS), str(ROWS)]
    ]
    print(peaks)
    assert {who: size for who, size in peaks.items() if size >= MOST} == {}


def peak(process: int) -> int:
    """The most memory that a process has had, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) >> 10
