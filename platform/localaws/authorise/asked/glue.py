"""Glue's catalog: a call asks for what it is about and for all that holds it.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.glue.models import glue_backends

from localaws.authorise.asked import kms
from localaws.authorise.asked.asking import (
    Environ,
    UnknownCallError,
    arn,
    new_tags,
    request,
)
from localaws.strict.call import Call, part
from meshwright.aws.authorization.request import EVERY, Request, Value

CATALOG, DATABASE, TABLE = ("catalog",), ("catalog", "database"), ("catalog", "database", "table")
FUNCTION = ("catalog", "database", "userDefinedFunction")
RESOURCES: Mapping[str, tuple[str, ...]] = {
    "BatchCreatePartition": TABLE,
    "BatchDeletePartition": TABLE,
    "BatchGetPartition": TABLE,
    "BatchUpdatePartition": TABLE,
    "CreateDatabase": DATABASE,
    "CreatePartition": TABLE,
    "CreateTable": TABLE,
    "DeleteDatabase": (*TABLE, "userDefinedFunction"),
    "DeletePartition": TABLE,
    "DeleteTable": TABLE,
    "GetDataCatalogEncryptionSettings": CATALOG,
    "GetDatabase": DATABASE,
    "GetDatabases": DATABASE,
    "GetPartition": TABLE,
    "GetPartitionIndexes": TABLE,
    "GetPartitions": TABLE,
    "GetResourcePolicy": CATALOG,
    "GetTable": TABLE,
    "GetTables": TABLE,
    "GetTableVersion": TABLE,
    "GetTableVersions": TABLE,
    "GetUserDefinedFunctions": FUNCTION,
    "PutDataCatalogEncryptionSettings": CATALOG,
    "PutResourcePolicy": CATALOG,
    "SearchTables": TABLE,
    "UpdateDatabase": DATABASE,
    "UpdatePartition": TABLE,
    "UpdateTable": TABLE,
}
OPENS = ("Get", "BatchGet", "Search")
SHUTS = ("Create", "Update", "BatchCreate", "BatchUpdate")
OF_THE_CATALOG = ("GetDataCatalogEncryptionSettings", "GetResourcePolicy")
"""What is about the catalog, and reads none of its metadata."""
SSE_KMS = "SSE-KMS"
BY_ARN = ("GetTags", "TagResource", "UntagResource")


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    action, tags = f"glue:{call.operation}", new_tags(_tags(call))
    if call.operation in BY_ARN:
        yield request(call, action, str(call.body.get("ResourceArn", EVERY)), tags)
        return
    if call.operation not in RESOURCES:
        raise UnknownCallError
    for kind in RESOURCES[call.operation]:
        yield request(call, action, arn(call, "glue", _name(call, kind)), tags)
    if tags and call.operation == "CreateDatabase":
        yield request(call, "glue:TagResource", arn(call, "glue", _name(call, "database")), tags)
    yield from _under_the_catalogs_key(call)


def _under_the_catalogs_key(call: Call) -> Iterator[Request]:
    """What Glue asks of the key, in the caller's name, where the catalog is encrypted.

    https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
    """
    settings: Any = glue_backends[call.account][call.region].data_catalog_encryption_settings
    at_rest = part(settings.get(call.account, {}), "EncryptionAtRest")
    key = str(at_rest.get("SseAwsKmsKeyId") or "")
    # Without a key's name it is AWS's own, which is open to all of the account.
    if at_rest.get("CatalogEncryptionMode") != SSE_KMS or not key:
        return
    context: dict[str, Value] = {
        "kms:viaservice": f"glue.{call.region}.amazonaws.com",
        "kms:encryptioncontext:glue_catalog_id": call.account,
    }
    if call.operation.startswith(OPENS) and call.operation not in OF_THE_CATALOG:
        yield kms.about(call, "kms:Decrypt", key, context)
    elif call.operation.startswith(SHUTS):
        yield kms.about(call, "kms:GenerateDataKey", key, context)


def _name(call: Call, kind: str) -> str:
    """Of a kind, the resource that a call is about; all of a database where it names none."""
    if kind == "catalog":
        return kind
    database, table = part(call.body, "DatabaseInput"), part(call.body, "TableInput")
    is_table = "DatabaseName" in call.body
    if not is_table:
        named = str(call.body.get("Name") or database.get("Name") or EVERY).lower()
        return f"{kind}/{named}" if kind == "database" else f"{kind}/{named}/*"
    holder = str(call.body["DatabaseName"]).lower()
    if kind == "database":
        return f"{kind}/{holder}"
    named = call.body.get("TableName") or call.body.get("Name") or table.get("Name") or EVERY
    return f"{kind}/{holder}/{str(named).lower()}"


def _tags(call: Call) -> list[tuple[str, str]]:
    given = part(call.body, "Tags") or part(call.body, "TagsToAdd")
    return [(str(name), str(value)) for name, value in given.items()]
