"""What the runs of a domain's products share: who starts them, and who hears of them.

Declared where some product of the domain has rows to make.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.aws.resource_types import (
    SCHEDULE_GROUP,
    SLACK_CHANNEL,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)
from meshwright.plan import documents, key_policies, names, run_names, run_roles
from meshwright.plan.declaration import Declaration
from meshwright.plan.machine import runs
from meshwright.plan.roles import Role, role
from meshwright.plan.scope import Scope
from meshwright.specs.models import Domain, Mesh

STARTING = ("events.amazonaws.com", "scheduler.amazonaws.com")
"""The services that start machines, and that tell the topic of failures.

Sources: EventBridge user guide, "Cross-service confused deputy prevention"; EventBridge Scheduler
user guide, "Confused deputy prevention".
"""
CHAT = "chatbot.amazonaws.com"
ALARMS = "cloudwatch.amazonaws.com"
DENY_ALL = "AWSDenyAll"
"""What bounds the commands of a channel: it hears, and commands nothing."""


def domain_runs(
    mesh: Mesh, domain: Domain, scope: Scope, labels: Mapping[str, str]
) -> Iterator[Declaration]:
    """Schedule group, starter, topic and those who hear of it."""
    yield scope.declare(
        SCHEDULE_GROUP,
        "schedules",
        {"name": run_names.schedule_group(domain.id, scope.place), "tags": labels},
    )
    yield from role(
        Role(
            logical="starter",
            name=names.starter_role(domain.id, scope.place),
            domain=domain.id,
            description=f"Starts the machines of {domain.id}, and tells of what failed",
            trust=tuple(documents.service_trust(s, scope.place) for s in STARTING),
            access=run_roles.starter(domain.id, moved_here(mesh, domain), scope.place),
            tags=labels,
        ),
        scope.within("Role", "starter"),
    )
    yield from _topic(mesh, domain, scope.within("Alarms", "alarms"), labels)


def moved_here(mesh: Mesh, domain: Domain) -> list[str]:
    """The origins of products with rows to make that have come from another domain."""
    moved = (p for p in mesh.products_of(domain.id) if names.domain_of_origin(p) != domain.id)
    return sorted(product.origin for product in moved if runs(product))


def _topic(
    mesh: Mesh, domain: Domain, scope: Scope, labels: Mapping[str, str]
) -> Iterator[Declaration]:
    place = scope.place
    arn = run_names.topic_arn(domain.id, place)
    topic = scope.declare(
        TOPIC,
        "alarms",
        {
            "name": run_names.topic(domain.id, place),
            "kmsMasterKeyId": names.alias_arn(names.domain_alias(domain.id, place), place),
            "tags": labels,
        },
    )
    yield topic
    yield scope.declare(
        TOPIC_POLICY,
        "alarms",
        {"arn": arn, "policy": documents.document((_alarms_publish(domain, scope),))},
        after=(topic,),
    )
    for owner in _owners(mesh, domain):
        yield scope.declare(
            TOPIC_SUBSCRIPTION,
            owner,
            {"topic": arn, "protocol": "email", "endpoint": owner},
            at=("owner",),
            after=(topic,),
        )
    yield from _slack(domain, scope, labels, topic)


def _alarms_publish(domain: Domain, scope: Scope) -> Mapping[str, Any]:
    """CloudWatch's alarms of the mesh, and nobody else; rules come by a role.

    Source: Amazon SNS developer guide, "Allow CloudWatch alarms to publish to a topic".
    """
    return {
        "Sid": "AlarmsOfTheMesh",
        "Effect": "Allow",
        "Principal": {"Service": ALARMS},
        "Action": "sns:Publish",
        "Resource": run_names.topic_arn(domain.id, scope.place),
        "Condition": key_policies.of_the_meshs_alarms(scope.place),
    }


def _owners(mesh: Mesh, domain: Domain) -> list[str]:
    """Who answers for the domain, or for one of its products with rows to make."""
    products = mesh.products_of(domain.id)
    return sorted({domain.spec.owner, *(p.owner for p in products if runs(p))})


def _slack(
    domain: Domain, scope: Scope, labels: Mapping[str, str], topic: Declaration
) -> Iterator[Declaration]:
    """A channel that hears of the alarms; left out where the AWS has no such service."""
    slack, place = scope.environment.spec.slack, scope.place
    channel = slack.channels.get(domain.id) if slack else None
    if slack is None or channel is None or scope.environment.is_local:
        return
    hearing = tuple(
        role(
            Role(
                logical="slack",
                name=names.slack_role(domain.id, place),
                domain=domain.id,
                description=f"The channel that hears of the alarms of {domain.id}",
                trust=(documents.service_trust(CHAT, place),),
                access=run_roles.slack(),
                tags=labels,
            ),
            scope.within("Role", "slack"),
        )
    )
    yield from hearing
    yield scope.declare(
        SLACK_CHANNEL,
        "alarms",
        {
            "configurationName": run_names.slack_channel(domain.id, place),
            "slackTeamId": slack.workspace,
            "slackChannelId": channel,
            "iamRoleArn": names.role_arn(domain.id, names.slack_role(domain.id, place), place),
            "guardrailPolicyArns": [names.policy_of_aws_arn(DENY_ALL, place)],
            "snsTopicArns": [run_names.topic_arn(domain.id, place)],
            "userAuthorizationRequired": True,
            "tags": labels,
        },
        after=(*hearing, topic),
    )
