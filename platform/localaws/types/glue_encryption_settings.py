"""aws:glue/dataCatalogEncryptionSettings: how a catalog encrypts; one for the account."""

from typing import Any

from localaws.types import catalog
from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import BOOLEAN, STRING, Output, Property, Values, block
from meshwright.aws import resource_types

SETTINGS = block(
    Property(
        "connectionPasswordEncryption",
        block(
            Property("awsKmsKeyId", STRING, default=""),
            Property("returnConnectionPasswordEncrypted", BOOLEAN, required=True),
        ),
        required=True,
    ),
    Property(
        "encryptionAtRest",
        block(
            Property("catalogEncryptionMode", STRING, required=True),
            Property("catalogEncryptionServiceRole", STRING, default=""),
            Property("sseAwsKmsKeyId", STRING, default=""),
        ),
        required=True,
    ),
)
PROPERTIES = (
    catalog.CATALOG_ID,
    Property("dataCatalogEncryptionSettings", SETTINGS, required=True),
)
OUTPUTS = (catalog.CATALOG_OUTPUT, Output("region"))
OFF: dict[str, Any] = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}


def create(aws: Aws, inputs: Values) -> str:
    identity = catalog.catalog_of(aws, inputs)
    _put(aws, identity, to_aws(SETTINGS, inputs["dataCatalogEncryptionSettings"]))
    return identity


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("glue").get_data_catalog_encryption_settings
    settings: Values = get(CatalogId=identity).get("DataCatalogEncryptionSettings") or {}
    if not settings.get("EncryptionAtRest"):
        return None
    return {
        "catalogId": identity,
        "dataCatalogEncryptionSettings": from_aws(SETTINGS, settings),
    }


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, to_aws(SETTINGS, new["dataCatalogEncryptionSettings"]))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    _put(aws, identity, OFF)


def _put(aws: Aws, catalog_id: str, settings: dict[str, Any]) -> None:
    aws.client("glue").put_data_catalog_encryption_settings(
        CatalogId=catalog_id, DataCatalogEncryptionSettings=settings
    )


TYPE = ResourceType(
    token=resource_types.CATALOG_ENCRYPTION,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=catalog.derived,
    identity=("catalogId",),
)
