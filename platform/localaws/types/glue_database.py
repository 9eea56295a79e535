"""aws:glue/catalogDatabase:CatalogDatabase: a database; its id is `catalogId:name`."""

from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.casing import fields_from_aws, fields_to_aws
from localaws.types.catalog import CATALOG_ID, CATALOG_OUTPUT, catalog_of, glue_arn
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import MAP, STRING, Output, Property, Values
from localaws.types.tags import TAGS, TAGS_ALL, gone_tags, set_tags, with_tags
from meshwright.aws import resource_types

GONE = ("EntityNotFoundException",)
DESCRIBED = (
    Property("description", STRING, default=""),
    Property("locationUri", STRING, computed=True),
    Property("parameters", MAP, default={}),
)
PROPERTIES = (
    CATALOG_ID,
    Property("name", STRING, replaces=True, auto_named=True),
    *DESCRIBED,
    TAGS,
)
OUTPUTS = (
    Output("arn"),
    CATALOG_OUTPUT,
    Output("createTableDefaultPermissions", default=[]),
    Output("locationUri", default=""),
    Output("region"),
    TAGS_ALL,
)


def derived(aws: Aws, inputs: Values) -> Values:
    catalog = catalog_of(aws, inputs)
    arn = glue_arn(aws, catalog, f"database/{inputs['name']}")
    return {"arn": arn, "catalogId": catalog, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    catalog = catalog_of(aws, inputs)
    aws.client("glue").create_database(
        CatalogId=catalog, DatabaseInput=_input(inputs), Tags=inputs.get("tags") or {}
    )
    return f"{catalog}:{inputs['name']}"


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    glue, (catalog, _, name) = aws.client("glue"), identity.partition(":")
    answer = answer_or_none(glue.get_database, *GONE, CatalogId=catalog, Name=name)
    if answer is None:
        return None
    arn = glue_arn(aws, catalog, f"database/{name}")
    described = fields_from_aws(DESCRIBED, answer["Database"])
    own = {"arn": arn, "catalogId": catalog, "name": name}
    return described | own | with_tags(glue.get_tags(ResourceArn=arn)["Tags"])


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    glue, (catalog, _, name) = aws.client("glue"), identity.partition(":")
    if _input(old) != _input(new):
        glue.update_database(CatalogId=catalog, Name=name, DatabaseInput=_input(new))
    arn = glue_arn(aws, catalog, f"database/{name}")
    if written := set_tags(old, new):
        glue.tag_resource(ResourceArn=arn, TagsToAdd=written)
    if gone := gone_tags(old, new):
        glue.untag_resource(ResourceArn=arn, TagsToRemove=gone)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    catalog, _, name = identity.partition(":")
    remove = aws.client("glue").delete_database
    answer_or_none(remove, *GONE, CatalogId=catalog, Name=name)


def _input(inputs: Values) -> dict[str, Any]:
    return {"Name": inputs["name"]} | fields_to_aws(DESCRIBED, inputs)


TYPE = ResourceType(
    token=resource_types.DATABASE,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("catalogId", "name"),
)
