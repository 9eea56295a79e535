"""All types that CloudFormation makes here."""

from collections.abc import Mapping

from localaws.cloudformation.makers import (
    alias,
    bucket,
    bucket_policy,
    identity_provider,
    key,
    managed_policy,
    role,
)
from localaws.cloudformation.makers.maker import Maker

MAKERS: Mapping[str, Maker] = {
    made.type: made
    for made in (
        alias.MAKER,
        bucket.MAKER,
        bucket_policy.MAKER,
        identity_provider.MAKER,
        key.MAKER,
        managed_policy.MAKER,
        role.MAKER,
    )
}
