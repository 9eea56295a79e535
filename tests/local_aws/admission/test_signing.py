"""A request of the administrator's is signed anew, as its own or with a session's keys."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from localaws.signing import ADMINISTRATORS, Keys, signed, signed_anew
from meshwright.local_instance import LocalAws

from local_aws.conftest import ACCOUNT, REGION

BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
TRUST = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}


def caller(aws: LocalAws, keys: Keys) -> str:
    """Who the local AWS takes for the caller of a request that the administrator has signed."""
    elsewhere = signed("POST", "http://elsewhere/", service="sts", region=REGION) | FORM
    place = urlsplit(aws.endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=300)
    headers = signed_anew("POST", f"{aws.endpoint}/", elsewhere, BODY, keys)
    connection.request("POST", "/", BODY, headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    assert answer.status == 200, said
    return said


def test_as_the_administrators_or_as_a_sessions(aws: LocalAws, client: Any) -> None:
    document = {"Version": "2012-10-17", "Statement": TRUST | {"Action": "sts:AssumeRole"}}
    made = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(document))
    role = made["Role"]["Arn"]
    given = client("sts").assume_role(RoleArn=role, RoleSessionName="ann")["Credentials"]
    session = Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    assert "user/administrator" in caller(aws, ADMINISTRATORS)
    assert "assumed-role/r/ann" in caller(aws, session)
