"""What a sample of a type is, and the inputs that samples share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"


@dataclass(frozen=True)
class Sample:
    type: str
    inputs: Mapping[str, Any]
    change: Mapping[str, Any] = field(default_factory=dict)
    """Inputs that an update gives, and what it must send to AWS."""
    calls: tuple[str, ...] = ()
    replacement: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    id: str = ""
    """Empty where AWS decides."""
    import_id: str = ""
    """Where an import names it otherwise."""

    @property
    def name(self) -> str:
        return self.type.rpartition(":")[2]


def policy(action: str) -> str:
    statement = {"Effect": "Allow", "Action": [action], "Resource": ["arn:aws:s3:::data/*"]}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def bucket_policy(sid: str) -> str:
    statement = {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def point_policy(who: str) -> str:
    """The policy of an access point, for one principal."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/mesh-way/object/orders/*",
        "Condition": {"StringEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:{who}"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def key_policy(action: str) -> str:
    """A policy that leaves a key to its account, and its use to one role of it."""
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    administration = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    use = {"Effect": "Allow", "Principal": root, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [administration, use]})


def trust(service: str) -> str:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def descriptor(comment: str) -> dict[str, Any]:
    return {
        "location": "s3://data/orders/",
        "inputFormat": "parquet.in",
        "outputFormat": "parquet.out",
        "serDeInfo": {
            "serializationLibrary": "parquet.serde",
            "parameters": {"serialization.format": "1"},
        },
        "columns": [
            {"name": "id", "type": "string", "comment": comment, "parameters": {"mesh:pii": "no"}},
            {"name": "amount", "type": "decimal(18,2)"},
        ],
    }


def rule(days: int) -> list[dict[str, Any]]:
    return [
        {
            "id": "uploads",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        },
        {
            "id": "old",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "noncurrentVersionExpiration": {"noncurrentDays": days},
        },
    ]


def results(key: str) -> dict[str, Any]:
    return {
        "outputLocation": "s3://data/",
        "encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKeyArn": key},
    }


BUCKET = ("aws:s3/bucket:Bucket", {"bucket": "data"})
LOGS = ("aws:s3/bucket:Bucket", {"bucket": "logs"})
OTHER = ("aws:s3/bucket:Bucket", {"bucket": "other"})
ROLE_NEEDED = ("aws:iam/role:Role", {"name": "reader", "assumeRolePolicy": trust("glue")})
DATABASE = ("aws:glue/catalogDatabase:CatalogDatabase", {"name": "sales"})
TABLE = {"catalogId": ACCOUNT, "databaseName": "sales", "name": "orders"}
TABLE_NEEDED = (
    "aws:glue/catalogTable:CatalogTable",
    {**TABLE, "tableType": "EXTERNAL_TABLE", "storageDescriptor": descriptor("Order")},
)
TAG = ("aws:lakeformation/lfTag:LfTag", {"key": "pii", "values": ["true", "false"]})
TLS_ALIAS = f"arn:aws:kms:eu-central-1:{ACCOUNT}:alias/mesh"
