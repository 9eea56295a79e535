"""A database as the account shows it, with the buckets of its tables."""

from typing import Any

import pytest

import crawled_lake
from crawled_lake import BUCKET, DATABASE, parquet_table
from meshwright.errors import MeshError
from meshwright.local_instance import LocalAws
from meshwright.operations.found_database import found_database
from meshwright.runner.cloud import Cloud, connect

from local_aws.conftest import ACCOUNT
from meshes import environment

DEPLOYER = f"arn:aws:iam::{ACCOUNT}:user/administrator"


@pytest.fixture
def cloud(aws: LocalAws) -> Cloud:
    own = environment("local", account=ACCOUNT, deployer=DEPLOYER, administrators=[DEPLOYER])
    return connect(own, aws.endpoint)


@pytest.fixture
def lake(cloud: Cloud) -> Cloud:
    crawled_lake.fill(cloud.client("s3"), cloud.client("glue"))
    return cloud


def test_a_database_that_is_not_there(cloud: Cloud) -> None:
    assert found_database(cloud, "gone") is None


def test_a_lake_without_settings(lake: Cloud) -> None:
    found = found_database(lake, DATABASE)

    assert found is not None
    assert [table["Name"] for table in found.tables] == ["customers", "visits"]
    assert (found.description, found.product, found.registered) == ("", "", {})
    (bucket,) = found.buckets.values()
    assert (bucket.name, bucket.region) == (BUCKET, "eu-central-1")
    assert (bucket.key, bucket.versioned, bucket.policy, bucket.rules) == ("", False, False, 0)
    assert (bucket.tags, bucket.others) == ((), ())
    assert "IAM_ALLOWED_PRINCIPALS has ALL on database crm_raw" in found.readers
    assert not [reader for reader in found.readers if DEPLOYER in reader]


def test_a_lake_that_others_work_with(lake: Cloud) -> None:
    s3, glue = lake.client("s3"), lake.client("glue")
    busy(s3, lake.client("kms").create_key()["KeyMetadata"]["Arn"])
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":'
        '"lakeformation.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    )
    role = lake.client("iam").create_role(RoleName="lake", AssumeRolePolicyDocument=trust)
    for place in (f"{BUCKET}/visits", "elsewhere"):
        lake.client("lakeformation").register_resource(
            ResourceArn=f"arn:aws:s3:::{place}", RoleArn=role["Role"]["Arn"]
        )
    glue.create_database(DatabaseInput={"Name": "erp"})
    for name, location in (("invoices", f"s3://{BUCKET}/erp/"), ("far", "s3://elsewhere/x/")):
        glue.create_table(DatabaseName="erp", TableInput=parquet_table(name, location, a="string"))
    glue.create_table(DatabaseName="erp", TableInput={"Name": "nowhere"})
    arn = f"arn:aws:glue:eu-central-1:{ACCOUNT}:database/{DATABASE}"
    tags = {"mesh:domain": "sales", "mesh:product": "crm"}
    glue.tag_resource(ResourceArn=arn, TagsToAdd=tags)

    found = found_database(lake, DATABASE)

    assert found is not None
    bucket = found.buckets[BUCKET]
    assert bucket.key.startswith("arn:aws:kms:")
    assert (bucket.versioned, bucket.policy, bucket.rules, bucket.tags) == (
        True,
        True,
        1,
        ("team",),
    )
    assert bucket.others == ("erp.invoices",)
    assert [*found.registered] == [f"arn:aws:s3:::{BUCKET}/visits"]
    assert found.product == "sales.crm"


def busy(s3: Any, key: str) -> None:
    """A bucket with settings of its own."""
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": default}]
        },
    )
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_policy(
        Bucket=BUCKET,
        Policy=(
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":'
            f'"arn:aws:iam::{ACCOUNT}:root"}},"Action":"s3:GetObject",'
            f'"Resource":"arn:aws:s3:::{BUCKET}/*"}}]}}'
        ),
    )
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 9}}
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [rule]})
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "team", "Value": "crm"}]})


def test_a_table_whose_bucket_is_gone(cloud: Cloud) -> None:
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": "old"})
    gone = parquet_table("gone", "s3://acme-was-here/x/", a="string")
    glue.create_table(DatabaseName="old", TableInput=gone)

    with pytest.raises(MeshError, match="the bucket acme-was-here"):
        found_database(cloud, "old")
