"""The deploying role's policies as a function of the environment file."""

import json
from typing import Any

import pytest

from guardrails import actions
from meshwright.plan.deployer import deployer_policies
from meshwright.plan.measures import SIZES

from meshes import environment

ACCOUNT = "111122223333"


def statements(**changes: object) -> dict[str, dict[str, Any]]:
    documents = deployer_policies(environment("dev", **changes)).values()
    return {s["Sid"]: s for text in documents for s in json.loads(text)["Statement"]}


def test_each_document_fits_a_managed_policy_and_a_role_holds_them_all() -> None:
    limit = SIZES["aws:iam/policy:Policy"][0].most
    documents = deployer_policies(environment("e" * 30, backend=f"s3://{'b' * 63}"))

    assert len(documents) <= 10
    assert max(map(len, documents.values())) <= limit * 3 / 4
    assert max(map(len, documents)) <= 128


def test_every_action_is_one_of_aws_s_and_named_in_full() -> None:
    for statement in statements().values():
        for action in statement["Action"]:
            assert "*" not in action
            assert [str(known) for known in actions.matching(action)] == [action]


def test_on_everything_only_what_knows_no_resources_is_allowed() -> None:
    wide = (s for s in statements().values() if s["Effect"] == "Allow" and s["Resource"] == ["*"])

    for statement in wide:
        for action in statement["Action"]:
            (known,) = actions.matching(action)
            assert not known.knows_resources


def test_of_files_the_catalog_the_state_and_tables_metadata_are_read_alone() -> None:
    denied = statements(backend="s3://acme-state/mesh?region=eu-central-1")["NoFiles"]

    assert denied["Effect"] == "Deny"
    assert "s3:GetObject" in denied["Action"]
    assert denied["NotResource"] == [
        f"arn:aws:s3:::mesh-dev--{ACCOUNT}--catalog/*",
        "arn:aws:s3:::mesh-dev--*/*/metadata/*.metadata.json",
        "arn:aws:s3:::acme-state/*",
    ]


@pytest.mark.parametrize("backend", [None, "file:///var/mesh"])
def test_a_state_on_a_disk_needs_no_bucket(backend: str | None) -> None:
    found = statements(backend=backend)

    assert "State" not in found
    assert not any("state" in kept for kept in found["NoFiles"]["NotResource"])


@pytest.mark.parametrize(
    ("provider", "resource", "alias"),
    [
        ("awskms://alias/acme?region=eu-west-1", f"arn:aws:kms:*:{ACCOUNT}:key/*", "alias/acme"),
        (
            f"awskms:///arn:aws:kms:eu-west-1:{ACCOUNT}:alias/acme?region=eu-west-1",
            f"arn:aws:kms:*:{ACCOUNT}:key/*",
            "alias/acme",
        ),
        (
            "awskms://1234abcd-12ab?region=eu-west-1",
            f"arn:aws:kms:*:{ACCOUNT}:key/1234abcd-12ab",
            None,
        ),
        (
            "awskms:///arn:aws:kms:eu-west-1:999900001111:key/1?region=eu-west-1",
            "arn:aws:kms:eu-west-1:999900001111:key/1",
            None,
        ),
    ],
)
def test_the_secrets_key_is_used_as_the_environment_file_names_it(
    provider: str, resource: str, alias: str | None
) -> None:
    statement = statements(secretsProvider=provider)["Secrets"]
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [alias]}}

    assert statement["Resource"] == [resource]
    assert statement.get("Condition") == (named if alias else None)


def test_a_passphrase_needs_no_key() -> None:
    assert "Secrets" not in statements(secretsProvider="passphrase")


@pytest.mark.parametrize("managed", [True, False])
def test_account_wide_settings_are_changed_only_where_they_are_managed_here(
    *, managed: bool
) -> None:
    found = statements(accountSettings=managed)
    allowed = {*found["Lake"]["Action"], *found["CatalogSettings"]["Action"]}

    assert ("lakeformation:PutDataLakeSettings" in allowed) is managed
    assert ("glue:PutDataCatalogEncryptionSettings" in allowed) is managed
    assert "lakeformation:GetDataLakeSettings" in allowed


def test_another_part_of_aws_has_its_own_arns() -> None:
    role = f"arn:aws-cn:iam::{ACCOUNT}:role/mesh-deployer"
    found = deployer_policies(
        environment(region="cn-north-1", deployer=role, administrators=[role])
    )

    assert "arn:aws:" not in "".join(found.values())


def test_channels_are_made_only_where_the_file_names_one() -> None:
    slack = {"workspace": "T1", "channels": {"sales": "C1"}}

    assert "Channels" not in statements()
    assert "HearInSlack" not in statements()
    assert (
        "chatbot:CreateSlackChannelConfiguration" in statements(slack=slack)["Channels"]["Action"]
    )
    assert statements(slack=slack)["HearInSlack"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": ["chatbot.amazonaws.com"]}
    }


def test_roles_are_passed_to_what_they_are_for() -> None:
    found = statements()

    assert found["RunMachines"]["Resource"] == [
        f"arn:aws:iam::{ACCOUNT}:role/mesh/*/mesh-dev--*--*--runtime"
    ]
    assert found["StartMachines"]["Condition"]["StringEquals"] == {
        "iam:PassedToService": ["events.amazonaws.com", "scheduler.amazonaws.com"]
    }


def test_a_mesh_with_a_trail_of_its_own_may_make_it() -> None:
    own = statements(audit={"trail": "own"})

    assert {"Trail", "LookAtTrails"} <= own.keys()
    assert own["LookAtTrails"]["Resource"] == ["*"]
    assert "Trail" not in statements()
