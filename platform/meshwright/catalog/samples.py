"""Samples of tables: read from an environment's catalog bucket, and taken away from there.

What lies there is of the last run. What may be shown is for the specs of today to say: a column
that has become protected since, and a table that shows no rows any more, are left out by whoever
reads them, and go with the next `mesh up`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import MeshError
from meshwright.ids import joined
from meshwright.jobs.sample import SUFFIX
from meshwright.plan import names
from meshwright.runner.cloud import Cloud, or_none
from meshwright.running.sample import Sample, kept, parse
from meshwright.specs.models import Mesh
from meshwright.specs.models.samples import samples_of

AT_ONCE = 16
"""Products whose samples are asked for side by side."""
Samples = Mapping[str, Mapping[str, Sample]]
"""By product and table."""
NO_SAMPLES: Samples = {}
May = Mapping[str, tuple[str, ...]]
"""The columns that may be shown, by table."""
Found = TypeVar("Found")


def may_show(mesh: Mesh) -> Mapping[str, May]:
    """What the specs say by now, by product."""
    found = {product.id: samples_of(product) for product in mesh.products.values()}
    return {product: may for product, may in found.items() if may}


def shown_now(samples: Samples, mesh: Mesh) -> Samples:
    """Of samples that were read, what may be shown by now."""
    told: dict[str, dict[str, Sample]] = {}
    for product, may in may_show(mesh).items():
        read = samples.get(product, {})
        found = {table: kept(read[table], may[table]) for table in may if table in read}
        if found:
            told[product] = found
    return told


def read_samples(cloud: Cloud, mesh: Mesh) -> Samples:
    """The samples that may be shown; raises MeshError where the bucket cannot be read."""
    asked = may_show(mesh)
    found = _each(cloud, partial(_read, cloud), [(product, may) for product, may in asked.items()])
    told = {product: each for product, each in zip(asked, found, strict=True) if each}
    return shown_now(told, mesh)


def forget(cloud: Cloud, products: Iterable[str], may: Mapping[str, May]) -> tuple[str, ...]:
    """Deletes each sample of some products that shows more than what may be shown by now.

    Older versions of it too: a person who may read versions would find the rows in them. The names
    of the tables, as `domain.product.table`. Raises MeshError where the bucket cannot be changed.
    """
    found = _each(cloud, partial(_forget, cloud), [(each, may.get(each, {})) for each in products])
    return tuple(name for removed in found for name in removed)


def _each(
    cloud: Cloud, action: Callable[[tuple[str, May]], Found], asked: list[tuple[str, May]]
) -> list[Found]:
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(action, asked))
    except (ClientError, BotoCoreError) as error:
        where = cloud.environment.name
        raise MeshError(f"the samples of rows in {where} cannot be reached: {error}") from error


def _read(cloud: Cloud, asked: tuple[str, May]) -> Mapping[str, Sample]:
    product, may = asked
    read = ((table, _sample(cloud, product, table)) for table in may)
    return {table: sample for table, sample in read if sample is not None}


def _sample(cloud: Cloud, product: str, table: str) -> Sample | None:
    key = names.sample_key(product, table)
    get: Any = cloud.client("s3").get_object
    answer: Any = or_none(get, "NoSuchKey", Bucket=_bucket(cloud), Key=key)
    return None if answer is None else parse(answer["Body"].read(), product, table)


def _forget(cloud: Cloud, asked: tuple[str, May]) -> list[str]:
    product, may = asked
    return [joined((product, table)) for table in _stale(cloud, product, may)]


def _stale(cloud: Cloud, product: str, may: May) -> Iterator[str]:
    for table in _lying(cloud, product):
        sample = _sample(cloud, product, table) if table in may else None
        if sample is None or not {*sample.columns} <= {*may[table]}:
            _delete(cloud, names.sample_key(product, table))
            yield table


def _lying(cloud: Cloud, product: str) -> list[str]:
    """The tables of which there is a sample."""
    prefix = names.runs_prefix(product)
    listed = cloud.listed(
        "s3", "list_objects_v2", "Contents", "NoSuchBucket", Bucket=_bucket(cloud), Prefix=prefix
    )
    keys = [str(each["Key"]) for each in listed]
    return sorted(key[len(prefix) : -len(SUFFIX)] for key in keys if key.endswith(SUFFIX))


def _delete(cloud: Cloud, key: str) -> None:
    bucket, client = _bucket(cloud), cloud.client("s3")
    for kind in ("Versions", "DeleteMarkers"):
        listed = cloud.pages("s3", "list_object_versions", kind, Bucket=bucket, Prefix=key)
        for each in [each for each in listed if each["Key"] == key]:
            client.delete_object(Bucket=bucket, Key=key, VersionId=each["VersionId"])


def _bucket(cloud: Cloud) -> str:
    return names.catalog_bucket(cloud.environment.place_of(None))
