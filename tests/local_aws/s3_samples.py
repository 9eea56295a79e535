"""A life for each type of S3."""

import json

from local_aws.sample import (
    ACCOUNT,
    BUCKET,
    LOGS,
    OTHER,
    TLS_ALIAS,
    Sample,
    bucket_policy,
    point_policy,
    rule,
)

SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

S3_SAMPLES = (
    Sample(
        "aws:s3/bucket:Bucket",
        {"bucket": "data", "forceDestroy": True, "tags": {"mesh:domain": "sales"}},
        {"tags": {"mesh:domain": "ops"}},
        ("PutBucketTagging",),
        {"bucket": "others"},
        id="data",
    ),
    Sample(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        {
            "bucket": "data",
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": "aws:kms",
                        "kmsMasterKeyId": TLS_ALIAS,
                    },
                    "bucketKeyEnabled": True,
                }
            ],
        },
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        ("PutBucketEncryption",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id="data",
    ),
    Sample(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        {"bucket": "data", "rules": rule(30)},
        {"rules": rule(60)},
        ("PutBucketLifecycleConfiguration",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id="data",
    ),
    Sample(
        "aws:s3/bucketLogging:BucketLogging",
        {"bucket": "data", "targetBucket": "logs", "targetPrefix": "data/"},
        {"targetPrefix": "all/"},
        ("PutBucketLogging",),
        {"bucket": "other"},
        (
            BUCKET,
            OTHER,
            LOGS,
            (
                "aws:s3/bucketPolicy:BucketPolicy",
                {
                    "bucket": "logs",
                    "policy": json.dumps(
                        {
                            "Version": "2012-10-17",
                            "Statement": [
                                {
                                    "Effect": "Allow",
                                    "Principal": {"Service": "logging.s3.amazonaws.com"},
                                    "Action": "s3:PutObject",
                                    "Resource": "arn:aws:s3:::logs/*",
                                }
                            ],
                        }
                    ),
                },
            ),
        ),
        id="data",
    ),
    Sample(
        "aws:s3/bucketNotification:BucketNotification",
        {"bucket": "data", "eventbridge": True},
        {"eventbridge": False},
        ("PutBucketNotificationConfiguration",),
        {"bucket": "other"},
        (BUCKET,),
        id="data",
    ),
    Sample(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        {"bucket": "data", "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        ("PutBucketOwnershipControls",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id="data",
    ),
    Sample(
        "aws:s3/accessPoint:AccessPoint",
        {
            "accountId": ACCOUNT,
            "bucket": "data",
            "name": "mesh-way",
            "policy": point_policy("role/reader"),
            "publicAccessBlockConfiguration": dict.fromkeys(SWITCHES, True),
            "tags": {"owner": "a"},
        },
        {"policy": point_policy("role/other")},
        ("PutAccessPointPolicy",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id=f"{ACCOUNT}:mesh-way",
    ),
    Sample(
        "aws:s3/bucketPolicy:BucketPolicy",
        {"bucket": "data", "policy": bucket_policy("Tls")},
        {"policy": bucket_policy("TlsOnly")},
        ("PutBucketPolicy",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id="data",
    ),
    Sample(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        {
            "bucket": "data",
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        },
        {"restrictPublicBuckets": False},
        ("PutPublicAccessBlock",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id="data",
    ),
    Sample(
        "aws:s3/bucketVersioning:BucketVersioning",
        {"bucket": "data", "versioningConfiguration": {"status": "Enabled"}},
        {"versioningConfiguration": {"status": "Suspended"}},
        ("PutBucketVersioning",),
        {"bucket": "other"},
        (BUCKET, OTHER),
        id="data",
    ),
    Sample(
        "aws:s3/bucketObjectv2:BucketObjectv2",
        {
            "bucket": "data",
            "key": "products/sales.orders.json",
            "content": "{}",
            "contentType": "application/json",
            "tags": {"mesh:owner": "a b@acme"},
        },
        {"content": '{"owner": "b"}'},
        ("PutObject",),
        {"key": "products/others.json"},
        (BUCKET,),
        id="products/sales.orders.json",
        import_id="data/products/sales.orders.json",
    ),
)
