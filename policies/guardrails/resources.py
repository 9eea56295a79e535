"""Patterns of resources in policies: which of them stand for everything there is.

Source: IAM user guide, "IAM JSON policy elements: Resource", and "Identify AWS resources with
Amazon Resource Names (ARNs)".
"""

import re

from guardrails.documents import has_wildcard

_NOTHING_BUT_WILDCARDS = re.compile(r"[*?:/]*")
_ALL_OF_A_TYPE = re.compile(r"([a-z-]+[/:])?[*?/:]+", re.IGNORECASE)
_COLONS_BEFORE_THE_RESOURCE = 5


def is_everything(pattern: str) -> bool:
    """Whether a pattern takes in all resources of a service, or of a type, in every account.

    `arn:aws:s3:::*` does: a bucket's ARN has no account. `arn:aws:glue:eu-central-1:111122223333:*`
    does not.
    """
    if not has_wildcard(pattern):
        return False
    parts = pattern.split(":", _COLONS_BEFORE_THE_RESOURCE)
    if len(parts) <= _COLONS_BEFORE_THE_RESOURCE:
        # The wildcard reaches over the parts that are not written.
        return True
    _, _, service, region, account, resource = parts
    if has_wildcard(service) or _is_blank(region + account + resource):
        return True
    return has_wildcard(account) and _ALL_OF_A_TYPE.fullmatch(resource) is not None


def _is_blank(text: str) -> bool:
    return _NOTHING_BUT_WILDCARDS.fullmatch(text) is not None
