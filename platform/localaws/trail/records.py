"""Noted calls as CloudTrail's records, with its fields as far as they are known here.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from localaws.authorise import callers
from localaws.trail.log import Noted
from meshwright.aws.authorization.caller import session as session_of_role
from meshwright.aws.data_events import GET_DATA_ACCESS

VERSION = "1.11"
PARTITION = callers.PARTITION
ATHENA = "athena.amazonaws.com"
Record = Mapping[str, Any]


def record(noted: Noted) -> Record:
    """One call as a record."""
    is_rows = noted.event == GET_DATA_ACCESS
    identity = _identity(noted)
    if is_rows:
        identity["invokedBy"] = ATHENA
    return {
        "eventVersion": VERSION,
        "userIdentity": identity,
        "eventTime": _time(noted.at),
        "eventSource": f"{noted.service}.amazonaws.com",
        "eventName": noted.event,
        "awsRegion": noted.region,
        "sourceIPAddress": ATHENA if is_rows else "127.0.0.1",
        "requestParameters": _asked(noted),
        "responseElements": None,
        "additionalEventData": _rows_are(identity) if is_rows else None,
        "resources": _resources(noted),
        "eventID": f"local-{noted.number}",
        "eventType": "AwsApiCall",
        "recipientAccountId": noted.account,
        "eventCategory": "Data" if noted.service == "s3" and "Key" in noted.names else "Management",
    }


def _identity(noted: Noted) -> dict[str, Any]:
    session: Any = callers.session_with(noted.key)
    if session is None:
        return _user(noted)
    caller = session_of_role(session.role_arn, session.session_name)
    context: dict[str, Any] = {
        "sessionIssuer": {
            "type": "Role",
            "arn": session.role_arn,
            "accountId": caller.account,
            "userName": session.role_arn.rpartition("/")[2],
        },
        "attributes": {"mfaAuthenticated": "false"},
    }
    if person := getattr(session, "source_identity", ""):
        context["sourceIdentity"] = person
    return {
        "type": "AssumedRole",
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": noted.key,
        "sessionContext": context,
    }


def _user(noted: Noted) -> dict[str, Any]:
    arn = callers.asking(noted.account, f"Credential={noted.key}/").caller.arn
    return {
        "type": "IAMUser",
        "arn": arn,
        "accountId": noted.account,
        "accessKeyId": noted.key,
        "userName": arn.rpartition("/")[2],
    }


def _asked(noted: Noted) -> Record:
    if noted.event == GET_DATA_ACCESS:
        return {"tableArn": _table(noted), "permissions": ["SELECT"]}
    return {name[0].lower() + name[1:]: value for name, value in noted.names.items()}


def _rows_are(identity: Record) -> Record:
    """Whose grants Lake Formation asked: of a session, those of its role."""
    issuer = identity.get("sessionContext", {}).get("sessionIssuer", identity)
    return {"requesterService": "ATHENA", "lakeFormationPrincipal": issuer["arn"]}


def _resources(noted: Noted) -> list[Record]:
    names = noted.names
    if noted.event == GET_DATA_ACCESS:
        named = {"AWS::Glue::Table": _table(noted)}
    elif noted.service == "s3" and names.get("Bucket"):
        bucket = f"arn:{PARTITION}:s3:::{names['Bucket']}"
        key = names.get("Key")
        named = {"AWS::S3::Bucket": bucket}
        if key:
            named["AWS::S3::Object"] = f"{bucket}/{key}"
    else:
        named = {}
    account = noted.account
    return [{"accountId": account, "type": kind, "ARN": arn} for kind, arn in named.items()]


def _table(noted: Noted) -> str:
    place = f"arn:{PARTITION}:glue:{noted.region}:{noted.account}"
    return f"{place}:table/{noted.names['DatabaseName']}/{noted.names['Name']}"


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
