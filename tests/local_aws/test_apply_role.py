"""The apply role of an account's template: it suffices, it is least, and what it must not do.

The local AWS authorises every call of the provider. What the official provider alone calls is held
by the table of its calls (test_deployer_policy.py).
"""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.reset import empty
from meshwright.local_instance import LocalAws
from meshwright.plan import plan
from meshwright.plan.bootstrap.template import template
from meshwright.plan.declaration import Plan
from meshwright.specs.load import load_mesh

from local_aws.apply_role import DEPLOYER, client, keys_of, make_ready, real
from local_aws.engine_side import EngineSide
from local_aws.forbidden import FORBIDDEN, Account
from local_aws.mesh_life import denials
from meshes import TODAY, MeshOf

ROOT = Path(__file__).parents[2]
SEED = 20261127
SAMPLE = 4
"""Actions of which the suite asks each time; `--long` asks of all."""
NOT_CALLED = {
    "the official provider": "athena:UntagResource glue:GetPartitionIndexes glue:UntagResource"
    " iam:DeletePolicyVersion iam:GetRolePolicy iam:ListInstanceProfilesForRole iam:ListPolicyTags"
    " iam:PutRolePermissionsBoundary iam:UntagPolicy iam:UntagRole iam:UpdateAssumeRolePolicy"
    " iam:UpdateRoleDescription kms:DisableKey kms:DisableKeyRotation kms:EnableKey"
    " kms:PutKeyPolicy kms:UntagResource kms:UpdateAlias lakeformation:UpdateLFTag"
    " lakeformation:UpdateResource s3:DeleteObjectVersion s3:GetAccelerateConfiguration"
    " s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLocation s3:GetBucketObjectLockConfiguration"
    " s3:GetBucketRequestPayment s3:GetBucketWebsite s3:GetReplicationConfiguration"
    " s3:ListTagsForResource s3:TagResource s3:UntagResource",
    "the engine, for its state": "kms:Decrypt kms:Encrypt kms:GenerateDataKey s3:GetObject"
    " s3:PutObject s3:DeleteObject",
    "the provider, which assumes the deployer": "sts:AssumeRole",
    "another text of a policy, which no step of this life writes": "iam:CreatePolicyVersion",
    "drift, recovery and the first look": "glue:BatchCreatePartition glue:BatchDeletePartition"
    " glue:GetPartitions glue:GetResourcePolicy glue:GetTables iam:ListPolicies iam:ListRoles"
    " kms:ListKeys lakeformation:ListResources s3:ListAllMyBuckets s3:ListBucketVersions"
    " sts:GetCallerIdentity tag:GetResources",
}
"""Actions that a mesh's life in a local AWS does not need, and who does."""


@pytest.fixture(scope="module")
def started(session_aws: LocalAws) -> Iterator[Callable[..., EngineSide]]:
    """A provider that works as the apply role of a fresh account, one action taken out."""
    sides: list[EngineSide] = []

    def start(without: str = "") -> EngineSide:
        empty(session_aws.endpoint)
        make_ready(session_aws, real(), without=without)
        client(session_aws, "glue").create_database(DatabaseInput={"Name": "default"})
        keys = keys_of(session_aws, DEPLOYER)
        side = EngineSide.start(
            session_aws,
            accessKey=keys["AccessKeyId"],
            secretKey=keys["SecretAccessKey"],
            token=keys["SessionToken"],
        )
        sides.append(side)
        return side

    yield start
    for side in sides:
        side.stop()


@pytest.fixture
def planned(mesh_of: MeshOf) -> Plan:
    return plan(mesh_of(), real(), as_of=TODAY)


def allowed() -> list[str]:
    """Every action that the apply role has."""
    resources = template(real())["Resources"]
    attached = resources["ApplyRole"]["Properties"]["ManagedPolicyArns"]
    policies = [resources[each["Ref"]] for each in attached]
    statements = [s for p in policies for s in p["Properties"]["PolicyDocument"]["Statement"]]
    return sorted({a for s in statements if s["Effect"] == "Allow" for a in s["Action"]})


def needed() -> list[str]:
    """The actions that a mesh's life in a local AWS needs."""
    others = {name for names in NOT_CALLED.values() for name in names.split()}
    return [action for action in allowed() if action not in others]


def test_a_mesh_comes_up_changes_is_read_and_goes_down_as_the_apply_role(
    started: Callable[..., EngineSide], planned: Plan
) -> None:
    assert denials(started(), planned) == []


SAMPLED = random.Random(SEED).sample(needed(), SAMPLE)  # noqa: S311 - no secret


@pytest.mark.parametrize("action", SAMPLED)
def test_without_any_one_action_something_is_denied(
    started: Callable[..., EngineSide], planned: Plan, action: str
) -> None:
    said = denials(started(without=action), planned)

    # The answer to a HEAD does not say which action it was.
    named = "403: Forbidden" if action == "s3:ListBucket" else f"perform: {action} on resource"
    assert any(named in text for text in said)


@pytest.mark.long
def test_the_example_mesh_comes_up_and_goes_down_as_the_apply_role(
    started: Callable[..., EngineSide],
) -> None:
    planned = plan(load_mesh(ROOT).mesh, real(), as_of=TODAY)

    assert denials(started(), planned) == []


@pytest.mark.long
def test_no_action_is_there_in_vain(started: Callable[..., EngineSide], planned: Plan) -> None:
    actions = needed()

    vain = [a for a in actions if not denials(started(without=a), planned)]

    assert vain == []
    assert len(actions) >= 60


def test_who_needs_the_other_actions_is_written_down() -> None:
    others = {name for names in NOT_CALLED.values() for name in names.split()}

    assert others - set(allowed()) == set()


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
