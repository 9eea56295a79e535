"""What strangers try on a local AWS that runs, and what its own clients do all the same."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from localaws import server
from localaws.reset import empty
from meshwright import local_instance
from meshwright.local_instance import LocalAws

REGION = "eu-central-1"
PLACE: Any = {"LocationConstraint": REGION}
EVIL = {"Origin": "http://evil.example"}
SIGNED_BY_NOBODY = {
    "Authorization": f"AWS4-HMAC-SHA256 Credential=x/20260101/{REGION}/sns/aws4_request"
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(aws: LocalAws, method: str, path: str, body: bytes = b"", **headers: str):
    """A request as it is, without a signature; its status and its headers."""
    place = urlsplit(aws.endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=300)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def made(client) -> list[str]:
    return [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]


ATTACKS = {
    "a page reads": ("GET", "/", b"", EVIL),
    "a page lists a bucket": ("GET", "/data?list-type=2", b"", EVIL),
    "a page empties it": ("POST", "/moto-api/reset", b"", EVIL | {"Content-Type": "text/plain"}),
    "a script empties it": ("POST", "/moto-api/reset", b"", {}),
    "a script empties it by our own way": ("POST", "/_meshwright/reset", b"", {}),
    "a slash more": ("POST", "//moto-api/reset", b"", {}),
    "letters written as numbers": ("POST", "/%6doto-api/reset", b"", {}),
    "a page deletes": ("DELETE", "/data?policy", b"", EVIL),
    "a page deletes a bucket": ("DELETE", "/data", b"", {"Sec-Fetch-Site": "cross-site"}),
    "a form is sent": ("POST", "/", b"Action=DeleteRole&RoleName=reader", FORM),
    "a form with anybody's key": (
        "POST", "/", b"Action=CreateTopic&Name=t", FORM | SIGNED_BY_NOBODY,
    ),
    "a preflight": ("OPTIONS", "/data", b"", EVIL | {"Access-Control-Request-Method": "DELETE"}),
    "a rebound name": ("GET", "/data", b"", {"Host": "evil.example:80"}),
    "a socket": ("GET", "/", b"", EVIL | {"Upgrade": "websocket", "Connection": "Upgrade"}),
    "an unknown key in a URL": (
        "DELETE",
        f"/data?X-Amz-Credential=test%2F20260101%2F{REGION}%2Fs3%2Faws4_request"
        "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60"
        "&X-Amz-SignedHeaders=host&X-Amz-Signature=0",
        b"",
        {},
    ),
    "metadata of an instance": ("GET", "/latest/meta-data/iam/security-credentials/", b"", {}),
    "a way through": ("CONNECT", "127.0.0.1:22", b"", {}),
    "the dashboard": ("GET", "/moto-api/data.json", b"", {}),
    "a replay of what was recorded": ("POST", "/moto-api/recorder/replay-recording", b"", {}),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_is_refused_and_changes_nothing(aws: LocalAws, client, attack) -> None:
    client("s3").create_bucket(Bucket="data", CreateBucketConfiguration=PLACE)
    method, path, body, headers = attack
    status, answered = send(aws, method, path, body, **headers)

    assert status == 403
    assert not [name for name in answered if name.startswith("access-control-")]
    assert made(client) == ["data"]


def test_no_answer_at_all_invites_pages(aws: LocalAws, client) -> None:
    headers = client("s3").list_buckets()["ResponseMetadata"]["HTTPHeaders"]

    assert not [name for name in headers if name.startswith("access-control-")]
    assert [n for n in send(aws, "GET", "/_meshwright/instance")[1] if "access-control" in n] == []


def test_emptied_by_its_administrator_it_is_another_one(tmp_path) -> None:
    folder = tmp_path / "aws"
    before = server.start(folder, region=REGION, account="123456789012")
    try:
        empty(before.endpoint)
        after = local_instance.running(folder)
    finally:
        server.stop(folder)

    assert after is not None
    assert after.pid == before.pid
    assert after.instance != before.instance


# What it would call


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Another service of this machine, and what it has heard."""
    heard: list[str] = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the base's name

        def log_message(self, *_args: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            pass

    other = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{other.server_port}/internal", heard
    other.shutdown()
    other.server_close()


def by_topic(client, url: str) -> None:
    topic = client("sns").create_topic(Name="t")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="http", Endpoint=url)
    client("sns").publish(TopicArn=topic, Message="hello")


def by_stream(client, url: str) -> None:
    place = {
        "EndpointConfiguration": {"Url": url},
        "S3Configuration": {
            "RoleARN": "arn:aws:iam::123456789012:role/r",
            "BucketARN": "arn:aws:s3:::b",
        },
    }
    firehose = client("firehose")
    firehose.create_delivery_stream(
        DeliveryStreamName="s", HttpEndpointDestinationConfiguration=place
    )
    firehose.put_record(DeliveryStreamName="s", Record={"Data": b"hello"})


WAYS_OUT: dict[str, Callable[..., None]] = {
    "a topic's subscriber": by_topic,
    "a stream's endpoint": by_stream,
}
"""The services with which moto of itself reaches out; test_outgoing.py asks for all the ways."""


