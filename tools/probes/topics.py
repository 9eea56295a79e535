"""Topics and alarms: who may publish, and what an alarm looks at."""

import json
from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, Cloud, allow, document
from tools.probes.probe import Gives, Probe, Refused

SNS = "https://docs.aws.amazon.com/sns/latest"
CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
PUBLISHING = allow("sns:Publish", TOPIC)


def _policed(aws: Cloud, **changes: Any) -> None:
    sns = aws.client("sns")
    sns.create_topic(Name="alarms")
    statement = {**PUBLISHING, "Principal": {"Service": "events.amazonaws.com"}, **changes}
    sns.set_topic_attributes(
        TopicArn=TOPIC, AttributeName="Policy", AttributeValue=document(statement)
    )


def _alarm(aws: Cloud, **changes: Any) -> Any:
    cloudwatch = aws.client("cloudwatch")
    given = {
        "AlarmName": "stale",
        "Namespace": "AWS/States",
        "MetricName": "ExecutionsSucceeded",
        "Statistic": "Sum",
        "Period": 3600,
        "EvaluationPeriods": 4,
        "Threshold": 1,
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "breaching",
        **changes,
    }
    cloudwatch.put_metric_alarm(**given)
    return cloudwatch.describe_alarms(AlarmNames=["stale"])["MetricAlarms"][0]["StateValue"]


def _told(aws: Cloud) -> Any:
    """What a queue behind the topic of an alarm hears once the alarm goes off."""
    sns, sqs = aws.client("sns"), aws.client("sqs")
    _policed(aws, Principal={"Service": "cloudwatch.amazonaws.com"}, Condition=OF_THE_ACCOUNT)
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    sns.subscribe(
        TopicArn=TOPIC,
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:heard",
        Attributes={"RawMessageDelivery": "true"},
    )
    _alarm(aws, AlarmActions=[TOPIC])
    _alarm(aws, AlarmActions=[TOPIC])
    heard = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    said = [json.loads(message["Body"]) for message in heard]
    return [(each["AlarmName"], each["NewStateValue"]) for each in said]


OF_THE_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
PROBES = (
    Probe(
        "sns-policy-for-somebody-who-is-not-there",
        f"{SNS}/dg/sns-creating-custom-policy.html",
        "A policy names principals that are there.",
        lambda aws: _policed(aws, Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/gone"}),
        Refused("InvalidParameter", "PrincipalNotFound", 400),
        rule="topic_policies",
    ),
    Probe(
        "sns-policy-about-another-service",
        f"{SNS}/api/API_SetTopicAttributes.html",
        "Its actions are SNS's.",
        lambda aws: _policed(aws, Action="s3:GetObject"),
        Refused("InvalidParameter", "action out of service scope", 400),
        rule="topic_policies",
    ),
    Probe(
        "sns-policy-about-another-topic",
        f"{SNS}/api/API_SetTopicAttributes.html",
        "It is about its own topic.",
        lambda aws: _policed(aws, Resource=f"{TOPIC}-2"),
        Refused("InvalidParameter", "resource out of service scope", 400),
        rule="topic_policies",
    ),
    Probe(
        "cloudwatch-alarm-over-more-than-a-week",
        f"{CLOUDWATCH}/APIReference/API_PutMetricAlarm.html",
        "An alarm looks back a week at most.",
        lambda aws: _alarm(aws, EvaluationPeriods=169),
        Refused("ValidationError", "604800", 400),
        rule="metric_alarms",
    ),
    Probe(
        "cloudwatch-alarm-by-an-odd-period",
        f"{CLOUDWATCH}/APIReference/API_PutMetricAlarm.html",
        "Its period is a multiple of a minute.",
        lambda aws: _alarm(aws, Period=90),
        Refused("ValidationError", "multiple of 60", 400),
        rule="metric_alarms",
    ),
    Probe(
        "cloudwatch-alarm-of-what-did-not-run",
        f"{CLOUDWATCH}/monitoring/alarms-and-missing-data.html",
        "Where missing data is breaching, an alarm without data goes off.",
        _alarm,
        Gives("ALARM"),
        rule="alarms",
    ),
    Probe(
        "cloudwatch-alarm-without-data",
        f"{CLOUDWATCH}/monitoring/alarms-and-missing-data.html",
        "Else it has too little to say anything.",
        lambda aws: _alarm(aws, TreatMissingData="missing"),
        Gives("INSUFFICIENT_DATA"),
        rule="alarms",
    ),
    Probe(
        "cloudwatch-alarm-tells-its-topic",
        f"{CLOUDWATCH}/monitoring/Notify_Users_Alarm_Changes.html",
        "It tells its topic once, when it goes off.",
        _told,
        Gives([("stale", "ALARM")]),
        rule="alarms",
    ),
)
