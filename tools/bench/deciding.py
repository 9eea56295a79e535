"""How long decisions of Lake Formation take, over all principals and columns of a mesh."""

import time
from collections.abc import Iterator
from itertools import cycle, islice

from meshwright.access.grant import SELECT
from meshwright.access.lake import Thing
from meshwright.operations.proof import planned
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh
from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site
from tools.bench.stages import AS_OF

PRODUCTS, DECISIONS, ROUNDS = 60, 20_000, 5
MOST_SECONDS = 1.0


def measure(setting: Setting) -> Iterator[Row]:
    """The time of decisions for every principal on every column, as a proof asks for them."""
    setting.say(f"deciding {DECISIONS:,} times over {PRODUCTS} products, {ROUNDS} times")
    with open_site(setting.checkout, setting.folder, specs.files(PRODUCTS, seed=setting.seed)) as s:
        place, mesh = load_environment(s.root, ENVIRONMENT), load_mesh(s.root).mesh
    access = planned.planned_access(plan(mesh, place, as_of=AS_OF), place)
    lake = access.lake(named=True)
    every = (
        (principal, Thing(*table, column))
        for table, columns in access.tables.items()
        for column in columns
        for principal in sorted(lake.principals)
    )
    asked = list(islice(cycle(list(every)), DECISIONS))
    found: list[float] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for principal, column in asked:
            lake.decide(principal, SELECT, column)
        found.append(time.process_time() - began)
    yield Row(
        f"{DECISIONS:,} decisions of Lake Formation", "s CPU", spread(found), aim=MOST_SECONDS
    )
