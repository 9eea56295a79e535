"""A log bucket's policy may hold other statements too; moto breaks on `Principal: "*"`.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from moto.s3.models import FakeBucket

from localaws.strict.bucket_policies import statements
from localaws.strict.call import Patch
from localaws.strict.principals import listed
from meshwright.aws.authorization.wildcards import actions, matches_resource

LOGGING_SERVICE = "logging.s3.amazonaws.com"


def install() -> None:
    def may_deliver(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
        if target_bucket.policy is None:
            return False
        arn = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log"
        policy = json.loads(target_bucket.policy)
        return any(_lets_deliver(statement, arn) for statement in statements(policy))

    FakeBucket._log_permissions_enabled_policy = staticmethod(may_deliver)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue] - moto's own seam


def _lets_deliver(statement: Mapping[str, Any], arn: str) -> bool:
    return (
        statement.get("Effect") == "Allow"
        and _is_the_service(statement.get("Principal"))
        and _names(statement, "Action", _is_action, "s3:PutObject")
        and _names(statement, "Resource", matches_resource, arn)
    )


def _is_action(pattern: str, action: str) -> bool:
    return actions((pattern,)).fullmatch(action.lower()) is not None


def _names(
    statement: Mapping[str, Any], element: str, fits: Callable[[str, str], bool], value: str
) -> bool:
    return any(fits(pattern, value) for pattern in listed(statement.get(element, [])))


def _is_the_service(principal: Any) -> bool:
    if not isinstance(principal, dict):
        return False
    named = cast("dict[str, str | list[str]]", principal).get("Service", [])
    return LOGGING_SERVICE in ([named] if isinstance(named, str) else named)


PATCH = Patch(install)
