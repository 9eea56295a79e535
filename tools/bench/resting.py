"""A `mesh up` that finds nothing to do in a large mesh, against previewing all of it.

Bringing a thousand products up takes an hour. Some are; for all others there is what `mesh up`
leaves behind and goes by the next time: a stack in the backend and its record.
"""

from collections.abc import Iterator

from meshwright.errors import MeshError
from meshwright.gate.assessment import planned
from meshwright.gate.code_digest import code_digest
from meshwright.local_instance import read_record
from meshwright.runner.state import records
from meshwright.runner.state.file_store import FileStore
from meshwright.workspace import Workspace
from tools.bench import specs
from tools.bench.measuring import interleaved, spread
from tools.bench.previewing import typical
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site
from tools.bench.stages import AS_OF

PRODUCTS = 1_000
ROUNDS = 3
MOST = 0.02


def measure(setting: Setting) -> Iterator[Row]:
    """The whole run in wall seconds, and as many times what one product's preview takes more."""
    setting.say(f"finding nothing to do in a mesh of {PRODUCTS:,} products, {ROUNDS} times")
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        site.engine_variables()
        one = typical(site.root).subject
        site.mesh("up", one, "--only")
        count = _at_rest(site)
        preview = ("preview", one, "--only")
        sides = [
            lambda: site.mesh("up").wall,
            lambda: site.mesh(*preview).wall,
            lambda: site.mesh(*preview, "--no-skip").wall,
        ]
        nothing, skipped, previewed = interleaved(sides, ROUNDS)
        _see_that_nothing_is_left(site, count)
    each = [after - before for before, after in zip(skipped, previewed, strict=True)]
    # Foundation and domain are previewed with the product that was named.
    base = spread([seconds / 3 * count for seconds in each])
    what = f"`mesh up` of {PRODUCTS:,} products with nothing to do"
    against = f"previewing all {count:,} stacks, {count:,} times what one of them takes"
    yield Row(what, "s", spread(nothing), base, against, MOST)


def _at_rest(site: Site) -> int:
    """Leaves of every stack what its last update would have; how many there are."""
    workspace = Workspace(site.root)
    plan = planned(workspace, ENVIRONMENT, as_of=AS_OF).plan
    store, aws = FileStore(workspace.local_state), read_record(workspace.local)
    code = code_digest(workspace, instance=aws.instance if aws else "")
    for stack in plan.stacks.values():
        if store.make_stack(stack.name):
            records.write(store, stack, code=code)
    return len(plan.stacks)


def _see_that_nothing_is_left(site: Site, count: int) -> None:
    site.mesh("up", "--json")
    skipped = site.said()["skipped"]
    if skipped != count:
        raise MeshError(f"{skipped:,} of {count:,} stacks were at rest")
