"""What the small mesh's things are called in its AWS, and documents that somebody may write."""

import json

ACCOUNT = "123456789012"
BUCKET = f"mesh-local--sales--orders--{ACCOUNT}"
CATALOG = f"mesh-local--{ACCOUNT}--catalog"
READER, RUNTIME = "mesh-local--sales--reader", "mesh-local--sales--orders--runtime"
DATA_ACCESS = f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/mesh-local--sales--data-access"
READER_ARN = f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/{READER}"
RUNTIME_ARN = f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/{RUNTIME}"
EVE = f"arn:aws:iam::{ACCOUNT}:user/eve"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/mesh/mesh-local--boundary"
WORKGROUP, DATABASE = "mesh-local--sales", "sales__orders"
TABLE = {"DatabaseName": DATABASE, "Name": "orders"}
OPEN = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [OPEN]})
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": EVE}}
TRUSTING = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
OURS = {"mesh:managed-by": "meshwright", "mesh:environment": "local", "mesh:domain": "sales"}

PUBLIC_OFF = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": False,
}
SSE_S3 = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
EXPIRING = {
    "Rules": [
        {"ID": "away", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    ]
}
FILES_OF_EVE = {
    "Sid": "Eve",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET}/*",
}
KEY_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "All",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}
ONE_COLUMN = {"TableWithColumns": {**TABLE, "ColumnNames": ["margin"]}}
READERS = {"TableWithColumns": {**TABLE, "ColumnNames": ["order_id", "ordered_on"]}}
WIDER = {"TableWithColumns": {**TABLE, "ColumnNames": ["order_id", "ordered_on", "customer_email"]}}
LINES = {"DatabaseName": DATABASE, "Name": "lines"}
ORDERS = "sales.orders"
