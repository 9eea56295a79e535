"""Checking a product that many read by agreement: its cost by their number, and its memory."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tools.bench import specs
from tools.bench.loading import MOST_GROWTH
from tools.bench.measuring import Spread, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site

PRODUCTS = 10
COUNTS: Mapping[int, int] = {200: 5, 2_000: 3}
"""Agreements on the first product, and the rounds that each number is measured in."""
ACCOUNT = "123456789012"


def measure(setting: Setting) -> Iterator[Row]:
    """What reading, checking, planning and the rules cost together, and the peak of a check."""
    costs: dict[int, Spread] = {}
    peaks: dict[int, Spread] = {}
    for count, rounds in COUNTS.items():
        setting.say(f"checking {count:,} agreements on one product, {rounds} times")
        costs[count], peaks[count] = _measured(setting, count, rounds)
    for (fewer, before), (more, after) in pairwise(costs.items()):
        what, against = f"checking {more:,} agreements on a product", f"{fewer:,} agreements"
        yield Row(what, "s CPU", after, before, against, MOST_GROWTH)
    for (fewer, before), (more, after) in pairwise(peaks.items()):
        what, against = f"peak memory of {more:,} agreements", f"{fewer:,} agreements"
        yield Row(what, "MB", after, before, against, MOST_GROWTH)


def _measured(setting: Setting, count: int, rounds: int) -> tuple[Spread, Spread]:
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    product = next(path for path in mesh if path.endswith("/product.yaml"))
    folder = product.removesuffix("product.yaml")
    readers = [f"reader_{n}" for n in range(count)]
    agreed = {f"{folder}access/{reader}.yaml": _agreement() for reader in readers}
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


def _agreement() -> str:
    return f"purpose: Reports\ntables: {{{specs.TABLE}: }}\nexpires: 2026-12-31\n"
