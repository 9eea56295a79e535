"""Whom the plan role and the apply role let in: exact subjects of the code host's tokens."""

import json
from typing import Any

import pytest

from meshwright.aws.authorization import caller
from meshwright.aws.authorization.decision import PolicyType
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request
from meshwright.specs.environment import Environment
from plan.bootstrap.prepared import ACCOUNT, DEPLOYER, GITLAB, PLANNER, prepared, properties

HOSTS = {"github": "token.actions.githubusercontent.com", "gitlab": "gitlab.com"}
REPOSITORY = "repo:acme/data-mesh"
PROJECT = "project_path:acme/data-mesh:ref_type:branch:ref"


def lets_in(of: Environment, role: str, subject: str, host: str, audience: str = "") -> bool:
    """Whether a token's bearer may assume a role of the template."""
    trust = policy(json.dumps(properties(of, role)["AssumeRolePolicyDocument"]))
    arn = PLANNER if role == "PlanRole" else DEPLOYER
    context = {f"{host}:sub": subject, f"{host}:aud": audience or "sts.amazonaws.com"}
    bearer = caller.web_identity(f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}")
    policies = Policies(resource=trust, resource_type=PolicyType.TRUST, resource_decides=True)
    asked = Request("sts:AssumeRoleWithWebIdentity", arn, context)
    return evaluate(asked, bearer, policies).is_allowed


CASES: list[tuple[dict[str, Any], str, str, bool]] = [
    ({}, "ApplyRole", f"{REPOSITORY}:environment:dev", True),
    ({}, "ApplyRole", f"{REPOSITORY}:environment:prod", False),
    ({}, "ApplyRole", f"{REPOSITORY}:pull_request", False),
    ({}, "ApplyRole", f"{REPOSITORY}:ref:refs/heads/main", False),
    ({}, "ApplyRole", "repo:acme/data-mesh-fork:environment:dev", False),
    ({}, "ApplyRole", "repo:evil/data-mesh:environment:dev", False),
    ({"hostEnvironment": "sandbox"}, "ApplyRole", f"{REPOSITORY}:environment:sandbox", True),
    ({}, "PlanRole", f"{REPOSITORY}:pull_request", False),
    ({}, "PlanRole", f"{REPOSITORY}:ref:refs/heads/main", True),
    ({}, "PlanRole", f"{REPOSITORY}:ref:refs/heads/other", False),
    ({"branch": "trunk"}, "PlanRole", f"{REPOSITORY}:ref:refs/heads/trunk", True),
    ({}, "PlanRole", "repo:evil/data-mesh:pull_request", False),
    (GITLAB, "ApplyRole", f"{PROJECT}:main", True),
    (GITLAB, "ApplyRole", f"{PROJECT}:other", False),
    (GITLAB, "ApplyRole", "project_path:evil/data-mesh:ref_type:branch:ref:main", False),
    (GITLAB, "ApplyRole", "project_path:acme/data-mesh:ref_type:tag:ref:main", False),
    (GITLAB, "PlanRole", f"{PROJECT}:main", True),
    (GITLAB, "PlanRole", f"{PROJECT}:any-branch", False),
    (GITLAB, "PlanRole", "project_path:evil/data-mesh:ref_type:branch:ref:main", False),
]


@pytest.mark.parametrize(("bootstrap", "role", "subject", "is_let_in"), CASES)
def test_a_role_trusts_exact_subjects(
    bootstrap: dict[str, Any], role: str, subject: str, is_let_in: bool
) -> None:
    host = HOSTS[bootstrap.get("codeHost", "github")]

    assert lets_in(prepared(bootstrap), role, subject, host) is is_let_in


def test_a_token_for_somebody_else_is_refused() -> None:
    subject, host = f"{REPOSITORY}:environment:dev", HOSTS["github"]

    assert not lets_in(prepared(), "ApplyRole", subject, host, audience="https://acme.example")
    assert not lets_in(prepared(), "ApplyRole", subject, HOSTS["gitlab"])


def test_a_host_of_ones_own_signs_its_own_tokens() -> None:
    of = prepared({**GITLAB, "issuer": "https://git.acme.example"})

    assert lets_in(of, "ApplyRole", f"{PROJECT}:main", "git.acme.example")
    assert not lets_in(of, "ApplyRole", f"{PROJECT}:main", HOSTS["gitlab"])
    assert properties(of, "IdentityProvider")["Url"] == "https://git.acme.example"


def test_operators_assume_the_deployer_and_nobody_else_does() -> None:
    eve, other = f"arn:aws:iam::{ACCOUNT}:role/eve", "arn:aws:iam::444455556666:user/ops"
    statements = properties(prepared({"operators": [eve, other]}), "ApplyRole")[
        "AssumeRolePolicyDocument"
    ]["Statement"]

    named = {s["Sid"]: s["Condition"]["ArnEquals"]["aws:PrincipalArn"] for s in statements[1:]}
    assert named == {"Itself": [DEPLOYER], "Operators1": [eve], "Operators2": [other]}
    reading = properties(prepared({"operators": [eve]}), "PlanRole")["AssumeRolePolicyDocument"]
    assert len(reading["Statement"]) == 1
