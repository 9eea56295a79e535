"""Workgroups can be updated, and a missing one is an error; moto has no update and answers null.

https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateWorkGroup.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfigurationUpdates.html
"""

from collections.abc import Mapping
from typing import Any

from moto.athena.models import WorkGroup, athena_backends

from meshwright.localaws.strict.call import Answer, Call, Correction, Forward, done, refusal

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


def answer(call: Call, forward: Forward) -> Answer:
    name = str(call.body.get("WorkGroup", ""))
    group = athena_backends[call.account][call.region].work_groups.get(name)
    if group is None:
        return refusal("InvalidRequestException", f"WorkGroup {name} is not found.")
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
    configuration = updated(group.configuration, updates, REMOVALS)
    if results is not None:
        old = configuration.get("ResultConfiguration", {})
        configuration["ResultConfiguration"] = updated(old, results, RESULT_REMOVALS)
    group.configuration = configuration


def updated(
    old: Mapping[str, Any], updates: Mapping[str, Any], removals: Mapping[str, str]
) -> dict[str, Any]:
    """A configuration with what the updates set, and without what they remove."""
    gone = {field for switch, field in removals.items() if updates.get(switch)}
    kept = {name: value for name, value in old.items() if name not in gone}
    return kept | {name: value for name, value in updates.items() if name not in removals}


CORRECTION = Correction("athena", ("GetWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup"), answer)