@pytest.mark.parametrize("way", WAYS_OUT.values(), ids=WAYS_OUT.keys())
def test_the_local_aws_calls_nobody(aws: LocalAws, client, listener, way) -> None:
    assert aws
    url, heard = listener
    with suppress(ClientError):
        way(client, url)
    time.sleep(0.2)

    assert heard == []


# Its own clients


def of(aws: LocalAws, service: str, keys: dict[str, Any], **more: Any) -> Any:
    return boto3.client(
        service,  # pyright: ignore[reportArgumentType] - the services named here
        endpoint_url=aws.endpoint,
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys.get("SessionToken"),
        config=Config(retries={"total_max_attempts": 1}),
        **more,
    )


def session(client, name: str = "reader") -> dict[str, Any]:
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "123456789012"},
            "Action": "sts:AssumeRole",
        },
    }
    role = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    arn = role["Role"]["Arn"]
    return client("sts").assume_role(RoleArn=arn, RoleSessionName="session")["Credentials"]


def refusal(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def test_a_session_of_its_own_may_ask_and_only_whole(aws: LocalAws, client) -> None:
    keys, other = session(client), session(client, "other")

    who = of(aws, "sts", keys).get_caller_identity()["Arn"]
    assert who.endswith(":assumed-role/reader/session")
    guessed = keys | {"SecretAccessKey": "x" * 40}
    assert refusal(of(aws, "sts", guessed).get_caller_identity) == "SignatureDoesNotMatch"
    mixed = keys | {"SessionToken": other["SessionToken"]}
    assert refusal(of(aws, "sts", mixed).get_caller_identity) == "InvalidToken"


def test_a_session_token_is_as_good_as_the_key_that_asked_for_it(aws: LocalAws, client) -> None:
    keys = client("sts").get_session_token()["Credentials"]
    another = client("sts").get_session_token()["Credentials"]
    who = of(aws, "sts", keys).get_caller_identity()["Arn"]

    assert who.endswith(":user/administrator")
    assert keys["AccessKeyId"] != another["AccessKeyId"]
    mixed = keys | {"SessionToken": another["SessionToken"]}
    assert refusal(of(aws, "sts", mixed).get_caller_identity) == "InvalidToken"
    empty(aws.endpoint)
    assert refusal(of(aws, "sts", keys).get_caller_identity) == "InvalidClientTokenId"


def test_a_users_key_may_ask_until_it_is_switched_off(aws: LocalAws, client) -> None:
    iam = client("iam")
    iam.create_user(UserName="ada")
    keys = iam.create_access_key(UserName="ada")["AccessKey"]
    sts = of(aws, "sts", keys)
    who = sts.get_caller_identity()["Arn"]
    switch = {"UserName": "ada", "AccessKeyId": keys["AccessKeyId"]}
    iam.update_access_key(**switch, Status="Inactive")

    assert who.endswith(":user/ada")
    assert refusal(sts.get_caller_identity) == "InvalidClientTokenId"


def test_a_signed_url_reads_and_writes_and_a_changed_one_does_neither(aws: LocalAws) -> None:
    s3 = of(aws, "s3", {"AccessKeyId": "test", "SecretAccessKey": "test"})
    s3.create_bucket(Bucket="data", CreateBucketConfiguration=PLACE)
    place = {"Bucket": "data", "Key": "a b/ü=1.txt"}
    put = relative(s3.generate_presigned_url("put_object", Params=place))
    get = relative(s3.generate_presigned_url("get_object", Params=place))

    assert send(aws, "PUT", put, b"hello")[0] == 200
    assert send(aws, "GET", get)[0] == 200
    assert s3.get_object(**place)["Body"].read() == b"hello"
    assert send(aws, "DELETE", get)[0] == 403
    assert send(aws, "GET", get.replace("1.txt", "2.txt"))[0] == 403
    assert send(aws, "GET", get.replace("X-Amz-Expires=3600", "X-Amz-Expires=9999"))[0] == 403


def relative(url: str) -> str:
    place = urlsplit(url)
    return f"{place.path}?{place.query}"


def test_a_signed_url_is_asked_of_the_rules_as_any_request(aws: LocalAws) -> None:
    s3 = of(aws, "s3", {"AccessKeyId": "test", "SecretAccessKey": "test"})
    s3.create_bucket(Bucket="data", CreateBucketConfiguration=PLACE)
    place = {"Bucket": "data", "Key": "k", "ServerSideEncryption": "aws:kms"}
    url = s3.generate_presigned_url("put_object", Params=place | {"SSEKMSKeyId": "none"})
    headers = {
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": "none",
    }

    assert send(aws, "PUT", relative(url), b"x", **headers)[0] == 400


def test_a_body_in_pieces_with_a_trailing_checksum_arrives(aws: LocalAws, client) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="data", CreateBucketConfiguration=PLACE)
    s3.put_object(Bucket="data", Key="k", Body=b"x" * 300_000, ChecksumAlgorithm="SHA256")

    assert s3.get_object(Bucket="data", Key="k")["Body"].read() == b"x" * 300_000
    assert aws


def test_only_the_loopback_listens(aws: LocalAws) -> None:
    port = urlsplit(aws.endpoint).port
    own = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), port)}
    for address in own - {"127.0.0.1", "::1"}:
        with pytest.raises(OSError, match=r"refused|unreachable"):
            socket.create_connection((address, port), timeout=2)
