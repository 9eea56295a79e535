"""Lake Formation's settings of the whole account: changed for a moment, and put back.

What they were is kept in the sandbox's bucket first, so that a run that is killed between the two
leaves the next one what it needs to put them back.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from meshwright.operations.probing.run_names import Run
from meshwright.operations.probing.sandbox import Sandbox
from meshwright.runner.cloud import Cloud, or_none

KEPT = "settings.json"
ABSENT = ("NoSuchKey", "NoSuchBucket")

Settings = Mapping[str, Any]


def read(cloud: Cloud) -> Settings:
    answer = cloud.client("lakeformation").get_data_lake_settings()
    return dict(answer["DataLakeSettings"])


def put(cloud: Cloud, settings: Settings) -> None:
    cloud.client("lakeformation").put_data_lake_settings(DataLakeSettings=settings)


@contextmanager
def put_back(box: Sandbox) -> Generator[Settings]:
    """The settings as they are, and as they are again when this ends."""
    found = read(box.cloud)
    box.client("s3").put_object(Bucket=box.run.bucket, Key=KEPT, Body=json.dumps(found).encode())
    try:
        yield found
    finally:
        restore(box.cloud, box.run)


def restore(cloud: Cloud, run: Run) -> None:
    """Puts back what a run has kept, if it has changed anything."""
    s3 = cloud.client("s3")
    kept = or_none(s3.get_object, *ABSENT, Bucket=run.bucket, Key=KEPT)
    if kept is None:
        return
    before = json.loads(kept["Body"].read())
    if read(cloud) != before:
        put(cloud, before)
    s3.delete_object(Bucket=run.bucket, Key=KEPT)
