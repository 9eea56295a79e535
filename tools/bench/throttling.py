"""A first `mesh up` where AWS takes so many calls a second and refuses the others, as it does.

Source: KMS developer guide, "Request quotas" (creating keys and aliases, 5 a second each). IAM
publishes no rates; ten a second is assumed to be few.
"""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from localaws import server
from meshwright.specs.load import load_environment
from meshwright.workspace import Workspace
from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.proxy import Answer, Request, reached_through
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site

PRODUCTS, LARGE_PRODUCTS = 12, 60
RATES: Mapping[str, float] = {"kms": 5.0, "iam": 10.0}
"""Calls a second."""
MOST = 1.15
SERVICE = re.compile(r"/([a-z0-9-]+)/aws4_request")
JSON = {"Content-Type": "application/x-amz-json-1.1"}
XML = {"Content-Type": "text/xml"}
REFUSALS: Mapping[str, Answer] = {
    "kms": Answer(400, JSON, b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'),
    "iam": Answer(
        400,
        XML,
        b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>"
        b"<Message>Rate exceeded</Message></Error></ErrorResponse>",
    ),
}


@dataclass(slots=True)
class Bucket:
    """Tokens that come at a rate, one second's worth of them at most."""

    rate: float
    taken: int = 0
    refused: int = 0
    _tokens: float = 1.0
    _since: float = field(default_factory=time.monotonic)
    _lock: Lock = field(default_factory=Lock)

    def take(self) -> bool:
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self.rate, self._tokens + (now - self._since) * self.rate)
            self._since = now
            if self._tokens < 1:
                self.refused += 1
                return False
            self._tokens -= 1
            self.taken += 1
            return True


def measure(setting: Setting) -> Iterator[Row]:
    """The run without and with limits: they may cost what they make impossible, and little more."""
    count = LARGE_PRODUCTS if setting.large else PRODUCTS
    limits = ", ".join(f"{name} {rate:g}/s" for name, rate in RATES.items())
    setting.say(f"bringing {count} products up, freely and with {limits}")
    mesh = specs.files(count, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        site.engine_variables()
        free, _ = _up(site, {})
        limited, buckets = _up(site, {name: Bucket(rate) for name, rate in RATES.items()})
    bound = max(bucket.taken / bucket.rate for bucket in buckets.values())
    refused = sum(bucket.refused for bucket in buckets.values())
    what = f"first `mesh up` of {count} products with {limits}, {refused:,} calls refused"
    slower = "the slower of the limits themselves and the same run without"
    yield Row(what, "s", spread([limited]), spread([max(bound, free)]), slower, MOST)
    yield Row(f"the least that {limits} allow, {count} products", "s", spread([bound]))


def _up(site: Site, buckets: Mapping[str, Bucket]) -> tuple[float, Mapping[str, Bucket]]:
    """Wall seconds of a first run in an empty AWS; it ends well, or MeshError."""
    workspace = Workspace(site.root)
    site.mesh("local", "stop")
    spec = load_environment(site.root, ENVIRONMENT).spec
    aws = server.start(workspace.local, region=spec.region, account=spec.account)

    def see(request: Request) -> Answer | None:
        found = SERVICE.search(request.headers.get("Authorization", ""))
        bucket = buckets.get(found[1]) if found else None
        return None if bucket is None or bucket.take() else REFUSALS[str(found and found[1])]

    with reached_through(workspace.local, aws, see):
        return site.mesh("up").wall, buckets
