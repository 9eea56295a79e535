"""The apply role of an account's template: it suffices, it is least, and what it must not do.

The local AWS authorises every call of the provider. What the official provider alone calls is held
by the table of its calls (test_deployer_policy.py).
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.reset import empty
from meshwright.aws.type_actions import TYPE_ACTIONS
from meshwright.local_instance import LocalAws, read_record
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.specs.load import load_mesh

from local_aws import noting
from local_aws.apply_actions import (
    NOT_DECLARED,
    REFRESHED,
    allowed,
    declared,
    not_called,
    of_no_declared_type,
)
from local_aws.apply_role import DEPLOYER, client, keys_of, make_ready, real
from local_aws.conftest import ACCOUNT, REGION
from local_aws.engine_side import EngineSide
from local_aws.forbidden import FORBIDDEN, Account
from local_aws.mesh_life import denials
from meshes import TODAY, MeshOf

ROOT = Path(__file__).parents[2]
SEED = 20261127
SAMPLE, MANY = 2, 60
"""How many actions are taken away from the role itself: each time, and by `--long`."""


@pytest.fixture(scope="module")
def started(session_aws: LocalAws) -> Iterator[Callable[..., EngineSide]]:
    """A provider that works as the apply role of a fresh account, one action taken out."""
    sides: list[EngineSide] = []

    def start(without: str = "") -> EngineSide:
        empty(session_aws.endpoint)
        sides.append(at_work(session_aws, without=without))
        return sides[-1]

    yield start
    for side in sides:
        side.stop()


def at_work(aws: LocalAws, *, without: str = "") -> EngineSide:
    make_ready(aws, real(), without=without)
    client(aws, "glue").create_database(DatabaseInput={"Name": "default"})
    keys = keys_of(aws, DEPLOYER)
    return EngineSide.start(
        aws,
        accessKey=keys["AccessKeyId"],
        secretKey=keys["SecretAccessKey"],
        token=keys["SessionToken"],
    )


@pytest.fixture
def planned(mesh_of: MeshOf) -> Plan:
    return plan(mesh_of(), real(), as_of=TODAY)


def test_a_mesh_comes_up_changes_is_read_and_goes_down_as_the_apply_role(
    started: Callable[..., EngineSide], planned: Plan
) -> None:
    assert denials(started(), planned) == []


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Plan], set[str]]]:
    """Takes a mesh through its life, and says without which actions something had been denied."""
    folder = tmp_path_factory.mktemp("noting")
    process = subprocess.Popen(
        [sys.executable, noting.__file__, folder, REGION, ACCOUNT, "noted", "0", "strict"],
        env=os.environ | {"PYTHONPATH": str(ROOT / "platform")},
    )

    def lived(planned: Plan) -> set[str]:
        if (file := folder / noting.NEEDED).exists():
            return set(file.read_text().split())
        while not (aws := read_record(folder)):
            assert process.poll() is None
            time.sleep(0.05)
        side = at_work(aws)
        assert denials(side, planned) == []
        side.stop()
        return set(file.read_text().split())

    yield lived
    process.terminate()
    process.wait()


@pytest.fixture
def refreshed(mesh_of: MeshOf) -> Plan:
    """The small mesh, and a product of it whose tables are refreshed."""
    return plan(mesh_of(dict(REFRESHED)), real(), as_of=TODAY)


def test_every_action_is_needed_or_somebody_else_needs_it(
    noted: Callable[[Plan], set[str]], refreshed: Plan
) -> None:
    needed, elsewhere = noted(refreshed), not_called()

    assert allowed() - needed - elsewhere - of_no_declared_type(refreshed) == set(), (
        "needed by nobody"
    )
    assert elsewhere & needed == set(), "listed under NOT_CALLED, and needed all the same"
    assert elsewhere - allowed() == set(), "listed under NOT_CALLED, and not allowed"
    assert len(needed) >= MANY


def test_the_types_that_this_life_has_none_of_are_named(refreshed: Plan) -> None:
    """Whoever adds a type either gives the mesh of this life one, or names it in NOT_DECLARED."""
    assert TYPE_ACTIONS.keys() - declared(refreshed) == NOT_DECLARED


@pytest.mark.parametrize("count", [SAMPLE, pytest.param(MANY, marks=pytest.mark.long)])
def test_without_any_one_action_something_is_denied(
    started: Callable[..., EngineSide],
    noted: Callable[[Plan], set[str]],
    planned: Plan,
    refreshed: Plan,
    count: int,
) -> None:
    """By the smaller mesh, which comes up sooner: of what that has."""
    asked = sorted(noted(refreshed) - of_no_declared_type(planned))
    sampled = random.Random(SEED).sample(asked, count)  # noqa: S311 - no secret

    said = {action: denials(started(without=action), planned) for action in sampled}

    assert {action for action, denied in said.items() if not is_named(action, denied)} == set()


def is_named(action: str, denied: list[str]) -> bool:
    """Whether it is told what was denied; the answer to a HEAD does not say which action it was."""
    heads = ("s3:GetObject", "s3:ListBucket")
    named = "403: Forbidden" if action in heads else f"perform: {action} on resource"
    return any(named in text for text in denied)


@pytest.mark.long
def test_the_example_mesh_comes_up_and_goes_down_as_the_apply_role(
    started: Callable[..., EngineSide],
) -> None:
    planned = plan(load_mesh(ROOT).mesh, real(), as_of=TODAY)

    assert denials(started(), planned) == []


def test_what_it_must_not_do_is_refused(aws: LocalAws) -> None:
    make_ready(aws, real())
    account = Account(lambda service: client(aws, service))
    account.furnish()
    keys = keys_of(aws, DEPLOYER)

    let = [name for name, ask in FORBIDDEN.items() if not is_denied(ask, account, aws, keys)]

    assert let == []
    assert len(FORBIDDEN) >= 30


def test_the_deployer_may_assume_itself_as_the_provider_does(aws: LocalAws) -> None:
    make_ready(aws, real())
    keys = keys_of(aws, DEPLOYER)

    again = client(aws, "sts", keys).assume_role(RoleArn=DEPLOYER, RoleSessionName="again")

    assert again["AssumedRoleUser"]["Arn"].endswith("assumed-role/mesh-deployer/again")


def is_denied(ask: Callable[..., Any], account: Account, aws: LocalAws, keys: Any) -> bool:
    try:
        ask(lambda service: client(aws, service, keys), account)
    except ClientError as error:
        return "is not authorized to perform" in json.dumps(error.response)
    return False


def test_all_but_what_a_trust_forbids_is_the_administrators_to_do(aws: LocalAws) -> None:
    make_ready(aws, real())
    account = Account(lambda service: client(aws, service))
    account.furnish()

    refused = [name for name, ask in FORBIDDEN.items() if is_denied(ask, account, aws, None)]

    assert refused == ["work as a role of the mesh"]
