"""The products of an environment as its catalog bucket tells of them, read as the caller."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)
from pydantic import ValidationError

from meshwright.catalog.entries import product_of
from meshwright.catalog.model import Product
from meshwright.errors import MeshError
from meshwright.ids import LOCAL
from meshwright.plan import names
from meshwright.plan.entry import CatalogEntry, read_entry
from meshwright.runner.cloud import Cloud

AT_ONCE = 16
"""Objects that are read side by side: each is a round trip, and none is large."""


def deployed_products(cloud: Cloud) -> tuple[tuple[Product, ...], tuple[str, ...]]:
    """The products in the order of their ids, without drafts; and keys that cannot be read.

    An entry of another version of the platform is one of those. Raises MeshError where the bucket
    cannot be read.
    """
    environment = cloud.environment
    bucket = names.catalog_bucket(environment.place_of(None))
    try:
        listed = cloud.pages(
            "s3", "list_objects_v2", "Contents", Bucket=bucket, Prefix=names.ENTRIES
        )
        keys = [str(each["Key"]) for each in listed]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(partial(_entry, cloud, bucket), keys))
    except (ClientError, BotoCoreError) as error:
        at = "" if environment.name == LOCAL else f" --env {environment.name}"
        raise MeshError(
            f"the catalog of {environment.name} cannot be read: {error}",
            fix=f"read it as a domain's people, whose role may, or deploy it first: mesh up{at}",
        ) from error
    known = sorted((e for e in found if e is not None and e.listed), key=lambda entry: entry.id)
    unreadable = tuple(key for key, e in zip(keys, found, strict=True) if e is None)
    return tuple(map(product_of, known)), unreadable


def _entry(cloud: Cloud, bucket: str, key: str) -> CatalogEntry | None:
    answer: Any = cloud.client("s3").get_object(Bucket=bucket, Key=key)
    try:
        return read_entry(answer["Body"].read().decode())
    except (ValidationError, UnicodeDecodeError):
        return None
