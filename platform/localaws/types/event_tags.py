"""Tags of what EventBridge holds: buses and rules."""

from localaws.types.resource_type import Aws
from localaws.types.tags import tag_map


def tags_of_events(aws: Aws, arn: str) -> dict[str, str]:
    return tag_map(aws.client("events").list_tags_for_resource(ResourceARN=arn)["Tags"])
