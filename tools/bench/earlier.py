"""A first `mesh up` against that of an earlier commit, from which stacks were to become cheaper.

Both sides start with an empty local AWS, and with an engine that is there.
"""

import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from meshwright import git
from meshwright.errors import MeshError
from meshwright.surroundings.inherited import for_installing
from tools.bench import specs
from tools.bench.measuring import Cost, interleaved, run, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import Site, open_site

COMMIT = "8aa19ac"
PRODUCTS = 40
ROUNDS = 2
MOST = 0.6


def measure(setting: Setting) -> Iterator[Row]:
    """Wall and CPU seconds; without a base where the commit cannot be run here."""
    before, mesh = setting.folder / "before", specs.files(PRODUCTS, seed=setting.seed)
    before.mkdir()
    missing = set_up(setting.checkout, before)
    setting.say(missing or f"bringing {PRODUCTS} products up, here and at {COMMIT}: ten minutes")
    with open_site(setting.checkout, setting.folder / "now", mesh) as site:
        if missing:
            yield from rows([_first(site) for _ in range(ROUNDS)], [], missing)
            return
        with open_site(before, setting.folder / "then", mesh) as plain:
            old = replace(plain, interpreter=str(before / ".venv/bin/python"))
            sides = [lambda: _first(site), lambda: _first(old)]
            ours, base = interleaved(sides, ROUNDS)
    yield from rows(ours, base, "")


def set_up(checkout: Path, folder: Path) -> str:
    """Puts the commit into a folder, with its own packages; why that cannot be, or nothing."""
    try:
        archive = git.run(checkout, "archive", COMMIT)
    except git.GitError:
        return f"commit {COMMIT} is not in this clone"
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    try:
        mesh, own = [str(folder / "mesh"), "--version"], for_installing(os.environ)
        run(mesh, folder=folder, variables=own, log=folder / "log")
    except MeshError:
        return f"the packages of commit {COMMIT} cannot be had"
    return ""


def _first(site: Site) -> Cost:
    """What the first `mesh up` in an empty local AWS takes."""
    site.mesh("local", "stop")
    site.engine_variables()
    return site.with_descendants().mesh("up")


def rows(ours: list[Cost], base: list[Cost], missing: str) -> Iterator[Row]:
    what = f"first `mesh up` of {PRODUCTS} products" + (f" ({missing})" if missing else "")
    against = "" if missing else f"the same at commit {COMMIT}"
    for unit, here, there in (("s", _wall(ours), _wall(base)), ("s CPU", _cpu(ours), _cpu(base))):
        then, aim = (spread(there), MOST) if there else (None, None)
        yield Row(what, unit, spread(here), then, against, aim)


def _wall(costs: list[Cost]) -> list[float]:
    return [cost.wall for cost in costs]


def _cpu(costs: list[Cost]) -> list[float]:
    return [cost.cpu for cost in costs]
