"""Results of runs, read from an environment's catalog bucket, kept in a file and read again.

The file makes a portal that can be built again: equal results make equal pages.
"""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)
from pydantic import BaseModel, ConfigDict, ValidationError

from meshwright.catalog.samples import NO_SAMPLES, Samples
from meshwright.errors import MeshError, UsageError
from meshwright.plan import names
from meshwright.runner.cloud import Cloud
from meshwright.running.result import Result, RunError, parse
from meshwright.running.sample import Sample

LAST = 10
"""Runs of a product that are looked at."""
AT_ONCE = 16
"""Products that are asked about side by side."""
Results = Mapping[str, tuple[Result, ...]]
"""By product, the newest first."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True)

    version: int
    products: dict[str, tuple[Result, ...]]
    samples: dict[str, dict[str, Sample]] = {}


VERSION = 1


def read_results(cloud: Cloud, products: Iterable[str], last: int = LAST) -> Results:
    """The last results of products. Raises MeshError where the bucket cannot be read.

    What is no result is passed over: a portal is not kept from being built by one bad object.
    """
    asked = sorted(products)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(partial(_of_product, cloud, last), asked))
    except (ClientError, BotoCoreError) as error:
        where = cloud.environment.name
        raise MeshError(f"the results of runs in {where} cannot be read: {error}") from error
    return {product: each for product, each in zip(asked, found, strict=True) if each}


def _of_product(cloud: Cloud, last: int, product: str) -> tuple[Result, ...]:
    # A run that an event started is named by chance, so that its name says nothing of its time.
    bucket = names.catalog_bucket(cloud.environment.place_of(None))
    prefix = names.runs_prefix(product)
    listed = cloud.pages("s3", "list_objects_v2", "Contents", Bucket=bucket, Prefix=prefix)
    runs = [each for each in listed if str(each["Key"]).endswith(".json")]
    newest = sorted(runs, key=itemgetter("LastModified", "Key"), reverse=True)[:last]
    read = (_result(cloud, bucket, str(each["Key"])) for each in newest)
    return tuple(each for each in read if each is not None and each.product == product)


def _result(cloud: Cloud, bucket: str, key: str) -> Result | None:
    answer: Any = cloud.client("s3").get_object(Bucket=bucket, Key=key)
    try:
        return parse(answer["Body"].read(), key=key)
    except RunError:
        return None


def text_of(results: Results, samples: Samples = NO_SAMPLES) -> str:
    """Results as a file holds them, and samples of rows where there are some."""
    products = {
        product: [result.model_dump(mode="json", by_alias=True) for result in results[product]]
        for product in sorted(results)
    }
    shown = {
        product: {name: each[name].model_dump(mode="json") for name in sorted(each)}
        for product, each in sorted(samples.items())
    }
    more = {"samples": shown} if shown else {}
    return json.dumps({"version": VERSION, "products": products, **more}, indent=1) + "\n"


def load_results(path: Path) -> tuple[Results, Samples]:
    """The results and the samples that a file holds. Raises UsageError where it holds none."""
    try:
        told = _File.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        fix = "name the `runs.json` of a portal, or `env` to ask the environment"
        raise UsageError(f"{path} holds no results of runs", fix=fix) from error
    if told.version != VERSION:
        raise UsageError(f"{path} is of version {told.version}, and this one reads {VERSION}")
    return told.products, told.samples
