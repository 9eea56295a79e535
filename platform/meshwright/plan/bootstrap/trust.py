"""Whom the two roles trust: the code host's pipeline, by the exact subject of its tokens.

Sources: IAM user guide, "Create a role for OpenID Connect federation"; GitHub docs, "OpenID Connect
reference", example subject claims; GitLab docs, "Connect to cloud services", ID token payload.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshwright.plan import documents
from meshwright.specs.environment import Bootstrap, Environment, Place

AUDIENCE = "sts.amazonaws.com"
ISSUERS = {
    "github": "https://token.actions.githubusercontent.com",
    "gitlab": "https://gitlab.com",
}
WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
Statement = Mapping[str, Any]


def issuer(bootstrap: Bootstrap) -> str:
    return bootstrap.issuer or ISSUERS[bootstrap.code_host]


def provider_arn(bootstrap: Bootstrap, place: Place) -> str:
    host = issuer(bootstrap).removeprefix("https://")
    return f"arn:{place.partition}:iam::{place.account}:oidc-provider/{host}"


def deployers(environment: Environment, bootstrap: Bootstrap, place: Place) -> Iterator[Statement]:
    """The pipeline's job for this environment, and who else may deploy."""
    subject = _deploying(environment.name, bootstrap)
    yield _pipeline("Deployments", bootstrap, place, subject)
    # The engine's provider assumes it, whoever runs that; a role trusts itself only if it says so.
    yield {**_by_arn([environment.spec.deployer], place), "Sid": "Itself"}
    # Matched by ARN: a role that is named would be stored by an id that dies with it.
    trusted = documents.principal_trust(bootstrap.operators, place)
    yield from ({**each, "Sid": f"Operators{i}"} for i, each in enumerate(trusted, 1))


def planners(bootstrap: Bootstrap, place: Place) -> Iterator[Statement]:
    """The deployed branch's jobs: they preview a pull request's specs, and look for drift.

    A pull request's own jobs are kept out, since they run what its author wrote.
    """
    yield _pipeline("Previews", bootstrap, place, _of_branch(bootstrap, bootstrap.branch))


def _by_arn(arns: Sequence[str], place: Place) -> Statement:
    return next(iter(documents.principal_trust(arns, place)))


def _deploying(environment: str, bootstrap: Bootstrap) -> str:
    if bootstrap.code_host == "gitlab":
        return _of_branch(bootstrap, bootstrap.branch)
    # Which branches may deploy to it is the code host's to hold: the subject names one of both.
    named = bootstrap.host_environment or environment
    return f"repo:{bootstrap.repository}:environment:{named}"


def _of_branch(bootstrap: Bootstrap, branch: str) -> str:
    if bootstrap.code_host == "github":
        return f"repo:{bootstrap.repository}:ref:refs/heads/{branch}"
    return f"project_path:{bootstrap.repository}:ref_type:branch:ref:{branch}"


def _pipeline(sid: str, bootstrap: Bootstrap, place: Place, subject: str) -> Statement:
    host = issuer(bootstrap).removeprefix("https://")
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn(bootstrap, place)},
        "Action": WEB_IDENTITY,
        "Condition": {"StringEquals": {f"{host}:aud": AUDIENCE, f"{host}:sub": subject}},
    }
