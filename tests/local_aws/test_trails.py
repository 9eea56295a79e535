"""What CloudTrail asks of who calls it, and where a trail may write."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.authorise.asked.asking import UnknownCallError
from localaws.authorise.asked.cloudtrail import asked
from localaws.strict.call import Call
from meshwright.local_instance import LocalAws

from local_aws.trail_samples import DELIVERY

ACCOUNT, REGION = "123456789012", "eu-central-1"
ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/mesh"


def call(operation: str, **body: Any) -> Call:
    return Call("cloudtrail", operation, REGION, ACCOUNT, body)


@pytest.mark.parametrize(
    ("operation", "body", "expected"),
    [
        ("DescribeTrails", {"trailNameList": [ARN]}, [("DescribeTrails", "*")]),
        ("GetTrail", {"Name": "mesh"}, [("GetTrail", ARN)]),
        ("ListTags", {"ResourceIdList": [ARN]}, [("ListTags", ARN)]),
        ("PutEventSelectors", {"TrailName": ARN}, [("PutEventSelectors", ARN)]),
        ("CreateTrail", {"Name": "mesh"}, [("CreateTrail", ARN)]),
        (
            "CreateTrail",
            {"Name": "mesh", "TagsList": [{"Key": "a"}]},
            [("CreateTrail", ARN), ("AddTags", ARN)],
        ),
    ],
)
def test_a_call_is_about_one_trail_or_about_all(operation: str, body: Any, expected: Any):
    found = [(r.action.partition(":")[2], r.resource) for r in asked(call(operation, **body), {})]

    assert found == expected


def test_what_a_call_asks_for_is_not_guessed():
    with pytest.raises(UnknownCallError):
        list(asked(call("LookupEvents"), {}))


@pytest.mark.usefixtures("aws")
def test_a_trail_moves_only_to_where_it_may_write(aws: LocalAws, client: Any):
    s3, cloudtrail = client("s3"), client("cloudtrail")
    for bucket in ("data", "closed"):
        place = {"LocationConstraint": aws.region}
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    s3.put_bucket_policy(Bucket="data", Policy=DELIVERY)
    cloudtrail.create_trail(Name="mesh", S3BucketName="data", S3KeyPrefix="logs")

    with pytest.raises(ClientError, match="InsufficientS3BucketPolicy"):
        cloudtrail.update_trail(Name=ARN, S3BucketName="closed")
    with pytest.raises(ClientError, match="S3BucketDoesNotExist"):
        cloudtrail.create_trail(Name="other", S3BucketName="nowhere")
    cloudtrail.update_trail(Name=ARN, S3BucketName="data")

    assert cloudtrail.get_trail(Name="mesh")["Trail"]["S3BucketName"] == "data"
