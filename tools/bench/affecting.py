"""What a change of one product concerns, asked of meshes of different sizes."""

import json
import subprocess
from collections.abc import Iterator
from itertools import pairwise

from meshwright.errors import MeshError
from tools.bench import specs
from tools.bench.loading import LARGE_SIZES, MOST_GROWTH, SIZES
from tools.bench.measuring import Spread, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site

COMMAND = ("affected", "--changed-since", "HEAD", "--env", ENVIRONMENT, "--json")
WHO = ("-c", "user.name=bench", "-c", "user.email=bench@acme.example")


def measure(setting: Setting) -> Iterator[Row]:
    """The answer at each size, and how it grows: both sides are read and planned whole."""
    found: dict[int, Spread] = {}
    for count, rounds in (LARGE_SIZES if setting.large else SIZES).items():
        setting.say(f"asking what a change of one of {count:,} products concerns, {rounds} times")
        found[count] = _measured(setting, count, rounds)
    for count, cost in found.items():
        yield Row(f"`mesh affected` after one change, {count:,} products", "s CPU", cost)
    for (fewer, before), (more, after) in pairwise(found.items()):
        what = f"`mesh affected` after one change, {more:,} products"
        yield Row(what, "s CPU", after, before, f"{fewer:,} products", MOST_GROWTH)


def _measured(setting: Setting, count: int, rounds: int) -> Spread:
    mesh = specs.files(count, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        _committed(site)
        path = next(name for name in mesh if name.endswith("/product.yaml"))
        specs.write(site.root / "domains", {path: specs.with_another_comment(mesh[path])})
        costs = [site.mesh(*COMMAND).cpu for _ in range(rounds)]
        stacks = site.said()["stacks"]
        if len(stacks) != 1:
            raise MeshError(f"one product was changed, and this is said: {json.dumps(stacks)}")
    return spread(costs)


def _committed(site: Site) -> None:
    for words in (("init", "-q"), ("add", "-A"), (*WHO, "commit", "-q", "-m", "base")):
        command = ["git", "-C", str(site.root), *words]
        subprocess.run(command, check=True, capture_output=True)
