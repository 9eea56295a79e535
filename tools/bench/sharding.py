"""A mesh brought up by one run, and by the stages and shards of several jobs."""

from collections.abc import Iterator, Mapping

from meshwright.fleet.shards import shares
from meshwright.gate.assessment import planned
from meshwright.ids import StackKind
from meshwright.workspace import Workspace
from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site
from tools.bench.stages import AS_OF

PRODUCTS = 40
SHARDS = 2
JOBS = (
    ("--stage", "before"),
    *(("--shard", f"{number}/{SHARDS}") for number in range(1, SHARDS + 1)),
    ("--stage", "after"),
)
MOST_OF_ONE_RUN = 1.1
"""What several jobs may take in all, so that nothing is done twice."""
MOST_OF_THE_LARGEST = 0.55
"""The share of the resources that the largest of two shards may have."""


def measure(setting: Setting) -> Iterator[Row]:
    """What all jobs take together against one run, and how even the shards are."""
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    setting.say(f"bringing {PRODUCTS} products up, by one run and by {len(JOBS)} jobs")
    one, largest = _brought_up(setting, mesh, ((),))
    several, _ = _brought_up(setting, mesh, JOBS)
    what = f"{PRODUCTS} products by two shards and two stages, all jobs together"
    yield Row(what, "s CPU", spread([several]), spread([one]), "one `mesh up`", MOST_OF_ONE_RUN)
    what = f"the largest of {SHARDS} shards of {PRODUCTS} products"
    yield Row(what, "of the resources", spread([largest]), aim=MOST_OF_THE_LARGEST)


def _brought_up(
    setting: Setting, mesh: Mapping[str, str], jobs: tuple[tuple[str, ...], ...]
) -> tuple[float, float]:
    with open_site(setting.checkout, setting.folder, mesh) as site:
        # The engine and the local AWS are there before anything is counted.
        site.engine_variables()
        cost = sum(site.mesh("up", *job).cpu for job in jobs)
        return cost, _largest(site)


def _largest(site: Site) -> float:
    plan = planned(Workspace(site.root), ENVIRONMENT, as_of=AS_OF).plan
    products = [stack for stack in plan.stacks.values() if stack.kind is StackKind.PRODUCT]
    found = [share.resources for share in shares(products, SHARDS)]
    return max(found) / sum(found)
