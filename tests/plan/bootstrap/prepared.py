"""An environment whose account `mesh bootstrap` prepares, and what its template says."""

import json
from collections.abc import Mapping
from typing import Any

from meshwright.plan.bootstrap.template import template
from meshwright.specs.environment import Environment

from meshes import environment

ACCOUNT = "111122223333"
PLANNER = f"arn:aws:iam::{ACCOUNT}:role/mesh-planner"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/ci/mesh-deployer"
GITHUB = {"codeHost": "github", "repository": "acme/data-mesh", "planner": PLANNER}
GITLAB = {**GITHUB, "codeHost": "gitlab"}
KEYED = "awskms://alias/acme-mesh-state?region=eu-central-1"


def prepared(bootstrap: Mapping[str, Any] | None = None, /, **fields: Any) -> Environment:
    own = {
        "account": ACCOUNT,
        "backend": "s3://acme-mesh-state-dev",
        "secretsProvider": KEYED,
        "deployer": DEPLOYER,
        "administrators": [DEPLOYER],
        "bootstrap": {**GITHUB, **(bootstrap or {})},
    }
    return environment(**(own | fields))


def resources(of: Environment) -> Mapping[str, Any]:
    return template(of)["Resources"]


def properties(of: Environment, logical: str) -> Any:
    return resources(of)[logical]["Properties"]


def policy_of(of: Environment, logical: str) -> str:
    return json.dumps(properties(of, logical)["PolicyDocument"])
