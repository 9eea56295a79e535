"""What the strict layer costs: the requests of a `mesh up`, replayed behind it and without it.

moto as it is cannot bring a mesh up: it answers some of the calls with an error, and grants that it
has made it does not find again. So both sides are asked the very same requests in the same order,
and what the layer takes longer is set against the whole run.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from localaws import server
from localaws.reset import empty
from localaws.server import Layer
from meshwright.local_instance import LocalAws
from meshwright.specs.load import load_environment
from meshwright.workspace import Workspace
from tools.bench import specs
from tools.bench.measuring import interleaved, spread
from tools.bench.proxy import ANSWER_SECONDS, Request, asked, reached_through
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site

PRODUCTS = 6
ROUNDS = 3
SIDES = (Layer.STRICT, Layer.BARE)
MOST_OF_MOTO = 1.3


def measure(setting: Setting) -> Iterator[Row]:
    """The whole run against itself on moto alone, and the requests by themselves."""
    setting.say(f"bringing {PRODUCTS} products up, and asking the same of moto alone")
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        # The engine is there before the clock starts.
        site.engine_variables()
        wall, requests = first_up(site)
        sides = [lambda layer=layer: _replay(site, layer, requests) for layer in SIDES]
        strict, alone = map(spread, interleaved(sides, ROUNDS))
        moto = "the same requests at moto alone"
        yield Row(f"the {len(requests)} requests of a first `mesh up`", "s", strict, alone, moto)
        without = spread([wall - strict.median + alone.median])
        what = f"first `mesh up` of {PRODUCTS} products behind the strict layer"
        less = "the same less what the layer adds"
        yield Row(what, "s", spread([wall]), without, less, MOST_OF_MOTO)


def first_up(site: Site) -> tuple[float, Sequence[Request]]:
    """How long it takes, and all that it asks of AWS."""
    folder = Workspace(site.root).local
    aws, requests = started(site, folder, Layer.STRICT), list[Request]()
    with reached_through(folder, aws, requests.append):
        return site.mesh("up").wall, requests


def _replay(site: Site, layer: Layer, requests: Sequence[Request]) -> float:
    """How long an empty AWS takes to answer; it has imported what it needs for that."""
    aws = started(site, Workspace(site.root).local, layer)
    _ask(aws, requests)
    empty(aws.endpoint)
    began = time.perf_counter()
    _ask(aws, requests)
    return time.perf_counter() - began


def _ask(aws: LocalAws, requests: Sequence[Request]) -> None:
    with closing(HTTPConnection(urlsplit(aws.endpoint).netloc, timeout=ANSWER_SECONDS)) as place:
        for request in requests:
            asked(place, request).read()


def started(site: Site, folder: Path, layer: Layer) -> LocalAws:
    server.stop(folder)
    spec = load_environment(site.root, ENVIRONMENT).spec
    return server.start(folder, region=spec.region, account=spec.account, layer=layer)
