"""What authorising costs the local AWS: a first `mesh up`, as its administrator and as a role.

The administrator may do everything and is asked nothing. The role has the policies of the one that
deploys to an account, so that each request is decided by them.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from localaws.clients import plain_session
from localaws.reset import empty
from localaws.server import Layer
from localaws.signing import ADMINISTRATORS, Keys
from meshwright.local_instance import LocalAws
from meshwright.plan.deployer import deployer_policies
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment
from meshwright.workspace import Workspace
from tools.bench import specs
from tools.bench.measuring import interleaved, spread
from tools.bench.proxy import ANSWER_SECONDS, Request, asked
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, Site, open_site
from tools.bench.strictness import first_up, started

PRODUCTS, ROUNDS = 6, 5
MOST_OF_FREE = 1.1
ROLE = "bench-deployer"
TRUST = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow",'
    ' "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}'
)
FAILED = 400


def measure(setting: Setting) -> Iterator[Row]:
    """The whole run against itself as who is asked nothing, and the requests by themselves."""
    setting.say(f"bringing {PRODUCTS} products up, and asking the same as a role")
    mesh = specs.files(PRODUCTS, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        site.engine_variables()
        wall, requests = first_up(site)
        place = load_environment(site.root, ENVIRONMENT)
        sides = [lambda held=held: _replay(site, place, requests, held) for held in (True, False)]
        held, free = interleaved(sides, ROUNDS)
        told = spread([h for h, _ in held]), spread([f for f, _ in free])
        yield Row(f"the {len(requests)} requests as a role", "s", *told, "as the administrator")
        # Keys have other names in each AWS, so that what asks for one of the first is not answered.
        ours, others = (spread([float(n) for _, n in side]) for side in (held, free))
        yield Row("of them answered by an error", "requests", ours, others, "as the administrator")
        with_role = spread([wall - told[1].median + told[0].median])
        what = f"first `mesh up` of {PRODUCTS} products, each request authorised"
        yield Row(what, "s", with_role, spread([wall]), "as the administrator", MOST_OF_FREE)


def _replay(
    site: Site, place: Environment, requests: Sequence[Request], held: bool
) -> tuple[float, int]:
    """How long an empty AWS takes to answer, and how many of the answers are errors."""
    aws = started(site, Workspace(site.root).local, Layer.STRICT)
    _ask(aws, requests, ADMINISTRATORS)
    empty(aws.endpoint)
    keys = _of_a_role(aws, place) if held else ADMINISTRATORS
    began = time.perf_counter()
    failed = _ask(aws, requests, keys)
    return time.perf_counter() - began, failed


def _ask(aws: LocalAws, requests: Sequence[Request], keys: Keys) -> int:
    failed = 0
    with closing(HTTPConnection(urlsplit(aws.endpoint).netloc, timeout=ANSWER_SECONDS)) as place:
        for request in requests:
            answer = asked(place, request, keys)
            answer.read()
            failed += answer.status >= FAILED
    return failed


def _of_a_role(aws: LocalAws, place: Environment) -> Keys:
    """The keys of a session of a role with the deployer's policies."""
    iam, sts = _client(aws, place, "iam"), _client(aws, place, "sts")
    arn = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    for name, document in deployer_policies(place).items():
        made = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=made)
    given = sts.assume_role(RoleArn=arn, RoleSessionName="bench")["Credentials"]
    return Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def _client(aws: LocalAws, place: Environment, service: str) -> Any:
    return plain_session().create_client(
        service,
        region_name=place.spec.region,
        endpoint_url=aws.endpoint,
        aws_access_key_id=ADMINISTRATORS.id,
        aws_secret_access_key=ADMINISTRATORS.secret,
    )
