"""A stack's state as the engine writes it, made of a plan or of a case's resources."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from guardrails.cases import ACCOUNT, CaseResource
from guardrails.props import UNKNOWN
from meshwright.plan.declaration import Declaration, Ref, StackPlan
from meshwright.runner.state.checkpoint import parse_checkpoint
from wire import SECRET, SIGNATURE

import shapes

COMPONENT = "mesh:index:DataProduct"
KEY_ID = "3965aa48-5103-4925-8440-575ddd931fc8"
MADE = {"keyId": KEY_ID, "arn": f"arn:aws:kms:eu-central-1:111122223333:key/{KEY_ID}"}
"""What AWS decides, by the output's name."""

Entry = dict[str, Any]


def encrypted() -> Entry:
    """A secret as a state has it."""
    return {SIGNATURE: SECRET, "ciphertext": "v1:BM4jfO000NZmzVN6:MBhmK25KUXAGAQ7WDruOEbERwTj2Aw=="}


def in_state(value: Any) -> Any:
    """A value as a state has it."""
    if value is UNKNOWN:
        return UNKNOWN_STRING_VALUE
    if isinstance(value, Ref):
        return MADE[value.output]
    if isinstance(value, Mapping):
        return {name: in_state(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_state(item) for item in value]
    return value


def entry(resource: CaseResource | Declaration, stack: str, **more: Any) -> Entry:
    """A resource of a state."""
    if isinstance(resource, Declaration):
        values, protect = resource.inputs, resource.keep
    else:
        values, protect = resource.values, resource.protect
    inputs = shapes.recorded(resource.type, in_state(values))
    place = f"urn:pulumi:{stack}::mesh::{COMPONENT}"
    return {
        "urn": f"{place}${resource.type}::{resource.name}",
        "custom": True,
        "id": resource.name,
        "type": resource.type,
        "inputs": inputs,
        "outputs": shapes.recorded_outputs(in_state(values)),
        "parent": f"{place}::product",
        **({"protect": True, "retainOnDelete": True} if protect else {}),
        **more,
    }


def engines_own(stack: str, account: str = ACCOUNT) -> list[Entry]:
    """What every state begins with: the stack, its provider with its secrets, a component."""
    place = f"urn:pulumi:{stack}::mesh::"
    root, aws = "pulumi:pulumi:Stack", "pulumi:providers:aws"
    secrets = {"secretKey": encrypted()} if stack.partition(".")[0] == "local" else {}
    allowed = {"allowedAccountIds": json.dumps([account])}
    inputs = {"region": "eu-central-1", **allowed, **secrets, "__internal": {}}
    return [
        {"urn": f"{place}{root}::mesh-{stack}", "custom": False, "type": root},
        {"urn": f"{place}{aws}::aws", "custom": True, "id": "1", "type": aws, "inputs": inputs},
        {"urn": f"{place}{COMPONENT}::product", "custom": False, "type": COMPONENT},
    ]


def checkpoint(
    stack: str, entries: Iterable[Entry], account: str = ACCOUNT, **deployment: Any
) -> bytes:
    """A stack's whole checkpoint, as it lies in the backend."""
    resources = [*engines_own(stack, account), *entries]
    latest = {"manifest": {"time": "2026-05-31T03:04:05Z"}, "resources": resources, **deployment}
    return json.dumps({"version": 3, "checkpoint": {"stack": stack, "latest": latest}}).encode()


def deployed(stack: StackPlan) -> bytes:
    """The checkpoint of a stack that is up as planned."""
    entries = (entry(d, stack.name) for d in stack.declarations)
    return checkpoint(stack.name, entries, stack.provider.account)


def resources(content: bytes) -> list[Entry]:
    """The resources in a checkpoint, as the sweep reads them."""
    state = parse_checkpoint(content)
    assert state is not None
    return state.resources
