"""When a property in the account is what the template says, whatever form AWS gives it in."""

import json
from collections.abc import Mapping
from typing import Any, cast

from meshwright.aws.authorization.sameness import says_the_same

DOCUMENTS = ("AssumeRolePolicyDocument", "KeyPolicy", "PolicyDocument")
SETS = ("ManagedPolicyArns",)
AT_LEAST = ("ClientIdList",)
"""Of an identity provider others may use too."""
OWN = "aws:"
"""What begins the names of tags that AWS sets: CloudFormation marks what it makes."""


def is_same(name: str, wanted: Any, actual: Any) -> bool:
    """Tags of others beside ours are no difference: accounts are tagged for other reasons too."""
    if name in DOCUMENTS:
        return actual is not None and says_the_same(json.dumps(wanted), json.dumps(actual))
    if name == "Tags":
        return _tags(wanted).items() <= _tags(actual).items()
    if name in AT_LEAST:
        return set(wanted or ()) <= set(actual or ())
    if name in SETS:
        return set(wanted or ()) == set(actual or ())
    return wanted == actual


def _tags(listed: Any) -> Mapping[str, str]:
    tags = cast("list[Mapping[str, str]]", listed or [])
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith(OWN)}
