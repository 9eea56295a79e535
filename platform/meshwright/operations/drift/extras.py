"""What hangs on a stack's roles, keys, buckets and databases, and is no resource of the stack."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from meshwright.aws.resource_types import ALIAS, BUCKET, DATABASE, KEY, ROLE, ROLE_POLICY, TABLE
from meshwright.operations.drift.grants import ABSENT
from meshwright.operations.drift.labels import described
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.runner.cloud import Cloud, or_none

NO_ROLE = "NoSuchEntity"
NO_REPLICATION = ("ReplicationConfigurationNotFoundError", "NoSuchBucket")

SubjectOf = Callable[[str], str]
"""The subject of a resource of a stack, by `type::name`: a product's role lies in its domain's."""


def extra_policies(holdings: Holdings, cloud: Cloud, subject_of: SubjectOf) -> Iterator[Drift]:
    """What was attached to a stack's roles beside their own policy."""
    for role in holdings.of(ROLE):
        name = role.inputs["name"]
        own = {h.inputs["name"] for h in holdings.of(ROLE_POLICY) if h.inputs["role"] == name}
        for what, remedy in _attachments(cloud, name, own):
            yield Drift(
                holdings.stack,
                subject_of(role.key),
                Kind.EXTRA,
                f"{what} on {described(role)}",
                opens=True,
                remedy=remedy,
            )


def _attachments(cloud: Cloud, role: str, own: Collection[str]) -> Iterator[tuple[str, Call]]:
    def listed(operation: str, key: str) -> list[Any]:
        return cloud.listed("iam", operation, key, NO_ROLE, RoleName=role)

    for policy in listed("list_role_policies", "PolicyNames"):
        if policy not in own:
            arguments = {"RoleName": role, "PolicyName": policy}
            yield f"policy {policy}", Call("iam", "delete_role_policy", arguments)
    for policy in listed("list_attached_role_policies", "AttachedPolicies"):
        arguments = {"RoleName": role, "PolicyArn": policy["PolicyArn"]}
        yield f"policy {policy['PolicyArn']}", Call("iam", "detach_role_policy", arguments)
    for profile in listed("list_instance_profiles_for_role", "InstanceProfiles"):
        name = profile["InstanceProfileName"]
        arguments = {"InstanceProfileName": name, "RoleName": role}
        yield (
            f"instance profile {name}",
            Call("iam", "remove_role_from_instance_profile", arguments),
        )


def extra_key_uses(holdings: Holdings, cloud: Cloud, subject_of: SubjectOf) -> Iterator[Drift]:
    """Grants of a stack's keys, which no policy of ours gives, and names that are not ours."""
    aliases = {h.inputs["name"] for h in holdings.of(ALIAS)}
    for key in holdings.of(KEY):
        identity = key.outputs["keyId"]
        where = holdings.stack, subject_of(key.key), Kind.EXTRA
        for grant in cloud.pages("kms", "list_grants", "Grants", KeyId=identity):
            arguments = {"KeyId": identity, "GrantId": grant["GrantId"]}
            who, rights = grant["GranteePrincipal"], ", ".join(grant["Operations"])
            what = f"{who} may {rights} with the {described(key)}"
            remedy = Call("kms", "revoke_grant", arguments)
            yield Drift(*where, what, opens=True, remedy=remedy, is_others=True, who=who)
        for alias in cloud.pages("kms", "list_aliases", "Aliases", KeyId=identity):
            name = alias["AliasName"]
            if name not in aliases:
                remedy = Call("kms", "delete_alias", {"AliasName": name})
                yield Drift(*where, f"alias {name} of the {described(key)}", remedy=remedy)


def extra_tables(holdings: Holdings, cloud: Cloud, subject_of: SubjectOf) -> Iterator[Drift]:
    """Tables that somebody made in a stack's databases."""
    own = {(h.inputs["databaseName"], h.inputs["name"]) for h in holdings.all if h.type == TABLE}
    for database in holdings.of(DATABASE):
        name = database.inputs["name"]
        for table in cloud.listed("glue", "get_tables", "TableList", ABSENT, DatabaseName=name):
            if (name, table["Name"]) not in own:
                remedy = Call("glue", "delete_table", {"DatabaseName": name, "Name": table["Name"]})
                what = f"table {name}.{table['Name']}"
                subject = subject_of(database.key)
                yield Drift(holdings.stack, subject, Kind.EXTRA, what, remedy=remedy)


def extra_copies(holdings: Holdings, cloud: Cloud, subject_of: SubjectOf) -> Iterator[Drift]:
    """Replication out of a stack's buckets: what is written there is copied elsewhere."""
    s3 = cloud.client("s3")
    for bucket in holdings.of(BUCKET):
        name = bucket.inputs["bucket"]
        answer = or_none(s3.get_bucket_replication, *NO_REPLICATION, Bucket=name)
        rules = answer["ReplicationConfiguration"]["Rules"] if answer else ()
        targets = ", ".join(sorted({rule["Destination"]["Bucket"] for rule in rules}))
        if targets:
            yield Drift(
                holdings.stack,
                subject_of(bucket.key),
                Kind.EXTRA,
                f"replication of bucket {name} to {targets}",
                opens=True,
                remedy=Call("s3api", "delete_bucket_replication", {"Bucket": name}),
            )
