"""What a change of one product concerns and does, asked of meshes of different sizes."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from meshwright.errors import MeshError
from tools.bench import specs
from tools.bench.loading import LARGE_SIZES, MOST_GROWTH, SIZES
from tools.bench.measuring import Spread, interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site

HERE = ("--changed-since", "HEAD", "--env", ENVIRONMENT, "--json")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "`mesh affected`": ("affected", *HERE),
    "`mesh check --changed-since`": ("check", *HERE),
}
WHO = ("-c", "user.name=bench", "-c", "user.email=bench@acme.example")
MOST_BESIDE_READING = 1.5
"""Of the largest mesh against the smallest: a change of one product is one of one product."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was measured at one size."""

    whole: Mapping[str, Spread]
    """By command."""
    reading: Spread
    """The part that reads both sides of the change."""
    peaks: Mapping[str, Spread]
    """Megabytes, by command."""


def measure(setting: Setting) -> Iterator[Row]:
    """The answers at each size, how they grow, and how much of that is reading."""
    found: dict[int, _Found] = {}
    for count, rounds in (LARGE_SIZES if setting.large else SIZES).items():
        setting.say(f"asking what a change of one of {count:,} products does, {rounds} times")
        found[count] = _measured(setting, count, rounds)
    for command in COMMANDS:
        yield from _rows(command, found)
    for count, each in found.items():
        yield Row(f"reading both sides of a change, {count:,} products", "s CPU", each.reading)


def _rows(command: str, found: Mapping[int, _Found]) -> Iterator[Row]:
    what = f"{command} after one change"
    for count, each in found.items():
        yield Row(f"{what}, {count:,} products", "s CPU", each.whole[command])
    for (fewer, before), (more, after) in pairwise(found.items()):
        sides = (after.whole[command], before.whole[command])
        yield Row(f"{what}, {more:,} products", "s CPU", *sides, f"{fewer:,} products", MOST_GROWTH)
    for count, each in found.items():
        yield Row(f"peak memory of {what}, {count:,} products", "MB", each.peaks[command])
    (fewest, small), *_, (most, large) = found.items()
    rest = (_beside(large, command), _beside(small, command))
    less = f"the same of {fewest:,} products"
    yield Row(
        f"{what}, {most:,} products, beside reading specs",
        "s CPU",
        *rest,
        less,
        MOST_BESIDE_READING,
    )


def _beside(found: _Found, command: str) -> Spread:
    return spread([found.whole[command].median - found.reading.median])


def _measured(setting: Setting, count: int, rounds: int) -> _Found:
    mesh = specs.files(count, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        committed(site)
        path = next(name for name in mesh if name.endswith("/product.yaml"))
        specs.write(site.root / "domains", {path: specs.with_another_comment(mesh[path])})
        sides = [partial(site.mesh, *words) for words in COMMANDS.values()]
        costs = dict(zip(COMMANDS, interleaved(sides, rounds), strict=True))
        _see_that_one_changed(site)
        module = ("-m", "tools.bench.stages", str(site.root), ENVIRONMENT, str(rounds), "change")
        figures: Mapping[str, list[float]] = site.document(*module)
    whole = {command: spread([cost.cpu for cost in each]) for command, each in costs.items()}
    peaks = {command: spread([cost.peak for cost in each]) for command, each in costs.items()}
    return _Found(whole, spread(figures["reading"]), peaks)


def _see_that_one_changed(site: Site) -> None:
    site.mesh(*COMMANDS["`mesh affected`"])
    stacks = site.said()["stacks"]
    if len(stacks) != 1:
        raise MeshError(f"one product was changed, and this is said: {json.dumps(stacks)}")


def committed(site: Site) -> None:
    """Makes the site a repository whose only commit is what it holds."""
    for words in (("init", "-q"), ("add", "-A"), (*WHO, "commit", "-q", "-m", "base")):
        command = ["git", "-C", str(site.root), *words]
        subprocess.run(command, check=True, capture_output=True)
