"""Checking a product that many read by agreement: its cost by their number, and its memory."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tools.bench import specs
from tools.bench.measuring import Spread, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site

PRODUCTS = 10
COUNTS: Mapping[int, int] = {1: 5, 10: 5, 100: 5, 1_000: 3, 2_000: 2}
"""Agreements on the first product, and the rounds that each number is measured in."""
KINDS: Mapping[str, str] = {"": "", " of some rows": f"rows: \"{specs.KEY} <> 'a'\""}
"""What an agreement opens of the table, by the words that tell it: all rows, or some."""
ROOM = 1.1
"""What the cost may grow more than the number does: a tenth."""
ACCOUNT = "123456789012"


def measure(setting: Setting) -> Iterator[Row]:
    """What reading, checking, planning and the rules cost together, and the peak of a check.

    A check that finds an error ends the run: every number has to fit all quotas.
    """
    for kind, opened in KINDS.items():
        costs: dict[int, Spread] = {}
        peaks: dict[int, Spread] = {}
        for count, rounds in COUNTS.items():
            setting.say(f"checking {count:,} agreements{kind} on one product, {rounds} times")
            costs[count], peaks[count] = _measured(setting, count, rounds, opened)
        yield from _grown(f"checking {{:,}} agreements{kind} on a product", "s CPU", costs)
        yield from _grown(f"peak memory of {{:,}} agreements{kind}", "MB", peaks)


def _grown(what: str, unit: str, found: Mapping[int, Spread]) -> Iterator[Row]:
    """Each number beside the one before it."""
    for (fewer, before), (more, after) in pairwise(found.items()):
        yield Row(
            what.format(more), unit, after, before, f"{fewer:,} agreements", more / fewer * ROOM
        )


def _measured(setting: Setting, count: int, rounds: int, opened: str) -> tuple[Spread, Spread]:
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    product = next(path for path in mesh if path.endswith("/product.yaml"))
    folder = product.removesuffix("product.yaml")
    readers = [f"reader_{n}" for n in range(count)]
    agreed = {f"{folder}access/{reader}.yaml": _agreement(opened) for reader in readers}
    with open_site(setting.checkout, setting.folder, {**mesh, **agreed}) as site:
        place = site.root / f"platform/environments/{ENVIRONMENT}.yaml"
        named = "".join(f"  {r}: arn:aws:iam::{ACCOUNT}:role/{r}\n" for r in readers)
        place.write_text(f"{place.read_text('utf-8')}\nprincipals:\n{named}", encoding="utf-8")
        module = ("-m", "tools.bench.stages")
        figures: Mapping[str, list[float]] = site.document(
            *module, str(site.root), ENVIRONMENT, str(rounds)
        )
        peak = spread([site.mesh("check", "--env", ENVIRONMENT).peak])
    stages = ("load", "check", "plan", "rules")
    each = zip(*(figures[stage] for stage in stages), strict=True)
    return spread([sum(parts) for parts in each]), peak


def _agreement(opened: str) -> str:
    table = f"{{{opened}}}" if opened else ""
    return f"purpose: Reports\ntables: {{{specs.TABLE}: {table}}}\nexpires: 2026-12-31\n"
