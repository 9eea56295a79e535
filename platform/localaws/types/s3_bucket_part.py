"""What the types share that configure one side of a bucket: their id is its name."""

from collections.abc import Callable
from functools import partial

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values

BUCKET = Property("bucket", STRING, required=True, replaces=True)
REGION = Output("region")
NO_BUCKET = "NoSuchBucket"
Put = Callable[[Aws, str, Values], None]
"""Writes one side of a bucket, whole."""
Read = Callable[[Aws, str], State | None]
"""What S3 has of one side of a bucket; None where it has nothing."""
Remove = Callable[[Aws, str], None]


def bucket_part(
    token: str,
    properties: tuple[Property, ...],
    put: Put,
    read: Read,
    remove: Remove,
    *,
    gone: str = NO_BUCKET,
    outputs: tuple[Output, ...] = (),
) -> ResourceType:
    """A type that is written whole, whether it was there before or not.

    `gone` is what S3 says of a bucket that does not have it.
    """
    return ResourceType(
        token=token,
        properties=(BUCKET, *properties),
        outputs=(REGION, *outputs),
        create=partial(_create, put),
        read=partial(_read, read, gone),
        update=partial(_update, put),
        delete=partial(_delete, remove, gone),
        derived=_derived,
        identity=("bucket",),
    )


def _derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def _create(put: Put, aws: Aws, inputs: Values) -> str:
    put(aws, inputs["bucket"], inputs)
    return inputs["bucket"]


def _update(put: Put, aws: Aws, identity: str, _old: Values, new: Values) -> None:
    put(aws, identity, new)


def _read(read: Read, gone: str, aws: Aws, identity: str, _known: Values) -> State | None:
    found = answer_or_none(read, NO_BUCKET, gone, aws=aws, bucket=identity)
    return None if found is None else {"bucket": identity, **found}


def _delete(remove: Remove, gone: str, aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(remove, NO_BUCKET, gone, aws=aws, bucket=identity)
