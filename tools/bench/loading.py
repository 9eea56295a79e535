"""Reading, checking and planning specs, against bare libyaml and pydantic, and how each grows."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tools.bench import specs
from tools.bench.measuring import Spread, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site

SIZES: Mapping[int, int] = {100: 9, 1_000: 5}
"""Products of a mesh, and the rounds that it is measured in."""
LARGE_SIZES: Mapping[int, int] = {**SIZES, 10_000: 3}
STAGES: Mapping[str, tuple[str, ...]] = {
    "loading and validating": ("load",),
    "checking across specs": ("check",),
    "planning": ("plan",),
    "asking the rules": ("rules",),
}
FLOOR = ("compose", "validate")
MOST_OVER_FLOOR = 1.5
MOST_GROWTH = 11.0
"""For ten times as many: what grows with the square would take a hundred times."""


def measure(setting: Setting) -> Iterator[Row]:
    """The rows of every size, and of the growth from each to the next."""
    sizes = LARGE_SIZES if setting.large else SIZES
    stages: dict[int, Mapping[str, Spread]] = {}
    peaks: dict[int, Spread] = {}
    for count, rounds in sizes.items():
        setting.say(f"reading, checking and planning {count:,} products, {rounds} times")
        stages[count], peaks[count] = _measured(setting, count, rounds)
        yield Row(
            f"loading and validating {count:,} specs",
            "s CPU",
            stages[count]["loading and validating"],
            stages[count]["floor"],
            "bare libyaml composing and pydantic validation of the same files",
            MOST_OVER_FLOOR,
        )
    for (fewer, before), (more, after) in pairwise(stages.items()):
        for stage in STAGES:
            what, against = f"{stage}, {more:,} products", f"{fewer:,} products"
            yield Row(what, "s CPU", after[stage], before[stage], against, MOST_GROWTH)
    for count, peak in peaks.items():
        yield Row(f"peak memory of `mesh check`, {count:,} products", "MB", peak)


def _measured(setting: Setting, count: int, rounds: int) -> tuple[Mapping[str, Spread], Spread]:
    with open_site(setting.checkout, setting.folder, specs.files(count, seed=setting.seed)) as site:
        module = ("-m", "tools.bench.stages")
        figures: Mapping[str, list[float]] = site.document(
            *module, str(site.root), ENVIRONMENT, str(rounds)
        )
        peak = spread([site.mesh("check", "--env", ENVIRONMENT).peak])
    return {name: _sum(figures, parts) for name, parts in {**STAGES, "floor": FLOOR}.items()}, peak


def _sum(figures: Mapping[str, list[float]], stages: tuple[str, ...]) -> Spread:
    """The cost of several stages together, round by round."""
    rounds = zip(*(figures[stage] for stage in stages), strict=True)
    return spread([sum(each) for each in rounds])
