"""A role that a service of AWS assumes, for one of the account's resources, by its trust policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
"""

import secrets
from typing import Any

from moto.sts.models import sts_backends

from localaws.services.inside import Keys
from localaws.strict import principals
from meshwright.aws.authorization import caller
from meshwright.aws.authorization.decision import PolicyType
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request

PARTITION = "aws"
ASSUME = "sts:AssumeRole"
HOUR = 3600


class NotTrustedError(Exception):
    """A role that is not there, or that does not trust the service for this resource."""


def is_trusted(service: str, role_arn: str, source_arn: str) -> bool:
    """Whether a service, by its global or its regional name, may assume a role."""
    _, _, _, region, account, _ = source_arn.split(":", 5)
    role = _role(account, role_arn)
    trust = policy(role.assume_role_policy_document) if role else Policy("", ())
    known = {"aws:sourceaccount": account, "aws:sourcearn": source_arn}
    asked = Request(ASSUME, role_arn, known)
    policies = Policies(resource=trust, resource_type=PolicyType.TRUST, resource_decides=True)
    named = (f"{service}.amazonaws.com", f"{service}.{region}.amazonaws.com")
    return any(evaluate(asked, caller.service(name), policies).is_allowed for name in named)


def assumed(service: str, role_arn: str, source_arn: str) -> Keys:
    """Keys of a new session of a role; raises NotTrustedError where it does not trust."""
    if not is_trusted(service, role_arn, source_arn):
        raise NotTrustedError(f"{service}.amazonaws.com may not assume {role_arn}")
    region, account = source_arn.split(":")[3], role_arn.split(":")[4]
    session = sts_backends[account][PARTITION].assume_role(
        region_name=region,
        role_session_name=secrets.token_hex(16),
        role_arn=role_arn,
        policy="",
        duration=HOUR,
        external_id="",
    )
    return Keys(session.access_key_id, session.secret_access_key, session.session_token)


def _role(account: str, arn: str) -> Any:
    return next((role for role in principals.roles(account) if role.arn == arn), None)
