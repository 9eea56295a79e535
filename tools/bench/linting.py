"""The check of one product, against datacontract-cli's of the same tables."""

import json
from collections.abc import Iterator

import yaml

from tools.bench import specs
from tools.bench.measuring import interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site
from tools.oracle.environment import command
from tools.oracle.odcs import contract

ROUNDS = 5
MOST = 0.5


def measure(setting: Setting) -> Iterator[Row]:
    """Both from a cold start, as in a pipeline that has one thing to look at."""
    setting.say("checking one product, and linting its contract with datacontract-cli")
    mesh = specs.files(1, seed=setting.seed)
    path = next(name for name in mesh if name.endswith("/product.yaml"))
    with open_site(setting.checkout, setting.folder, mesh) as site:
        file = site.root / "contract.odcs.yaml"
        file.write_text(json.dumps(contract(yaml.safe_load(mesh[path]))), encoding="utf-8")
        lint = [*command(), "lint", str(file)]
        sides = [
            lambda: site.mesh("check", "--env", ENVIRONMENT).cpu,
            lambda: site.run(lint).cpu,
        ]
        ours, theirs = map(spread, interleaved(sides, ROUNDS))
    what = "`mesh check` of one product"
    yield Row(what, "s CPU", ours, theirs, "`datacontract lint` of the same table", MOST)
