"""A life for each type of what runs, what starts it, and whom it tells."""

import json

from local_aws.sample import ACCOUNT, ROLE, Sample, trust

REGION = "eu-central-1"
BUS = ("aws:cloudwatch/eventBus:EventBus", {"name": "mesh-dev"})
PATTERN = {"source": ["mesh"], "detail": {"product": ["sales.orders", "sales.items"]}}
RULE = (
    "aws:cloudwatch/eventRule:EventRule",
    {"eventBusName": "mesh-dev", "name": "inputs", "eventPattern": json.dumps(PATTERN)},
)
GROUP = ("aws:scheduler/scheduleGroup:ScheduleGroup", {"name": "sales"})
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
TOPIC = ("aws:sns/topic:Topic", {"name": "alarms"})
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}"
MACHINE_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:orders"
RUNNER_NEEDED = (
    "aws:iam/role:Role",
    {"name": "reader", "assumeRolePolicy": trust("states")},
)
STARTER_NEEDED = (
    "aws:iam/role:Role",
    {"name": "reader", "assumeRolePolicy": trust("scheduler")},
)


def definition(comment: str) -> str:
    states = {"done": {"Type": "Succeed", "Comment": comment}}
    return json.dumps({"StartAt": "done", "States": states})


def topic_policy(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": TOPIC_ARN,
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def transformer(word: str) -> dict[str, object]:
    return {"inputPaths": {"status": "$.detail.status"}, "inputTemplate": f'"{word} <status>"'}


EVENT_SAMPLES = (
    Sample(
        "aws:sfn/stateMachine:StateMachine",
        {
            "name": "orders",
            "type": "STANDARD",
            "roleArn": ROLE,
            "definition": definition("first"),
            "tags": {"owner": "a"},
        },
        {"definition": definition("second"), "tags": {"owner": "b"}},
        ("UpdateStateMachine", "TagResource"),
        {"name": "others"},
        (RUNNER_NEEDED,),
        id=MACHINE_ARN,
    ),
    Sample(
        "aws:cloudwatch/eventBus:EventBus",
        {"name": "mesh-dev", "description": "Refreshed products", "tags": {"owner": "a"}},
        {"description": "What was refreshed", "tags": {"tier": "gold"}},
        ("UpdateEventBus", "TagResource", "UntagResource"),
        {"name": "others"},
        id="mesh-dev",
    ),
    Sample(
        "aws:cloudwatch/eventRule:EventRule",
        {
            "name": "inputs",
            "eventBusName": "mesh-dev",
            "description": "Inputs",
            "eventPattern": json.dumps(PATTERN),
            "state": "ENABLED",
            "tags": {"owner": "a"},
        },
        {"eventPattern": json.dumps({"source": ["mesh"]}), "state": "DISABLED"},
        ("PutRule",),
        {"name": "others"},
        (BUS,),
        id="mesh-dev/inputs",
    ),
    Sample(
        "aws:cloudwatch/eventTarget:EventTarget",
        {
            "rule": "inputs",
            "eventBusName": "mesh-dev",
            "targetId": "alarms",
            "arn": TOPIC_ARN,
            "inputTransformer": transformer("was"),
            "retryPolicy": {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 3},
        },
        {"inputTransformer": transformer("is")},
        ("PutTargets",),
        {"targetId": "others"},
        (BUS, RULE, TOPIC),
        id="mesh-dev-inputs-alarms",
        import_id="mesh-dev/inputs/alarms",
    ),
    Sample(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {
            "name": "stale",
            "alarmDescription": "Rows are old",
            "namespace": "AWS/States",
            "metricName": "ExecutionsSucceeded",
            "dimensions": {"StateMachineArn": MACHINE_ARN},
            "statistic": "Sum",
            "period": 3600,
            "evaluationPeriods": 4,
            "threshold": 1,
            "comparisonOperator": "LessThanThreshold",
            "treatMissingData": "breaching",
            "alarmActions": [TOPIC_ARN],
            "tags": {"owner": "a"},
        },
        {"evaluationPeriods": 24, "tags": {"tier": "gold"}},
        ("PutMetricAlarm", "TagResource", "UntagResource"),
        {"name": "others"},
        id="stale",
    ),
    Sample(
        "aws:scheduler/scheduleGroup:ScheduleGroup",
        {"name": "sales", "tags": {"owner": "a"}},
        {"tags": {"tier": "gold"}},
        ("TagResource", "UntagResource"),
        {"name": "others"},
        id="sales",
    ),
    Sample(
        "aws:scheduler/schedule:Schedule",
        {
            "name": "orders",
            "groupName": "sales",
            "description": "Nightly",
            "scheduleExpression": "cron(0 2 * * ? *)",
            "scheduleExpressionTimezone": "UTC",
            "state": "ENABLED",
            "flexibleTimeWindow": {"mode": "OFF"},
            "target": {
                "arn": MACHINE_ARN,
                "roleArn": ROLE,
                "input": '{"maintain": true}',
                "retryPolicy": {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 3},
            },
        },
        {"scheduleExpression": "rate(1 hour)"},
        ("UpdateSchedule",),
        {"name": "others"},
        (STARTER_NEEDED, GROUP),
        id="sales/orders",
    ),
    Sample(
        "aws:sns/topic:Topic",
        {
            "name": "alarms",
            "displayName": "Sales",
            "kmsMasterKeyId": "alias/aws/sns",
            "tags": {"owner": "a"},
        },
        {"displayName": "All sales", "tags": {"tier": "gold"}},
        ("SetTopicAttributes", "TagResource", "UntagResource"),
        {"name": "others"},
        id=TOPIC_ARN,
    ),
    Sample(
        "aws:sns/topicPolicy:TopicPolicy",
        {"arn": TOPIC_ARN, "policy": topic_policy("events")},
        {"policy": topic_policy("cloudwatch")},
        ("SetTopicAttributes",),
        {"arn": f"{TOPIC_ARN}-2"},
        (TOPIC,),
        id=TOPIC_ARN,
    ),
    Sample(
        "aws:sns/topicSubscription:TopicSubscription",
        {"topic": TOPIC_ARN, "protocol": "sqs", "endpoint": f"{QUEUE}:sales"},
        {"rawMessageDelivery": True},
        ("SetSubscriptionAttributes",),
        {"endpoint": f"{QUEUE}:others"},
        (TOPIC,),
    ),
)
