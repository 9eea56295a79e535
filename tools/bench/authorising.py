"""How many requests a core can decide on in a second, by the policies that a mesh deploys."""

import time
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any

from meshwright.aws.authorization import caller as callers
from meshwright.aws.authorization.caller import Caller
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request, Value
from meshwright.aws.resource_types import (
    BUCKET_POLICY,
    KEY,
    MANAGED_POLICY,
    ROLE,
    ROLE_POLICY,
    TABLE,
)
from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment, load_mesh
from tools.bench import specs
from tools.bench.measuring import spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site
from tools.bench.stages import AS_OF

PRODUCTS, DECISIONS, ROUNDS = 60, 20_000, 5
MOST_SECONDS = 1.0
Question = tuple[Request, Caller, Policies]


def measure(setting: Setting) -> Iterator[Row]:
    """The time of decisions for every role on buckets, keys and tables of the whole mesh."""
    setting.say(f"authorising {DECISIONS:,} requests over {PRODUCTS} products, {ROUNDS} times")
    with open_site(setting.checkout, setting.folder, specs.files(PRODUCTS, seed=setting.seed)) as s:
        place, mesh = load_environment(s.root, ENVIRONMENT), load_mesh(s.root).mesh
    every = list(questions(plan(mesh, place, as_of=AS_OF), place))
    asked = list(islice(cycle(every), DECISIONS))
    found: list[float] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for request, who, policies in asked:
            evaluate(request, who, policies)
        found.append(time.process_time() - began)
    yield Row(f"{len(asked):,} requests authorised", "s CPU", spread(found), aim=MOST_SECONDS)


def questions(planned: Plan, environment: Environment) -> Iterator[Question]:
    """Of each role of a mesh, whether it may read and write each bucket, use each key and so on."""
    declared = [d for stack in planned.stacks.values() for d in stack.declarations]
    bounds = {d.inputs["name"]: _policy(d) for d in declared if d.type == MANAGED_POLICY}
    own = {d.inputs["role"]: _policy(d) for d in declared if d.type == ROLE_POLICY}
    (boundary,) = bounds.values()
    region, account = environment.spec.region, environment.spec.account
    resources = [each for d in declared for each in _asked_of(d, region, account)]
    for role in (d.inputs for d in declared if d.type == ROLE):
        arn = f"arn:aws:iam::{account}:role{role['path']}{role['name']}"
        who = callers.session(arn, "bench")
        for request, of_resource, decides in resources:
            policies = Policies(
                (own[role["name"]],),
                boundary,
                None,
                of_resource,
                owner=account,
                resource_decides=decides,
            )
            yield request, who, policies


def _asked_of(
    declared: Declaration, region: str, account: str
) -> Iterator[tuple[Request, Policy | None, bool]]:
    """What is asked of one resource, with its own policy, and whether that one has to allow."""
    inputs: Mapping[str, Any] = declared.inputs
    known: Mapping[str, Value] = {
        "aws:securetransport": "true",
        "aws:resourceaccount": account,
        "aws:requestedregion": region,
        "aws:currenttime": "2026-11-28T00:00:00Z",
    }
    match declared.type:
        case t if t == BUCKET_POLICY:
            name = f"arn:aws:s3:::{inputs['bucket']}"
            for action in ("s3:GetObject", "s3:PutObject"):
                yield Request(action, f"{name}/orders/part-1", known), _policy(declared), False
            yield Request("s3:ListBucket", name, known), _policy(declared), False
        case t if t == KEY:
            via = {**known, "kms:viaservice": f"s3.{region}.amazonaws.com"}
            arn = f"arn:aws:kms:{region}:{account}:key/{declared.name}"
            for action in ("kms:Decrypt", "kms:GenerateDataKey"):
                yield Request(action, arn, via), _policy(declared), True
        case t if t == TABLE:
            name = f"table/{inputs['databaseName']}/{inputs['name']}"
            arn = f"arn:aws:glue:{region}:{account}:{name}"
            yield Request("glue:GetTable", arn, known), None, False
        case _:
            return


def _policy(declared: Declaration) -> Policy:
    return policy(str(declared.inputs["policy"]), declared.name)
