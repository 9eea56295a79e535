"""An S3 of its own for each test, with the bucket in which files land."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from meshwright.ingest.landing import Landing
from meshwright.runner.cloud import Cloud
from meshwright.specs.environment import Environment

BUCKET = "mesh-dev--shop--orders--111122223333--landing"


@pytest.fixture
def landing() -> Landing:
    return Landing("shop.orders", "orders", BUCKET, "csv", ("id", "note"))


@pytest.fixture
def cloud(dev: Environment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        region = dev.spec.region
        found = Cloud(dev, boto3.Session(region_name=region), {})
        where = {"LocationConstraint": region}
        found.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        yield found
