"""What is in the account already under a name of the template, but in no stack.

CloudFormation takes in by itself only what it knows by its name, as a bucket. A policy it knows by
its ARN, which no template has: it has to be told of it, in a change set of its own.
Source: AWS CloudFormation user guide, "Import AWS resources into a CloudFormation stack
automatically" and "Import existing resources into a stack".
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from meshwright.operations.bootstrap.looks import Looking
from meshwright.operations.bootstrap.stack import SERVICE, Stack
from meshwright.plan.bootstrap.template import template
from meshwright.runner.cloud import Cloud, or_none

POLICY = "AWS::IAM::ManagedPolicy"


def to_import(cloud: Cloud, found: Stack | None) -> dict[str, str]:
    """The policies that wait to be taken in: their ARNs by the template's names for them."""
    made = template(cloud.environment)["Resources"]
    waiting = dict(_waiting(cloud, made))
    if not waiting or found is None or found.is_new:
        return waiting
    listed = cloud.pages(
        SERVICE, "list_stack_resources", "StackResourceSummaries", StackName=found.identity
    )
    held = {each["LogicalResourceId"] for each in listed}
    return {name: arn for name, arn in waiting.items() if name not in held}


def _waiting(cloud: Cloud, made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    looking, iam = Looking(cloud, made), cloud.client("iam")
    for name, each in made.items():
        if each["Type"] == POLICY and "DeletionPolicy" in each:
            arn = looking.identity(each)
            if or_none(iam.get_policy, "NoSuchEntity", PolicyArn=arn):
                yield name, arn


def text_with(cloud: Cloud, found: Stack | None, waiting: Mapping[str, str]) -> str:
    """The template that takes them in: what the stack has, and they."""
    whole = template(cloud.environment)
    known: dict[str, Any] = {}
    if found is not None and not found.is_new:
        answer = cloud.client(SERVICE).get_template(StackName=found.identity)
        known = yaml.safe_load(answer["TemplateBody"])["Resources"]
    taken = {name: whole["Resources"][name] for name in waiting}
    return yaml.safe_dump({**whole, "Resources": {**known, **taken}}, sort_keys=False)


def call_for(waiting: Mapping[str, str]) -> dict[str, Any]:
    """What the call says besides."""
    listed = [
        {
            "ResourceType": POLICY,
            "LogicalResourceId": name,
            "ResourceIdentifier": {"PolicyArn": arn},
        }
        for name, arn in waiting.items()
    ]
    return {"ChangeSetType": "IMPORT", "ResourcesToImport": listed}
