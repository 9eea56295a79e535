"""The report of a change of many products, beside the check that it tells of."""

from collections.abc import Iterator

from meshwright.errors import MeshError
from tools.bench import specs
from tools.bench.affecting import committed
from tools.bench.measuring import interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site

PRODUCTS = 500
ROUNDS = 3
MOST = 3.0
CHECK = ("check", "--changed-since", "HEAD", "--env", ENVIRONMENT)
REPORT = "report.md"


def measure(setting: Setting) -> Iterator[Row]:
    """What a check with the report takes longer than the same check without it."""
    setting.say(f"writing the report of {PRODUCTS} changed products, {ROUNDS} times")
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    products = (name for name in mesh if name.endswith("/product.yaml"))
    with open_site(setting.checkout, setting.folder, mesh) as site:
        committed(site)
        other = {name: specs.with_another_comment(mesh[name]) for name in products}
        specs.write(site.root / "domains", other)
        sides = [lambda: site.mesh(*CHECK).cpu, lambda: _reported(site)]
        without, whole = interleaved(sides, ROUNDS)
    report = spread([after - before for before, after in zip(without, whole, strict=True)])
    yield Row(f"the report of {PRODUCTS} changed products", "s CPU", report, aim=MOST)


def _reported(site: Site) -> float:
    file = site.root / REPORT
    cost = site.mesh(*CHECK, "--format", "markdown", "--output", str(file)).cpu
    said = file.read_text(encoding="utf-8")
    if f"Products: {PRODUCTS:,} changed" not in said:
        raise MeshError(f"{PRODUCTS} products were changed, and this is said: {said[:300]}")
    return cost
