"""States in both shapes: as the stand-in has the engine record them, and as the official provider.

The official provider is Terraform's behind Pulumi's bridge. It records the defaults of its schema
beside what was declared, notes in every mapping which of its values those are, and keeps words of
its own among outputs. Tests that take the fixture `recorded_shape` run over both.
"""

from collections.abc import Mapping
from typing import Any

from meshwright.operations.drift.state import Holding, holding_of
from meshwright.recorded import SIGNATURE

OURS, BRIDGE = "stand-in", "bridge"
SHAPES = (OURS, BRIDGE)
current = OURS
"""Which of them a test is about; the fixture sets it."""

Values = Mapping[str, Any]
DEFAULTS: Mapping[str, Mapping[str, Values]] = {
    "aws:athena/workgroup:Workgroup": {
        "": {"forceDestroy": False, "state": "ENABLED"},
        "configuration": {
            "enforceWorkgroupConfiguration": True,
            "publishCloudwatchMetricsEnabled": True,
            "requesterPaysEnabled": False,
        },
    },
    "aws:iam/policy:Policy": {"": {"path": "/"}},
    "aws:iam/role:Role": {
        "": {"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"}
    },
    "aws:kms/key:Key": {
        "": {
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "enableKeyRotation": False,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        }
    },
    "aws:lakeformation/permissions:Permissions": {
        "": {"catalogResource": False},
        "table": {"wildcard": False},
        "tableWithColumns": {"wildcard": False},
    },
    "aws:lakeformation/resourceLfTags:ResourceLfTags": {
        "table": {"wildcard": False},
        "tableWithColumns": {"wildcard": False},
    },
    "aws:s3/bucket:Bucket": {"": {"forceDestroy": False}},
    "aws:s3/bucketObjectv2:BucketObjectv2": {"": {"forceDestroy": False}},
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        "": {
            "blockPublicAcls": False,
            "blockPublicPolicy": False,
            "ignorePublicAcls": False,
            "restrictPublicBuckets": False,
        }
    },
}
"""What the schemas of terraform-provider-aws fill in (`Default`), by type and place."""
META = {"__meta": '{"schema_version":"1"}', "__pulumi_raw_state_delta": {"obj": {}}}
"""What the bridge keeps among a resource's outputs."""


def recorded(type_: str, inputs: Values) -> dict[str, Any]:
    """Inputs as a state has them, in the shape that a test is about."""
    return in_bridges_shape(type_, inputs) if current == BRIDGE else dict(inputs)


def recorded_outputs(outputs: Values) -> dict[str, Any]:
    return {**outputs, **META} if current == BRIDGE else dict(outputs)


def in_bridges_shape(type_: str, inputs: Values) -> dict[str, Any]:
    """Inputs as the official provider has the engine record them."""
    return _noted(inputs, DEFAULTS.get(type_, {}), "")


def _noted(value: Values, defaults: Mapping[str, Values], place: str) -> dict[str, Any]:
    filled_in = {n: v for n, v in defaults.get(place, {}).items() if n not in value}
    given = {name: _with_notes(item, defaults, name) for name, item in value.items()}
    return {"__defaults": sorted(filled_in), **given, **filled_in}


def _with_notes(value: Any, defaults: Mapping[str, Values], place: str) -> Any:
    if isinstance(value, Mapping):
        return dict(value) if SIGNATURE in value else _noted(value, defaults, place)
    if isinstance(value, list | tuple):
        return [_with_notes(item, defaults, place) for item in value]
    return value


def holding(
    type_: str,
    inputs: Values,
    actual: Values | None = None,
    *,
    name: str = "x",
    op: str = "same",
    differing: tuple[str, ...] = (),
    outputs: Values | None = None,
    actual_outputs: Values | None = None,
) -> Holding:
    """A resource of a state as a refresh tells of it, in the shape that a test is about."""
    old = {
        "inputs": recorded(type_, inputs),
        "outputs": recorded_outputs(outputs if outputs is not None else {}),
    }
    new = {
        "inputs": recorded(type_, inputs if actual is None else actual),
        "outputs": recorded_outputs(actual_outputs or outputs or {}),
    }
    urn = f"urn:pulumi:local::mesh::mesh:index:Product${type_}::{name}"
    step = {"op": op, "urn": urn, "type": type_, "diffs": list(differing)}
    return holding_of({**step, "old": old, "new": new})
