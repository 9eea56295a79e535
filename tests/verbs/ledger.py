"""What the tables of the shop have to hold, told by the files that were sent, and who looks on."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from local_aws.athena.athena import Athena
from verbs.shop import Shop

HEADER = "order_id,amount,ordered_on"
FIRST = datetime.now(UTC).date() - timedelta(days=20)
ASKED = (
    "select count(*), sum(amount) from sales__orders.orders",
    "select sum(orders), sum(revenue) from sales__daily.daily",
    "select sum(orders), sum(revenue) from sales__daily.total",
)
PAUSE = 0.1
Order = tuple[str, Decimal, date]
Sum = tuple[str, str]


@dataclass
class Ledger:
    """The orders that were sent so far, file by file, and each sum that they came to."""

    shop: Shop
    orders: list[Order] = field(default_factory=list[Order])
    sums: list[Sum] = field(default_factory=list[Sum])
    rejects: int = 0
    """Lines of published files that were refused; they are kept."""

    def next_file(self, rows: int = 3) -> str:
        """A file of new orders, on days that had some before and on others."""
        number, first = len(self.sums), len(self.orders)
        for index in range(first, first + rows):
            day = FIRST + timedelta(days=index % 17)
            self.orders.append((f"A-{index:05}", Decimal(index + 1) / 4, day))
        lines = (f"{key},{amount:.2f},{day}\n" for key, amount, day in self.orders[first:])
        amounts = (amount for _, amount, _ in self.orders)
        self.sums.append((str(len(self.orders)), f"{sum(amounts):.2f}"))
        return self.shop.file(f"orders-{number}.csv", f"{HEADER}\n{''.join(lines)}")

    def check(self, about: str) -> None:
        """Every row of every table is as the files say, and is there once."""
        kept = [[key, f"{amount:.2f}", str(day)] for key, amount, day in self.orders]
        days: dict[date, list[Decimal]] = {}
        for _, amount, day in self.orders:
            days.setdefault(day, []).append(amount)
        daily = [[str(d), str(len(a)), f"{sum(a):.2f}"] for d, a in sorted(days.items())]
        rows = self.shop.rows
        orders = "select * from sales__orders.orders order by 1"
        assert rows(orders) == kept, about
        assert rows("select * from sales__daily.daily order by 1") == daily, about
        assert rows("select * from sales__daily.total") == [["all", *self.sums[-1]]], about
        rejects = rows("select count(*) from sales__orders.orders__rejects")
        assert rejects == [[str(self.rejects)]], about


@dataclass
class Watched:
    """What a reader saw, in its order, by what it asked."""

    seen: dict[str, list[Sum]] = field(default_factory=dict[str, list[Sum]])
    faults: list[Exception] = field(default_factory=list[Exception])

    def check(self, sums: list[Sum], about: str) -> None:
        """Each answer was a whole state of the table, and none older than the one before."""
        assert self.faults == [], about
        for asked, seen in self.seen.items():
            assert set(seen) <= set(sums), (about, asked)
            order = [sums.index(each) for each in seen]
            assert order == sorted(order), (about, asked)


@contextmanager
def watching(shop: Shop) -> Iterator[Watched]:
    """A reader who asks all the time while the block runs."""
    watched, is_over = Watched({asked: [] for asked in ASKED}), threading.Event()
    athena = Athena(shop.new_client("athena"), shop.workgroup)

    def look() -> None:
        while not is_over.is_set():
            for asked, seen in watched.seen.items():
                seen += athena.rows(asked)  # pyright: ignore[reportArgumentType] - pairs of texts
                time.sleep(PAUSE)

    def guarded() -> None:
        try:
            look()
        except Exception as error:
            watched.faults.append(error)

    reader = threading.Thread(target=guarded, daemon=True)
    reader.start()
    try:
        yield watched
    finally:
        is_over.set()
        reader.join()
