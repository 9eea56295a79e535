"""Tags of what EventBridge holds: buses and rules."""

from localaws.types.resource_type import Aws
from localaws.types.shape import Values
from localaws.types.tags import gone_tags, set_tags, tag_list, tag_map


def tags_of_events(aws: Aws, arn: str) -> dict[str, str]:
    return tag_map(aws.client("events").list_tags_for_resource(ResourceARN=arn)["Tags"])


def tell_tags(aws: Aws, arn: str, old: Values, new: Values) -> None:
    """Writes the tags that are new or other, and removes those that are gone."""
    events = aws.client("events")
    if written := set_tags(old, new):
        events.tag_resource(ResourceARN=arn, Tags=tag_list(written))
    if gone := gone_tags(old, new):
        events.untag_resource(ResourceARN=arn, TagKeys=gone)
