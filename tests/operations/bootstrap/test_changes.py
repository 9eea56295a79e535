"""Change sets and stacks as CloudFormation answers them: slowly, in pages, and with failures."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from meshwright.errors import MeshError
from meshwright.operations.bootstrap import changes, stack
from meshwright.operations.bootstrap.stack import Stack
from meshwright.runner.cloud import Cloud, connect

from local_aws.apply_role import real

BUSY = Stack("s", "id", "CREATE_IN_PROGRESS")
Answers = Mapping[str, Iterable[Any]]


class Scripted:
    """A client that gives one answer after the other, by operation."""

    def __init__(self, answers: Answers) -> None:
        self.answers = {operation: iter(given) for operation, given in answers.items()}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self.asked.append((operation, arguments))
            answer = next(self.answers[operation])
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    def can_paginate(self, _operation: str) -> bool:
        return False


def cloud(**answers: Iterable[Any]) -> tuple[Cloud, Scripted]:
    made, client = connect(real(), "http://127.0.0.1:9"), Scripted(answers)
    made._clients["cloudformation"] = client
    return made, client


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PAUSE", 0)


def made(**more: Any) -> dict[str, Any]:
    return {"Status": "CREATE_COMPLETE", **more}


def change(action: str, **more: Any) -> dict[str, Any]:
    named = {"LogicalResourceId": "A", "ResourceType": "AWS::S3::Bucket"}
    return {"ResourceChange": {"Action": action, **named, **more}}


def test_a_change_set_is_waited_for_and_read_page_by_page() -> None:
    replaced = change(
        "Modify",
        Replacement="Conditional",
        PhysicalResourceId="data",
        Details=[{"Target": {"Attribute": "Properties", "Name": "BucketName"}},
                 {"Target": {"Attribute": "Tags"}}],
    )  # fmt: skip
    found, client = cloud(
        create_change_set=[{"Id": "c", "StackId": "id"}],
        describe_change_set=[
            {"Status": "CREATE_PENDING"},
            made(),
            made(Changes=[change("Add"), replaced], NextToken="more"),
            made(Changes=[change("Remove", PolicyAction="Retain"), change("Dynamic")]),
        ],
    )

    prepared = changes.prepare(found, "s", "text", None, {})

    assert [str(each) for each in prepared.changes] == [
        "create   A AWS::S3::Bucket",
        "replace  A AWS::S3::Bucket data (BucketName, Tags)",
        "let go   A AWS::S3::Bucket",
        "dynamic  A AWS::S3::Bucket",
    ]
    assert client.asked[-1] == ("describe_change_set", {"ChangeSetName": "c", "NextToken": "more"})
    assert client.asked[0][1]["ChangeSetType"] == "CREATE"


def test_why_no_change_set_can_be_made_is_told() -> None:
    failed = {"Status": "FAILED", "StatusReason": "Template error: too much"}
    found, _ = cloud(create_change_set=[{"Id": "c", "StackId": "id"}], describe_change_set=[failed])

    with pytest.raises(MeshError, match="no change set for s: Template error: too much"):
        changes.prepare(found, "s", "text", None, {})


def test_a_stack_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "MOST_SECONDS", -1.0)
    found, _ = cloud()

    with pytest.raises(MeshError, match="stack s is still CREATE_IN_PROGRESS"):
        stack.ended(found, BUSY, pause=0)


def test_only_the_first_causes_of_the_last_operation_are_told() -> None:
    found, _ = cloud(
        describe_stack_events=[
            {"StackEvents": [
                event("s", "id", "ROLLBACK_COMPLETE"),
                event("B", "b", "CREATE_FAILED", "Resource creation cancelled"),
                event("A", "a", "CREATE_FAILED", "no such user"),
                event("s", "id", "CREATE_IN_PROGRESS", "User Initiated"),
                event("A", "a", "CREATE_FAILED", "of a run before"),
            ]}
        ]
    )  # fmt: skip

    assert stack.failures(found, BUSY) == ["A (AWS::S3::Bucket): no such user"]
    never, _ = cloud(describe_stack_events=[{"StackEvents": []}])
    assert stack.failures(never, BUSY) == []


def event(name: str, identity: str, status: str, reason: str = "") -> dict[str, Any]:
    return {
        "LogicalResourceId": name,
        "PhysicalResourceId": identity,
        "ResourceType": "AWS::S3::Bucket",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def test_a_stack_that_cannot_be_deleted_is_left_to_a_person() -> None:
    answer = {"StackName": "s", "StackId": "id", "StackStatus": "DELETE_FAILED"}
    found, _ = cloud(delete_stack=[{}], describe_stacks=[{"Stacks": [answer]}])

    with pytest.raises(MeshError, match="stack s is DELETE_FAILED"):
        stack.remove(found, BUSY, pause=0)


def test_another_fault_than_absence_is_raised() -> None:
    throttled = ClientError({"Error": {"Code": "Throttling"}}, "DescribeStacks")
    found, _ = cloud(describe_stacks=[throttled])

    with pytest.raises(ClientError):
        stack.find(found, "s")
