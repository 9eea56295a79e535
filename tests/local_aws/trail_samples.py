"""A life for a trail, in a bucket that CloudTrail may write into, and what happens to it."""

import json

from local_aws.incident import Incident
from local_aws.sample import ACCOUNT, BUCKET, Sample

ARN = f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/mesh"
DATA = "arn:aws:s3:::data"
WRITES = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
DELIVERY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {**WRITES, "Action": "s3:GetBucketAcl", "Resource": DATA},
            {**WRITES, "Action": "s3:PutObject", "Resource": f"{DATA}/*"},
        ],
    }
)
DELIVERED = ("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "data", "policy": DELIVERY})
MANAGEMENT = {
    "name": "All",
    "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}],
}
FILES = {
    "name": "Files",
    "fieldSelectors": [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::AccessPoint"]},
        {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:eu-central-1:1:accesspoint/mesh-"]},
    ],
}
TRAIL_SAMPLES = (
    Sample(
        "aws:cloudtrail/trail:Trail",
        {
            "name": "mesh",
            "s3BucketName": "data",
            "isMultiRegionTrail": True,
            "includeGlobalServiceEvents": True,
            "enableLogFileValidation": True,
            "enableLogging": True,
            "advancedEventSelectors": [MANAGEMENT],
            "tags": {"owner": "a"},
        },
        {
            "advancedEventSelectors": [MANAGEMENT, FILES],
            "enableLogging": False,
            "enableLogFileValidation": False,
            "tags": {"tier": "gold"},
        },
        ("UpdateTrail", "PutEventSelectors", "AddTags", "RemoveTags"),
        {"name": "others"},
        (BUCKET, DELIVERED),
        id=ARN,
    ),
)
TRAIL_INCIDENTS = {
    "Trail": Incident(
        lambda client, id_: client("cloudtrail").stop_logging(Name=id_),
        lambda client, id_: client("cloudtrail").delete_trail(Name=id_),
        "TrailAlreadyExistsException",
    )
}
