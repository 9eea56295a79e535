"""What each type of resource takes to create, and a stack's turn beside them: weights of shards.

The engine's events of a first `mesh up` are followed as they are written, since their own clock
tells whole seconds only. The figures are of the local AWS, several resources at a time, as in a
run: what `meshwright.fleet.weights` takes from them is their proportions.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site

PRODUCTS = 20
GLANCE = 0.003
"""Seconds between two looks at the engines' logs."""


@dataclass(slots=True)
class Follower:
    """Follows the event logs of all engines at work, until it is told to end."""

    folder: Path
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """How long each creation took, by type."""
    busy: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By log, when a creation in it began or ended."""
    over: Event = field(default_factory=Event)
    _read: dict[Path, int] = field(default_factory=dict[Path, int])
    _begun: dict[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])

    def follow(self) -> None:
        while not self.over.wait(GLANCE):
            for log in self.folder.glob("*.events"):
                for line in self._lines(log):
                    self._take(log.stem, json.loads(line), time.monotonic())

    def _lines(self, log: Path) -> Iterator[bytes]:
        try:
            content = log.read_bytes()
        except FileNotFoundError:
            return  # Its stack has ended meanwhile.
        start = self._read.get(log, 0)
        end = content.rfind(b"\n") + 1
        self._read[log] = end
        yield from content[start:end].splitlines()

    def _take(self, log: str, event: Mapping[str, Any], now: float) -> None:
        begun: Any = event.get("resourcePreEvent")
        ended: Any = event.get("resOutputsEvent")
        nothing: Mapping[str, Any] = {"metadata": {}}
        step: Mapping[str, Any] = (begun or ended or nothing)["metadata"]
        if step.get("op") != "create" or not str(step["type"]).startswith("aws:"):
            return
        self.busy[log].append(now)
        if begun:
            self._begun[log, step["urn"]] = now
        elif (start := self._begun.pop((log, step["urn"]), None)) is not None:
            self.seconds[step["type"]].append(now - start)


def measure(setting: Setting) -> Iterator[Row]:
    """A row for each type, and one for what a product's stack takes beside its resources."""
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        setting.say(f"bringing {PRODUCTS} products up, and timing each resource")
        site.engine_variables()
        follower = Follower(site.root / ".mesh" / ENVIRONMENT / "logs")
        thread = Thread(target=follower.follow)
        thread.start()
        try:
            results = site.document("-m", "meshwright", "up", "--json")["results"]
        finally:
            follower.over.set()
            thread.join()
    for kind, seconds in sorted(follower.seconds.items()):
        yield Row(f"creating an {kind}", "s", spread(seconds))
    beside = [
        result["seconds"] - (max(busy) - min(busy))
        for result in results
        if result["stack"].count(".") > 1 and (busy := follower.busy.get(result["stack"]))
    ]
    yield Row("the turn of a product's stack, beside its resources", "s", spread(beside))
