"""The data catalog that Glue's and Lake Formation's resources lie in, mostly the account's own."""

from localaws.types.resource_type import Aws
from localaws.types.shape import STRING, Output, Property, Values

CATALOG_ID = Property("catalogId", STRING, replaces=True, computed=True)
INNER_CATALOG_ID = Property("catalogId", STRING, computed=True)
CATALOG_OUTPUT = Output("catalogId")


def catalog_of(aws: Aws, values: Values) -> str:
    return values.get("catalogId") or aws.account


def glue_arn(aws: Aws, catalog: str, path: str) -> str:
    return f"arn:aws:glue:{aws.region}:{catalog}:{path}"


def derived(aws: Aws, inputs: Values) -> Values:
    """Region and catalog, which every resource of a catalog has."""
    return {"region": aws.region, "catalogId": catalog_of(aws, inputs)}


def opaque_id(*parts: object) -> str:
    """An id that names a resource for the engine alone, as the official provider's do here."""
    import json
    import zlib

    return str(zlib.crc32(json.dumps(parts, sort_keys=True).encode()))
