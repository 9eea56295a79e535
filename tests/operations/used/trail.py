"""Records as a trail of an account holds them, written after AWS's pages for these tests.

Lake Formation developer guide, "Logging AWS Lake Formation API calls using AWS CloudTrail" and
"Cross-account CloudTrail logging"; CloudTrail user guide, "CloudTrail record contents"; S3 user
guide, "Example: Amazon S3 log file entries".
"""

from typing import Any

ACCOUNT, REGION = "111122223333", "eu-central-1"
AT = "2026-05-20T09:30:00Z"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"
REPORTING_NAME = "mesh-dev--finance--reporting--runtime"
REPORTING = f"{ROLE}/mesh/finance/{REPORTING_NAME}"
Record = dict[str, Any]


def session(role: str, name: str, person: str = "", *, issuer: bool = True) -> Record:
    """The identity of a role's session."""
    account, path = role.split(":")[4], role.partition(":role/")[2]
    context: Record = {"attributes": {"mfaAuthenticated": "false", "creationDate": AT}}
    if issuer:
        context["sessionIssuer"] = {"type": "Role", "arn": role, "accountId": account}
    if person:
        context["sourceIdentity"] = person
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLE:{name}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{path.rpartition('/')[2]}/{name}",
        "accountId": account,
        "sessionContext": context,
    }


def table_arn(database: str, table: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:glue:{REGION}:{account}:table/{database}/{table}"


def rows(identity: Record, principal: str | None, asked: Record, **more: Any) -> Record:
    """Lake Formation has given an engine the rows of a table."""
    extra = {"requesterService": "ATHENA", "lakeFormationRoleSessionName": "AWSLF-00-AT-1-x"}
    if principal is not None:
        extra["lakeFormationPrincipal"] = principal
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": AT,
        "eventSource": "lakeformation.amazonaws.com",
        "eventName": "GetDataAccess",
        "awsRegion": REGION,
        "requestParameters": asked,
        "responseElements": None,
        "additionalEventData": extra,
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        **more,
    }


def by_athena(person: str = "", at: str = AT, table: str = "orders") -> Record:
    """The agreement's consumer asks Athena."""
    identity = {**session(REPORTING, "jane", person), "invokedBy": "athena.amazonaws.com"}
    asked = {"tableArn": table_arn("sales__orders", table), "permissions": ["SELECT"]}
    return rows(identity, REPORTING, asked, eventTime=at)


def of_files(identity: Record, key: str = "orders/2026/a.parquet") -> Record:
    """S3's data event of one object, asked for through an access point."""
    bucket = f"arn:aws:s3:::mesh-dev--sales--orders--{ACCOUNT}"
    point = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/mesh-0a1b"
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": AT,
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "requestParameters": {"bucketName": point, "key": key},
        "responseElements": None,
        "additionalEventData": {"bytesTransferredOut": 7},
        "resources": [
            {"type": "AWS::S3::Object", "ARN": f"{bucket}/{key}"},
            {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": bucket},
            {"accountId": ACCOUNT, "type": "AWS::S3::AccessPoint", "ARN": point},
        ],
        "eventCategory": "Data",
    }
