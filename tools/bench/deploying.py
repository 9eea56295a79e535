"""A mesh brought up once and then again, and the check of a pull request in it."""

from collections.abc import Iterator, Mapping

from tools.bench import specs
from tools.bench.measuring import interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site

PRODUCTS, LARGE_PRODUCTS = 40, 200
ROUNDS = 5
MOST_OF_THE_FIRST = 0.02


def measure(setting: Setting) -> Iterator[Row]:
    """The second run against the first, and one check against another."""
    count = LARGE_PRODUCTS if setting.large else PRODUCTS
    mesh = specs.files(count, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        setting.say(f"bringing {count} products up, which takes a while")
        # The engine and the local AWS are there before the clock starts.
        site.engine_variables()
        first = spread([site.mesh("up").wall])
        setting.say(f"bringing {count} products up again, and checking them")
        (again,) = interleaved([lambda: site.mesh("up").wall], ROUNDS)
        what = f"second `mesh up` of {count} products"
        yield Row(what, "s", spread(again), first, "the first `mesh up`", MOST_OF_THE_FIRST)
        yield _check(site, count, mesh)


def _check(site: Site, count: int, mesh: Mapping[str, str]) -> Row:
    path = next(name for name in mesh if name.endswith("/product.yaml"))

    def before() -> float:
        specs.write(site.root / "domains", mesh)
        return _cpu_of_check(site)

    def after() -> float:
        specs.write(site.root / "domains", {path: specs.with_another_comment(mesh[path])})
        return _cpu_of_check(site)

    unchanged, changed = map(spread, interleaved([before, after], ROUNDS))
    what = f"`mesh check` of {count} products after one change"
    return Row(what, "s CPU", changed, unchanged, "the check before the change")


def _cpu_of_check(site: Site) -> float:
    return site.mesh("check", "--env", ENVIRONMENT).cpu
