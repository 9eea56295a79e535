"""What a resource is called in the mesh's words: by its type, out of its inputs."""

from collections.abc import Mapping
from typing import Any

from meshwright.aws.resource_types import (
    ACCESS_POINT,
    ALIAS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_NOTIFICATION,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
    CATALOG_ENCRYPTION,
    CELLS_FILTER,
    DATABASE,
    EVENT_BUS,
    EVENT_RULE,
    EVENT_TARGET,
    KEY,
    LF_TAG,
    LF_TAGS,
    LOCATION,
    MANAGED_POLICY,
    METRIC_ALARM,
    OBJECT,
    PERMISSIONS,
    ROLE,
    ROLE_POLICY,
    SCHEDULE,
    SCHEDULE_GROUP,
    SETTINGS,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TABLE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
    TRAIL,
    WORKGROUP,
)
from meshwright.operations.drift.state import Holding

TEMPLATES = {
    WORKGROUP: "workgroup {name}",
    DATABASE: "database {name}",
    TABLE: "table {databaseName}.{name}",
    CATALOG_ENCRYPTION: "catalog encryption",
    MANAGED_POLICY: "policy {name}",
    ROLE: "role {name}",
    ROLE_POLICY: "policy {name} of role {role}",
    ACCESS_POINT: "access point {name} of bucket {bucket}",
    ALIAS: "key alias {name}",
    KEY: "key ({description})",
    SETTINGS: "Lake Formation settings",
    LF_TAG: "LF-tag {key}",
    LOCATION: "registered location {arn}",
    BUCKET: "bucket {bucket}",
    BUCKET_LIFECYCLE: "lifecycle of {bucket}",
    BUCKET_LOGGING: "access logging of {bucket}",
    OBJECT: "catalog entry {key}",
    BUCKET_OWNERSHIP: "object ownership of {bucket}",
    BUCKET_POLICY: "policy of bucket {bucket}",
    BUCKET_PUBLIC_ACCESS_BLOCK: "public access block of {bucket}",
    BUCKET_ENCRYPTION: ("encryption of {bucket}"),
    BUCKET_VERSIONING: "versioning of {bucket}",
    BUCKET_NOTIFICATION: "notifications of {bucket}",
    STATE_MACHINE: "state machine {name}",
    SCHEDULE: "schedule {name}",
    SCHEDULE_GROUP: "schedule group {name}",
    EVENT_BUS: "event bus {name}",
    EVENT_RULE: "event rule {name}",
    EVENT_TARGET: "target {targetId} of event rule {rule}",
    METRIC_ALARM: "alarm {name}",
    TOPIC: "topic {name}",
    TOPIC_POLICY: "policy of topic {arn}",
    TOPIC_SUBSCRIPTION: "subscription of {endpoint} to {topic}",
    TRAIL: "trail {name}",
    SLACK_CHANNEL: "Slack channel {configurationName}",
}


def described(holding: Holding) -> str:
    """A resource in one phrase."""
    inputs = holding.inputs
    if holding.type == PERMISSIONS:
        return f"grant to {principal(str(inputs['principal']))} on {target(inputs)}"
    if holding.type == CELLS_FILTER:
        data = inputs["tableData"]
        return f"row filter {data['name']} of table {data['databaseName']}.{data['tableName']}"
    if holding.type == LF_TAGS:
        return f"LF-tags of {target(inputs)}"
    template = TEMPLATES.get(holding.type)
    return template.format_map(_Named(inputs)) if template else holding.key


class _Named(dict[str, Any]):
    """Inputs whose missing fields show as such."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def principal(arn: str) -> str:
    """A principal without what all of an account's have in common."""
    return arn.rpartition(":")[2].removeprefix("role/mesh/") if arn.startswith("arn:") else arn


def target(inputs: Mapping[str, Any]) -> str:
    """What a grant or a tag is on, in the provider's own shape."""
    if table := inputs.get("table"):
        return f"table {table['databaseName']}.{table.get('name', '*')}"
    if part := inputs.get("tableWithColumns"):
        named = ", ".join(part.get("columnNames") or ["*"])
        return f"table {part['databaseName']}.{part['name']} ({named})"
    if rows := inputs.get("dataCellsFilter"):
        return f"rows of table {rows['databaseName']}.{rows['tableName']}"
    if database := inputs.get("database"):
        return f"database {database['name']}"
    if policy := inputs.get("lfTagPolicy"):
        pairs = (f"{e['key']}={'|'.join(e['values'])}" for e in policy["expressions"])
        return f"what is tagged {', '.join(pairs)}"
    location: Mapping[str, Any] = inputs.get("dataLocation") or {}
    return f"location {location.get('arn', '')}"
