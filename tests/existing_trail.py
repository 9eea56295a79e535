"""A trail that an account has already, as docs/how-to/use-an-existing-trail.md lets it be read."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs/how-to/use-an-existing-trail.md"
EXAMPLES = "111122223333"
"""The account of the page's example."""
BUCKET, PREFIX, ROLE = "acme-org-trail", "AWSLogs/o-a1b2c3d4e5", "trail-reader"


def settings(account: str, **more: Any) -> Mapping[str, Any]:
    """`audit` of an environment file."""
    reader = f"arn:aws:iam::{account}:role/{ROLE}"
    said = {"trail": "existing", "bucket": BUCKET, "prefix": PREFIX, "reader": reader}
    return {"audit": {**said, **more}, "auditors": [f"arn:aws:iam::{account}:role/auditor"]}


def folder(account: str) -> str:
    return f"{PREFIX}/{account}/CloudTrail"


def documents(account: str = EXAMPLES) -> tuple[str, str, str, str]:
    """What the page prints, for an account: the reader's trust and policy, and the statements of
    the bucket and of the key."""
    found = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)
    trust, access, bucket, key = (text.replace(EXAMPLES, account) for text in found)
    return trust, access, as_document(bucket), as_document(key)


def as_document(statements: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": json.loads(statements)})


def lay_down(client: Any, account: str, region: str, days: Mapping[str, Sequence[Any]]) -> None:
    """The trail's bucket, the role that reads it, and a file for each of some days."""
    trust, access, bucket, _ = documents(account)
    client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    client("iam").put_role_policy(RoleName=ROLE, PolicyName="trail", PolicyDocument=access)
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=bucket)
    for day, records in days.items():
        key = f"{folder(account)}/{region}/{day.replace('-', '/')}/{account}_CloudTrail.json.gz"
        body = gzip.compress(json.dumps({"Records": list(records)}).encode())
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
