"""The template of an account: complete, readable, the same each time, and as AWS wants it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from meshwright.errors import UsageError
from meshwright.plan import names, plan
from meshwright.plan.bootstrap.template import stack_name, template, template_text
from meshwright.plan.boundary import boundary
from meshwright.plan.documents import document
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment
from plan.bootstrap.prepared import (
    ACCOUNT,
    DEPLOYER,
    GITLAB,
    KEYED,
    PLANNER,
    prepared,
    properties,
    resources,
)

from meshes import TODAY, MeshOf, environment

ROOT = Path(__file__).parents[3]
MOST_POLICY = 6_144
MOST_TEMPLATE = 51_200
"""Bytes of a template that is handed over as it is (CloudFormation user guide, quotas)."""


def faults(text: str) -> list[str]:
    """What cfn-lint calls an error or a warning."""
    found = lint(text, config=ManualArgs(regions=["eu-central-1"]))
    return [f"{match.rule.id} {match.message}" for match in found]


@pytest.mark.parametrize(
    "of",
    [prepared(GITLAB), prepared({"identityProvider": "adopt"}, secretsProvider="passphrase")],
)
def test_cfn_lint_has_nothing_to_say(of: Environment) -> None:
    assert faults(template_text(of)) == []


def test_the_example_environment_has_a_template_that_can_be_handed_over() -> None:
    text = template_text(load_environment(ROOT, "prod"))

    assert faults(text) == []
    assert len(text.encode()) < MOST_TEMPLATE


def test_cfn_lint_would_tell_of_a_property_that_aws_has_not() -> None:
    wrong = template(prepared())
    wrong["Resources"]["StateBucket"]["Properties"]["Versioned"] = True

    assert any("Versioned" in fault for fault in faults(yaml.safe_dump(wrong)))


def test_the_text_is_the_template_and_the_same_each_time() -> None:
    of = prepared()

    assert yaml.safe_load(template_text(of)) == template(of)
    assert template_text(of) == template_text(prepared())
    assert template_text(of).startswith("# Rendered from ")


def test_the_states_bucket_is_versioned_encrypted_and_closed() -> None:
    made = properties(prepared(), "StateBucket")

    assert made["BucketName"] == "acme-mesh-state-dev"
    assert made["VersioningConfiguration"] == {"Status": "Enabled"}
    rule = made["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {
        "Fn::GetAtt": ["SecretsKey", "Arn"]
    }
    assert set(made["PublicAccessBlockConfiguration"].values()) == {True}
    statement = properties(prepared(), "StateBucketPolicy")["PolicyDocument"]["Statement"][0]
    assert (statement["Effect"], statement["Sid"]) == ("Deny", "TlsOnly")


@pytest.mark.parametrize("logical", ["Boundary", "SecretsKey", "StateBucket", "IdentityProvider"])
def test_what_cannot_be_had_back_outlives_the_stack(logical: str) -> None:
    made = resources(prepared())[logical]

    assert (made["DeletionPolicy"], made["UpdateReplacePolicy"]) == (
        "RetainExceptOnCreate",
        "Retain",
    )


def test_the_key_has_the_alias_that_the_file_names() -> None:
    alias = properties(prepared(), "SecretsKeyAlias")

    assert alias["AliasName"] == "alias/acme-mesh-state"
    assert properties(prepared(), "SecretsKey")["EnableKeyRotation"] is True


def test_what_the_file_does_not_name_is_not_made() -> None:
    without_key = resources(prepared(secretsProvider="passphrase"))
    named_by_id = resources(prepared(secretsProvider=f"awskms://{'1' * 8}-1111"))
    without_bucket = resources(prepared(backend="file:///state"))
    adopted = resources(prepared({"identityProvider": "adopt"}))

    assert "SecretsKey" not in without_key
    assert "SecretsKey" not in named_by_id
    assert "AES256" in json.dumps(without_key["StateBucket"])
    assert "StateBucket" not in without_bucket
    assert "IdentityProvider" not in adopted
    assert "DependsOn" not in adopted["ApplyRole"]
    assert resources(prepared())["ApplyRole"]["DependsOn"] == "IdentityProvider"


def test_the_roles_have_the_names_and_paths_of_the_file() -> None:
    apply, reading = properties(prepared(), "ApplyRole"), properties(prepared(), "PlanRole")

    assert (apply["Path"], apply["RoleName"]) == ("/ci/", "mesh-deployer")
    assert (reading["Path"], reading["RoleName"]) == ("/", "mesh-planner")
    assert apply["PermissionsBoundary"] == {"Ref": "ApplyBoundary"}
    assert len(apply["ManagedPolicyArns"]) == 5


def test_every_policy_fits() -> None:
    for name, made in resources(load_environment(ROOT, "prod")).items():
        if made["Type"] == "AWS::IAM::ManagedPolicy":
            text = json.dumps(made["Properties"]["PolicyDocument"], separators=(",", ":"))
            assert len(text) <= MOST_POLICY, name


def test_the_boundary_is_the_one_under_which_the_mesh_makes_roles(mesh_of: MeshOf) -> None:
    of = prepared()
    place, made = of.place_of(None), properties(of, "Boundary")

    arn = f"arn:aws:iam::{ACCOUNT}:policy{made['Path']}{made['ManagedPolicyName']}"
    planned = plan(mesh_of(), of, as_of=TODAY)
    declared = [d for stack in planned.stacks.values() for d in stack.declarations]
    bounds = {d.inputs["permissionsBoundary"] for d in declared if d.type.endswith(":Role")}
    assert bounds == {arn}
    assert made["PolicyDocument"] == json.loads(document(boundary(place)))
    # The foundation makes none beside it.
    assert not [d for d in planned.stacks["dev"].declarations if d.type.endswith(":Policy")]


def test_without_a_template_the_foundation_makes_the_boundary(mesh_of: MeshOf) -> None:
    of = environment()

    planned = plan(mesh_of(), of, as_of=TODAY)

    (made,) = [d for d in planned.stacks["dev"].declarations if d.type.endswith(":Policy")]
    assert made.inputs["name"] == names.boundary(of.place_of(None)) == "mesh-dev--boundary"


REFUSED: list[tuple[Mapping[str, Any], str]] = [
    ({"bootstrap": None}, "has no `bootstrap`"),
    ({"deployer": f"arn:aws:iam::{ACCOUNT}:user/ci"}, "deployer is no role of account"),
    ({"deployer": "arn:aws:iam::444455556666:role/ci"}, "deployer is no role of account"),
    ({"deployer": f"arn:aws:iam::{ACCOUNT}:role/mesh/ci"}, "lies under /mesh/"),
    ({"secretsProvider": KEYED.replace("central", "west")}, "is no key of eu-central-1"),
]


@pytest.mark.parametrize(("fields", "said"), REFUSED)
def test_a_file_that_says_too_little_is_refused(fields: Mapping[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        template(prepared(**fields))


def test_a_planner_that_is_no_role_is_refused() -> None:
    with pytest.raises(UsageError, match=r"bootstrap\.planner is no role"):
        template(prepared({"planner": PLANNER.replace("role", "user")}))


def test_nothing_in_it_bears_the_tag_by_which_the_deployer_may_change_a_key() -> None:
    made = resources(prepared()).values()
    keys = {tag["Key"] for each in made for tag in each["Properties"].get("Tags", ())}

    assert keys == {"mesh:bootstrap"}


def test_the_deployer_is_named_in_the_template_by_its_own_limits() -> None:
    statements = properties(prepared(), "ApplyBoundary")["PolicyDocument"]["Statement"]

    (own,) = [s for s in statements if s["Sid"] == "OwnRights"]
    assert (own["Effect"], own["Resource"]) == ("Deny", [DEPLOYER])


def test_the_stack_is_named_for_its_environment() -> None:
    assert stack_name(prepared()) == "mesh-dev-bootstrap"
