"""aws:lakeformation/lfTag:LfTag: a word and its values; its id is `catalogId:key`."""

from collections.abc import Iterator

from localaws.types import catalog
from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State, made
from localaws.types.shape import STRING, STRING_SET, Output, Property, Values
from meshwright.aws import resource_types

GONE = ("EntityNotFoundException",)
BATCH = 50
"""Values in one call.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateLFTag.html
"""
PROPERTIES = (
    catalog.CATALOG_ID,
    Property("key", STRING, required=True, replaces=True),
    Property("values", STRING_SET, required=True),
)
OUTPUTS = (catalog.CATALOG_OUTPUT, Output("region"))


def create(aws: Aws, inputs: Values) -> str:
    catalog_id, key, values = catalog.catalog_of(aws, inputs), inputs["key"], inputs["values"]
    lake = aws.client("lakeformation")
    lake.create_lf_tag(CatalogId=catalog_id, TagKey=key, TagValues=values[:BATCH])
    identity = f"{catalog_id}:{key}"
    with made(identity):
        for batch in batches(values[BATCH:]):
            lake.update_lf_tag(CatalogId=catalog_id, TagKey=key, TagValuesToAdd=batch)
    return identity


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("lakeformation").get_lf_tag
    answer = answer_or_none(get, *GONE, **_named(identity))
    if answer is None:
        return None
    place = _named(identity)
    return {
        "catalogId": place["CatalogId"],
        "key": place["TagKey"],
        "values": answer["TagValues"],
    }


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    lake = aws.client("lakeformation")
    added = [value for value in new["values"] if value not in old["values"]]
    removed = [value for value in old["values"] if value not in new["values"]]
    # First add: a tag keeps at least one value throughout.
    for batch in batches(added):
        lake.update_lf_tag(**_named(identity), TagValuesToAdd=batch)
    for batch in batches(removed):
        lake.update_lf_tag(**_named(identity), TagValuesToDelete=batch)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("lakeformation").delete_lf_tag, *GONE, **_named(identity))


def batches(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _named(identity: str) -> dict[str, str]:
    catalog_id, _, key = identity.partition(":")
    return {"CatalogId": catalog_id, "TagKey": key}


TYPE = ResourceType(
    token=resource_types.LF_TAG,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=catalog.derived,
    identity=("catalogId", "key"),
)
