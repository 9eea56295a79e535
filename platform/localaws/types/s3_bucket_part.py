"""What the types share that configure one side of a bucket: their id is its name."""

from localaws.types.resource_type import Aws
from localaws.types.shape import STRING, Output, Property, Values

BUCKET = Property("bucket", STRING, required=True, replaces=True)
OUTPUTS = (Output("region"),)
NO_BUCKET = "NoSuchBucket"


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}
