"""Workgroups are checked, updated, and deleted when they are empty; moto does none of it.

https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateWorkGroup.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfigurationUpdates.html
"""

import re
from collections.abc import Mapping
from typing import Any

from moto.athena.models import WorkGroup, athena_backends

from localaws.strict.call import (
    Answer,
    Call,
    Correction,
    Fault,
    Forward,
    Guard,
    done,
    part,
    refusal,
)

INVALID = "InvalidRequestException"
PRIMARY = "primary"
NAME = re.compile(r"[a-zA-Z0-9._-]{1,128}")
LEAST_BYTES = 10_000_000
PLACE = re.compile("s3://[^/]+.*")

REMOVALS = {
    "RemoveBytesScannedCutoffPerQuery": "BytesScannedCutoffPerQuery",
    "RemoveCustomerContentEncryptionConfiguration": "CustomerContentEncryptionConfiguration",
}
RESULT_REMOVALS = {
    "RemoveOutputLocation": "OutputLocation",
    "RemoveEncryptionConfiguration": "EncryptionConfiguration",
    "RemoveExpectedBucketOwner": "ExpectedBucketOwner",
    "RemoveAclConfiguration": "AclConfiguration",
}
MANAGED_REMOVALS = {"RemoveEncryptionConfiguration": "EncryptionConfiguration"}


def check(call: Call) -> Fault | None:
    if call.operation == "DeleteWorkGroup":
        return _deletion(call)
    name = str(call.body.get("Name", ""))
    if call.operation == "CreateWorkGroup" and not NAME.fullmatch(name):
        return Fault(INVALID, f"WorkGroup name {name} is not valid.")
    return _configuration(
        part(call.body, "Configuration") or part(call.body, "ConfigurationUpdates")
    )


def _configuration(configuration: Mapping[str, Any]) -> Fault | None:
    least = configuration.get("BytesScannedCutoffPerQuery", LEAST_BYTES)
    if least < LEAST_BYTES:
        return Fault(INVALID, f"BytesScannedCutoffPerQuery must be at least {LEAST_BYTES}.")
    updates = part(configuration, "ResultConfigurationUpdates")
    results = part(configuration, "ResultConfiguration") or updates
    place = results.get("OutputLocation")
    if place and not PLACE.fullmatch(place):
        return Fault(INVALID, f"outputLocation is not a valid S3 path: {place}")
    return None


def _deletion(call: Call) -> Fault | None:
    name = str(call.body.get("WorkGroup", ""))
    if name == PRIMARY:
        return Fault(INVALID, f"WorkGroup {PRIMARY} cannot be deleted.")
    backend: Any = athena_backends[call.account][call.region]
    contents = (*backend.named_queries.values(), *backend.executions.values())
    used = any(each.workgroup is not None and each.workgroup.name == name for each in contents)
    if used and not call.body.get("RecursiveDeleteOption"):
        return Fault(INVALID, f"WorkGroup {name} is not empty.")
    return None


def answer(call: Call, forward: Forward) -> Answer:
    name = str(call.body.get("WorkGroup", ""))
    group = athena_backends[call.account][call.region].work_groups.get(name)
    if group is None:
        return refusal(INVALID, f"WorkGroup {name} is not found.")
    if call.operation != "UpdateWorkGroup":
        return forward()
    _update(group, call.body)
    return done()


def _update(group: WorkGroup, body: Mapping[str, Any]) -> None:
    if "Description" in body:
        group.description = body["Description"]
    if "State" in body:
        group.state = body["State"]
    updates = dict(body.get("ConfigurationUpdates", {}))
    results = updates.pop("ResultConfigurationUpdates", None)
    managed = updates.pop("ManagedQueryResultsConfigurationUpdates", None)
    configuration = updated(group.configuration, updates, REMOVALS)
    if results is not None:
        old = configuration.get("ResultConfiguration", {})
        configuration["ResultConfiguration"] = updated(old, results, RESULT_REMOVALS)
    if managed is not None:
        old = configuration.get("ManagedQueryResultsConfiguration", {})
        configuration["ManagedQueryResultsConfiguration"] = updated(old, managed, MANAGED_REMOVALS)
    group.configuration = configuration


def updated(
    old: Mapping[str, Any], updates: Mapping[str, Any], removals: Mapping[str, str]
) -> dict[str, Any]:
    """A configuration with what the updates set, and without what they remove."""
    gone = {field for switch, field in removals.items() if updates.get(switch)}
    kept = {name: value for name, value in old.items() if name not in gone}
    return kept | {name: value for name, value in updates.items() if name not in removals}


GUARD = Guard("athena", ("CreateWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup"), check)
CORRECTION = Correction("athena", ("GetWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup"), answer)
