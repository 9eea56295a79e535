"""The offline evaluator over a large mesh: what a resource costs under all rules, and memory."""

from collections.abc import Iterator

from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site

PRODUCTS = 560
"""Which make somewhat more than 10,000 resources."""
ROUNDS = 5
MILLISECONDS = 1000


def measure(setting: Setting) -> Iterator[Row]:
    """The time of a resource and the memory that the rules add to that of the plan."""
    setting.say(f"asking all rules about {PRODUCTS} products, {ROUNDS} times")
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        module = ("-m", "tools.bench.evaluating")
        found = site.document(*module, str(site.root), ENVIRONMENT, str(ROUNDS))
    resources, rules = found["resources"], found["rules"]
    what = f"{rules} rules over {resources:,} resources"
    each = [MILLISECONDS * seconds / resources for seconds in found["seconds"]]
    yield Row(f"each resource of {what}", "ms CPU", spread(each))
    yield Row(what, "s CPU", spread(found["seconds"]))
    yield Row(f"memory that {what} add to the peak of planning", "MB", spread([found["added"]]))
