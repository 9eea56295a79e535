"""What a stack costs before anything of it is done: in `mesh up`, and under plain `pulumi`.

The stacks are up and unchanged. `mesh up` runs the engine on those whose records are taken away; of
what it takes, a run that skips all of them is taken off. The base is one cold `pulumi preview` of
such a stack with the two packs, which is what a run of stacks would do one by one.
"""

from collections.abc import Iterator

from meshwright.runner.state.store import open_store
from tools.bench import specs
from tools.bench.measuring import interleaved, spread
from tools.bench.previewing import ADDRESS, typical
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import open_site

PRODUCTS = 10
ROUNDS = 5
MOST = 0.5


def measure(setting: Setting) -> Iterator[Row]:
    """CPU seconds of all processes, those of the local AWS apart."""
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        variables = site.engine_variables()
        setting.say(f"bringing {PRODUCTS} products up, then again with nothing to change")
        site.mesh("up")
        whole, name = site.with_descendants(), typical(site.root).name
        packs = [f"--policy-pack={path.parent}" for path in site.root.glob("policies/*/pack.yaml")]
        preview = ("preview", "-s", ADDRESS.format("mesh", name), *packs)
        store = open_store(variables["PULUMI_BACKEND_URL"])
        products = [s for s in store.stacks() if s.count(".") == name.count(".")]

        def stack() -> float:
            for product in products:
                store.delete_record(product)
            ran = whole.mesh("up").cpu
            return (ran - whole.mesh("up").cpu) / len(products)

        def cold() -> float:
            return whole.pulumi(*preview, variables=variables).cpu

        ours, base = map(spread, interleaved([stack, cold], ROUNDS))
    against = "a cold `pulumi preview` of an unchanged stack with the packs"
    yield Row(
        f"each of {PRODUCTS} unchanged stacks in `mesh up`", "s CPU", ours, base, against, MOST
    )
