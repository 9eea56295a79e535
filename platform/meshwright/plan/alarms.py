"""What a product's owner hears of: a run that failed, and rows that are older than was promised."""

import json
from collections.abc import Iterator
from datetime import timedelta

from meshwright.aws.resource_types import EVENT_RULE, EVENT_TARGET, METRIC_ALARM
from meshwright.jobs.outcome import DIMENSION, REFRESHED
from meshwright.plan import names, run_names, tags
from meshwright.plan.declaration import Declaration
from meshwright.plan.machine import LONGEST, console_link
from meshwright.plan.scope import Scope
from meshwright.specs.models import DataProduct

FAILED, FRESHNESS = "failed", "freshness"
"""What a product is told of, in the names of rules and alarms."""
ENDS = ("FAILED", "TIMED_OUT", "ABORTED")
"""How a run ends that has not succeeded.

Source: Step Functions developer guide, "Automating Step Functions event delivery with EventBridge".
"""
HOUR, MINUTES = 3600, 300
"""The periods of an alarm; a shorter one than an hour looks back a day at most."""
RETRIES = {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 5}


def alarms(product: DataProduct, scope: Scope) -> Iterator[Declaration]:
    """The rule and the alarm of a product, both to its domain's topic."""
    yield from _failure(product, scope)
    freshness = product.spec.sla.freshness
    if freshness is not None and freshness <= LONGEST:
        yield _freshness(product, freshness, scope)


def _failure(product: DataProduct, scope: Scope) -> Iterator[Declaration]:
    place = scope.place
    pattern = {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {
            "stateMachineArn": [run_names.state_machine_arn(product.origin, place)],
            "status": list(ENDS),
        },
    }
    rule = scope.declare(
        EVENT_RULE,
        FAILED,
        {
            "name": run_names.event_rule(product.origin, FAILED, place),
            "eventBusName": run_names.DEFAULT_BUS,
            "eventPattern": json.dumps(pattern),
            "state": "ENABLED",
            "tags": tags.product_tags(product, place),
        },
    )
    yield rule
    yield scope.declare(
        EVENT_TARGET,
        FAILED,
        {
            "eventBusName": run_names.DEFAULT_BUS,
            "rule": rule.inputs["name"],
            "targetId": "topic",
            "arn": run_names.topic_arn(product.domain.id, place),
            # By a role, and not by the topic's and the key's policies alone: EventBridge says there
            # nothing of whose rule it is, so that a condition would lose every message.
            "roleArn": names.starter_role_arn(product.domain.id, place),
            "inputTransformer": _message(product, scope),
            "retryPolicy": RETRIES,
        },
        after=(rule,),
    )


def _message(product: DataProduct, scope: Scope) -> dict[str, object]:
    """What a mail or a channel shows; values stand without quotes, as EventBridge writes them.

    The form is that of a custom notification, since a Slack channel shows no other text.
    Sources: EventBridge user guide, "Input transformation"; Amazon Q Developer in chat applications
    administrator guide, "Custom notifications".
    """
    fields = ("cause", "error", "executionArn", "name", "status")
    template = {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": f"{product.id}: run <status>",
            "description": "<cause>",
            "nextSteps": [console_link(scope.place, "<executionArn>")],
        },
        "metadata": {
            "additionalContext": {
                "product": product.id,
                "owner": product.owner,
                "error": "<error>",
                "run": "<name>",
            }
        },
    }
    text = json.dumps(template)
    for field in fields:
        text = text.replace(f'"<{field}>"', f"<{field}>")
    return {
        "inputPaths": {field: f"$.detail.{field}" for field in fields},
        "inputTemplate": text,
    }


def _freshness(product: DataProduct, freshness: timedelta, scope: Scope) -> Declaration:
    place, seconds = scope.place, int(freshness.total_seconds())
    period = HOUR if seconds >= HOUR else MINUTES
    return scope.declare(
        METRIC_ALARM,
        FRESHNESS,
        {
            "name": run_names.alarm(product.origin, FRESHNESS, place),
            "alarmDescription": f"{product.id} of {product.owner} promises rows that are not older"
            f" than {_said(freshness)}, and no run has refreshed them for so long",
            "namespace": run_names.metrics(place),
            "metricName": REFRESHED,
            "dimensions": {DIMENSION: product.origin},
            "statistic": "Sum",
            "period": period,
            "evaluationPeriods": -(-seconds // period),
            "threshold": 1,
            "comparisonOperator": "LessThanThreshold",
            # A period without a run has no figure at all.
            "treatMissingData": "breaching",
            "alarmActions": [run_names.topic_arn(product.domain.id, place)],
            "tags": tags.product_tags(product, place),
        },
        at=("sla", "freshness"),
    )


def _said(freshness: timedelta) -> str:
    for unit, size in (("day", 86_400), ("hour", 3600)):
        count, rest = divmod(int(freshness.total_seconds()), size)
        if count and not rest:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{int(freshness.total_seconds()) // 60} minutes"
