"""The policy that lies with what a request is about: a bucket's, a key's, a topic's.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends

from localaws.strict import s3_access_points
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies
from meshwright.aws.authorization.request import EVERY, Request

PARTITION = "aws"
ACCESS_POINT = "accesspoint/"
ACCOUNT_FIELD, REGION_FIELD, RESOURCE_FIELD = 4, 3, 5


def with_resource(request: Request, own: Policies) -> Policies:
    """The policies of who asks, and that of the resource that is asked for."""
    if request.resource == EVERY:
        return own
    parts = request.resource.split(":", RESOURCE_FIELD)
    match parts[2]:
        case "s3" if parts[RESOURCE_FIELD].startswith(ACCESS_POINT):
            return _access_point(parts, own)
        case "s3":
            return _bucket(parts[RESOURCE_FIELD], own)
        case "kms" if parts[RESOURCE_FIELD].startswith("key/"):
            return _key(parts, own)
        case "sns":
            return _topic(request.resource, parts, own)
        case _:
            return own


def _bucket(resource: str, own: Policies) -> Policies:
    name = resource.partition("/")[0]
    _, account = s3_backends.bucket_accounts.get(name, ("", ""))
    found: Any = s3_backends[account][PARTITION].buckets.get(name) if account else None
    if found is None:
        return own
    text = found.policy.decode() if found.policy else ""
    return replace(own, resource=_policy(text, name), owner=account)


def _access_point(parts: list[str], own: Policies) -> Policies:
    account, name = parts[ACCOUNT_FIELD], parts[RESOURCE_FIELD].split("/")[1]
    found = s3_access_points.found(account, name)
    if found is None:
        return own
    return replace(own, resource=_policy(found.policy or "", name), owner=account)


def _key(parts: list[str], own: Policies) -> Policies:
    """A key's policy has to allow what the identity's policies allow."""
    account, name = parts[ACCOUNT_FIELD], parts[RESOURCE_FIELD].partition("/")[2]
    keys: Mapping[str, Any] = kms_backends[account][parts[REGION_FIELD]].keys
    found = keys.get(name)
    if found is None:
        return own
    resource = _policy(str(found.policy), name) or Policy(name, ())
    return replace(own, resource=resource, owner=account, resource_decides=True)


def _topic(arn: str, parts: list[str], own: Policies) -> Policies:
    account = parts[ACCOUNT_FIELD]
    found: Any = sns_backends[account][parts[REGION_FIELD]].topics.get(arn)
    if found is None:
        return own
    written = found._policy_json  # noqa: SLF001 - moto keeps it nowhere else
    return replace(own, resource=_policy(json.dumps(written), arn), owner=account)


def _policy(text: str, name: str) -> Policy | None:
    return policy(text, name) if text else None
