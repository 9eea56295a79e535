"""What the local AWS tells by itself: ends of executions, landed files, and mail that is kept."""

import json
import time
from typing import Any, cast

import pytest

from localaws.mail import mails

from local_aws.machines.product import ACCOUNT, REGION, Account

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
OWNER = "team-sales@acme.example"
FAILING = {"f": {"Type": "Fail", "Error": "mesh.QualityFailed", "Cause": 'orders: 3 "bad" rows'}}
SECONDS = 300.0


@pytest.fixture
def account(client) -> Account:
    account = Account(client, cast("Any", None))
    sns = client("sns")
    sns.create_topic(Name="alarms")
    sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint=OWNER)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": TOPIC,
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    sns.set_topic_attributes(
        TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(policy)
    )
    return account


def awaited(account: Account, number: int) -> list[dict[str, Any]]:
    endpoint, until = account.client("sns").meta.endpoint_url, time.monotonic() + SECONDS
    while len(mails(endpoint)) < number and time.monotonic() < until:
        time.sleep(0.02)
    return mails(endpoint)


def tell(account: Account, statuses: list[str]) -> None:
    events = account.client("events")
    pattern = {"source": ["aws.states"], "detail": {"status": statuses}}
    events.put_rule(Name="ended", EventPattern=json.dumps(pattern))
    transformer = {
        "InputPathsMap": {name: f"$.detail.{name}" for name in ("status", "error", "cause")},
        "InputTemplate": '{"text": "<status> by <error>", "why": <cause>}',
    }
    target = {"Id": "topic", "Arn": TOPIC, "InputTransformer": transformer}
    events.put_targets(Rule="ended", Targets=[target])


def test_the_owner_is_told_by_mail_why_a_run_failed(account: Account) -> None:
    tell(account, ["FAILED"])
    role = account.role("runtime", "states")
    account.ended(account.start(account.of_states("passing", role, {"a": {"Type": "Succeed"}})))
    account.ended(account.start(account.of_states("orders", role, FAILING)))

    (mail,) = awaited(account, 1)

    assert (mail["to"], mail["topic"]) == (OWNER, TOPIC)
    assert json.loads(mail["message"]) == {
        "text": "FAILED by mesh.QualityFailed",
        "why": 'orders: 3 "bad" rows',
    }


def test_a_stop_is_told_too(account: Account) -> None:
    tell(account, ["ABORTED"])
    waiting = {"w": {"Type": "Wait", "Seconds": 100_000, "End": True}}
    machine = account.of_states("orders", account.role("runtime", "states"), waiting)
    started = account.start(machine)

    account.client("stepfunctions").stop_execution(
        executionArn=started, error="mesh.Stopped", cause="by hand"
    )

    (mail,) = awaited(account, 1)
    assert json.loads(mail["message"]) == {"text": "ABORTED by mesh.Stopped", "why": "by hand"}


def landing_with_a_rule(account: Account) -> tuple[str, Any]:
    """A machine that is started by files of a bucket, and the S3 that they are sent to."""
    s3, events = account.client("s3"), account.client("events")
    s3.create_bucket(Bucket="landing", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_notification_configuration(
        Bucket="landing", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    landing = account.of_states(
        "orders", account.role("runtime", "states"), {"a": {"Type": "Succeed"}}
    )
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": ["landing"]}}}
    events.put_rule(Name="landed", EventPattern=json.dumps(pattern))
    starter = account.role("starter", "events")
    events.put_targets(
        Rule="landed", Targets=[{"Id": "machine", "Arn": landing, "RoleArn": starter}]
    )
    return landing, s3


def test_a_landed_file_starts_a_machine_that_knows_which(account: Account) -> None:
    landing, s3 = landing_with_a_rule(account)
    s3.put_object(Bucket="landing", Key="orders/day 1.csv", Body=b"a,b\n", Tagging="a=b")
    s3.put_object_tagging(
        Bucket="landing", Key="orders/day 1.csv", Tagging={"TagSet": [{"Key": "a", "Value": "c"}]}
    )

    _, execution = account.executions(landing, at_least=2)
    assert len(account.executions(landing)) == 2
    event = json.loads(account.ended(execution["executionArn"])["input"])
    assert (event["source"], event["detail-type"]) == ("aws.s3", "Object Created")
    assert event["detail"]["object"]["key"] == "orders/day 1.csv"
    assert event["detail"]["reason"] == "PutObject"


def test_an_object_that_was_sent_in_parts_is_told_of_once(account: Account) -> None:
    landing, s3 = landing_with_a_rule(account)
    at = {"Bucket": "landing", "Key": "orders/large.csv"}
    upload = s3.create_multipart_upload(**at)["UploadId"]
    tag = s3.upload_part(**at, UploadId=upload, PartNumber=1, Body=b"a,b\n")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": tag}]}
    s3.complete_multipart_upload(**at, UploadId=upload, MultipartUpload=parts)

    (execution,) = account.executions(landing, at_least=1)
    event = json.loads(account.ended(execution["executionArn"])["input"])
    assert event["detail"]["reason"] == "CompleteMultipartUpload"
    assert len(account.executions(landing)) == 1


def test_a_rule_that_is_off_tells_nobody(account: Account) -> None:
    tell(account, ["FAILED"])
    account.client("events").disable_rule(Name="ended")
    role = account.role("runtime", "states")
    account.ended(account.start(account.of_states("orders", role, FAILING)))
    account.client("events").enable_rule(Name="ended")
    account.ended(account.start(account.of_states("again", role, FAILING)))

    assert len(awaited(account, 1)) == 1
