"""Hostile text at run time: as a question, as a product's query, in files, names and headers.

None of it reaches a file, the network or rows that were not granted, and no table suffers from it.
"""

import json
import random
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lineage import corpus

from verbs.ledger import HEADER, Ledger
from verbs.shop import FEEDS, ORDERS, Shop

SEED, SAMPLED = 14, 5
SECRET = "canary-71c4"
NO_RIGHT = "sales__orders.orders"
"""What the product whose machine and people ask here has no right to."""
SHORT = 4000
"""Letters of a statement at most, so that all of them find room in one definition."""
CASES = {case.name: case.sql for case in corpus.cases() if case.kind == "hostile"}


@dataclass
class Bait:
    """What hostile text is after: a file, and a place in the network that hears who calls."""

    file: Path
    listener: socket.socket

    @property
    def statements(self) -> list[str]:
        """Each way to the bait, and to the rows of others."""
        url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/x"
        return [
            f"select * from read_csv('{self.file}')",
            f"select * from '{self.file}'",
            f"select content from read_text('{self.file}')",
            f"select * from read_csv('{url}')",
            f"select * from read_parquet('{url}')",
            f"select order_id as n from {NO_RIGHT}",
            f"select n from (select order_id as n from {NO_RIGHT}) x",
            f"copy (select 1) to '{self.file}.stolen'",
        ]

    def check(self, said: str) -> None:
        """Nobody has called, nothing was written, and nothing that is told holds the secret."""
        with pytest.raises(BlockingIOError):
            self.listener.accept()
        assert not Path(f"{self.file}.stolen").exists()
        assert SECRET not in said


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[Bait]:
    file = tmp_path / "secret.csv"
    file.write_text(f"n\n{SECRET}\n")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Bait(file, listener)


def sample(number: int) -> list[str]:
    dice = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    return dice.sample(sorted(CASES.values(), key=len)[:-8], number)


def asked(shop: Shop, bait: Bait, statements: Sequence[str]) -> None:
    """Asks as a product, which may see its own tables alone."""
    for sql in (*bait.statements, *statements):
        done = shop.mesh("query", sql, "--as", FEEDS, "--json")
        assert done.code in (0, 1), (sql[:80], done)
        assert "Traceback" not in done.err, sql[:80]
        assert not _orders_in(done.out), sql[:80]
        if sql in bait.statements:
            assert done.code == 1, sql
        bait.check(done.out)


def staged(shop: Shop, bait: Bait, statements: Sequence[str]) -> list[str]:
    """A machine's answers to statements that nobody has checked, with what they put in a stage."""
    short = [sql for sql in (*bait.statements, *statements) if len(sql) < SHORT]
    inserted = [f"INSERT INTO lines__next (line_id) SELECT q.* FROM ({sql}) q" for sql in short]
    with shop.redefined(FEEDS, _running(shop.definition(FEEDS), [*short, *inserted])):
        done = shop.mesh("run", FEEDS)
    assert done.code == 0, done.err
    ended = json.loads(shop.described(shop.executions(FEEDS)[0])["output"])
    assert len(ended) == 2 * len(short)
    rows = shop.rows("select line_id from sales__feeds.lines__next")
    bait.check(json.dumps([ended, rows]))
    assert not _orders_in(json.dumps(rows))
    return [each["state"] for each in ended]


def _running(definition: dict[str, Any], statements: list[str]) -> dict[str, Any]:
    """A machine that runs statements one after the other, whatever they come to."""
    (query,) = (
        state
        for name, state in definition["States"]["lines: stage"]["Branches"][0]["States"].items()
        if name == "lines: clear"
    )
    parameters = {**query["Parameters"], "QueryString.$": "$"}
    del parameters["QueryString"]
    states = {
        "ask": {
            **query,
            "Parameters": parameters,
            "ResultPath": "$",
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "no", "ResultPath": "$"}],
            "Next": "yes",
        },
        "yes": {"Type": "Pass", "Result": {"state": "done"}, "End": True},
        "no": {"Type": "Pass", "Parameters": {"state": "failed", "why.$": "$"}, "End": True},
    }
    program = {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "ask", "States": states}
    each = {"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": program, "End": True}
    given = {"Type": "Pass", "Result": statements, "Next": "each"}
    return {"StartAt": "given", "States": {"given": given, "each": each}}


def _orders_in(text: str) -> bool:
    return "A-0000" in text


def test_hostile_questions_are_answered_by_nothing_of_others(
    shop: Shop, ledger: Ledger, bait: Bait
) -> None:
    asked(shop, bait, sample(SAMPLED))
    ledger.check("hostile questions")


def test_hostile_queries_in_a_machine_reach_nothing(shop: Shop, ledger: Ledger, bait: Bait) -> None:
    states = staged(shop, bait, sample(SAMPLED))

    number = len(bait.statements)
    half = len(states) // 2
    assert {*states[:number], *states[half : half + number]} == {"failed"}
    ledger.check("hostile queries")


@pytest.mark.long
def test_all_hostile_text_reaches_nothing(shop: Shop, ledger: Ledger, bait: Bait) -> None:
    assert len(CASES) >= 40

    asked(shop, bait, list(CASES.values()))
    staged(shop, bait, list(CASES.values()))

    ledger.check("all hostile text")


def test_hostile_values_are_values(shop: Shop, ledger: Ledger) -> None:
    """Also a query of a product reads them, which has no part in what they say."""
    values = [sql for sql in CASES.values() if len(sql) < SHORT and sql.isprintable()]
    lines = "".join(f"{json.dumps({'visit_id': v, 'seconds': n})}\n" for n, v in enumerate(values))

    done = shop.mesh("ingest", f"{FEEDS}.visits", shop.file("hostile.jsonl", lines))
    rows = shop.rows("select visit_id, seconds from sales__feeds.visits")

    assert done.code == 0, done.err
    assert len(values) >= 40
    assert {(v, str(n)) for n, v in enumerate(values)} <= {(v, s) for v, s in rows}
    ledger.check("hostile values")


@pytest.mark.parametrize(
    "name", ["'); drop table orders; --", "$(touch x)", "a/../b", "{}", "a b'é"]
)
def test_a_hostile_name_is_a_name(shop: Shop, ledger: Ledger, name: str) -> None:
    file = Path(ledger.next_file())
    shop.put(ORDERS, f"orders/{name}.csv", file.read_bytes())

    done = shop.mesh("run")

    assert done.code == 0, done.err
    ledger.check(name)


def test_a_hostile_header_is_refused(shop: Shop, ledger: Ledger) -> None:
    for number, header in enumerate([f"{HEADER}'); drop table orders; --", f"{HEADER}\x1b[31m"]):
        file = shop.file(f"header-{number}.csv", f"{header}\nx,1,2026-01-01\n")
        done = shop.mesh("ingest", ORDERS, file)
        assert done.code == 1
        assert "\x1b" not in done.err + done.out
    ledger.check("hostile headers")
