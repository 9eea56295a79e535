"""All benchmarks by name, and a run over some of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from meshwright.errors import UsageError
from tools.bench import (
    affecting,
    agreeing,
    asking,
    authorising,
    browsing,
    calling,
    deciding,
    deploying,
    earlier,
    holding,
    landing,
    linting,
    loading,
    packing,
    previewing,
    querying,
    resting,
    sharding,
    starting,
    strictness,
    telling,
    throttling,
    weighing,
)
from tools.bench.measuring import Probe, probe
from tools.bench.rows import Row
from tools.bench.setting import Setting

Benchmark = Callable[[Setting], Iterator[Row]]
BENCHMARKS: Mapping[str, Benchmark] = {
    "specs": loading.measure,
    "rules": asking.measure,
    "agreements": agreeing.measure,
    "access": deciding.measure,
    "authorisation": authorising.measure,
    "preview": previewing.measure,
    "packs": packing.measure,
    "up": deploying.measure,
    "stacks": starting.measure,
    "before": earlier.measure,
    "requests": calling.measure,
    "strictness": strictness.measure,
    "authorising": holding.measure,
    "weights": weighing.measure,
    "affected": affecting.measure,
    "shards": sharding.measure,
    "report": telling.measure,
    "rest": resting.measure,
    "limits": throttling.measure,
    "queries": querying.measure,
    "landing": landing.measure,
    "lint": linting.measure,
    "portal": browsing.measure,
}


@dataclass(frozen=True, slots=True)
class Results:
    """What a run found, and how busy the machine was before and after."""

    rows: tuple[Row, ...]
    before: Probe
    after: Probe

    @property
    def document(self) -> Mapping[str, Any]:
        return {
            "probes": {"before": self.before.document, "after": self.after.document},
            "rows": [row.document for row in self.rows],
        }


def chosen(names: Sequence[str]) -> Sequence[str]:
    """The names of the benchmarks to run: those named, else all. UsageError for an unknown one."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise UsageError(
            f"there is no benchmark '{unknown[0]}'", fix=f"name some of {', '.join(BENCHMARKS)}"
        )
    return [name for name in BENCHMARKS if not names or name in names]


def run(setting: Setting, names: Sequence[str]) -> Results:
    """Runs benchmarks one after the other, each in a folder of its own."""
    before = probe()
    rows: list[Row] = []
    for name in names:
        with TemporaryDirectory(dir=setting.folder) as folder:
            rows += BENCHMARKS[name](replace(setting, folder=Path(folder)))
    return Results(tuple(rows), before, probe())
