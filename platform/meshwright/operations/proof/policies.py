"""Policies of roles, buckets and keys: as a plan has them, and as the cloud does."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from meshwright.aws.authorization.document import policy
from meshwright.aws.resource_types import (
    ALIAS,
    BUCKET_ENCRYPTION,
    BUCKET_POLICY,
    KEY,
    LOCATION,
    MANAGED_POLICY,
    ROLE,
    ROLE_POLICY,
)
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.reach import Identity, Store
from meshwright.operations.proof.values import Difference, Kind
from meshwright.plan.declaration import Declaration, Plan
from meshwright.runner.cloud import Cloud, or_none
from meshwright.specs.environment import Environment

NO_POLICY, NO_BUCKET = "NoSuchBucketPolicy", "NoSuchBucket"

Json = Mapping[str, Any]


def planned_identities(plan: Plan, environment: Environment) -> tuple[Identity, ...]:
    """The roles of a plan, each with its own policy and the boundary."""
    account, every = environment.spec.account, _every(plan)
    own = {str(d.inputs["role"]): d for d in every if d.type == ROLE_POLICY}
    managed = {
        f":policy{d.inputs['path']}{d.inputs['name']}": str(d.inputs["policy"])
        for d in every
        if d.type == MANAGED_POLICY
    }
    found: list[Identity] = []
    for declared in every:
        if declared.type == ROLE:
            name, path = str(declared.inputs["name"]), declared.inputs["path"]
            policies = (policy(str(own[name].inputs["policy"])),) if name in own else ()
            boundary = managed.get(f":{str(declared.inputs['permissionsBoundary']).split(':')[-1]}")
            limit = policy(boundary) if boundary else None
            found.append(Identity(f"arn:aws:iam::{account}:role{path}{name}", policies, limit))
    return tuple(found)


def _every(plan: Plan) -> list[Declaration]:
    return [declared for stack in plan.stacks.values() for declared in stack.declarations]


def planned_stores(plan: Plan, environment: Environment) -> tuple[Store, ...]:
    """The buckets of registered places, with the policy of each and that of its domain's key.

    The bucket of a trail that there was is none of the mesh's, and often of another account.
    """
    spec, found = environment.spec, list[Store]()
    trail = spec.audit.existing
    keys = dict(_keys(plan))
    for stack in plan.stacks.values():
        policies = {
            str(d.inputs["bucket"]): str(d.inputs["policy"])
            for d in stack.declarations
            if d.type == BUCKET_POLICY
        }
        for place in (d for d in stack.declarations if d.type == LOCATION):
            arn = str(place.inputs["arn"]).partition("/")[0]
            if trail is not None and arn.rpartition(":")[2] == trail.bucket:
                continue
            text, key = policies.get(arn.rpartition(":")[2]), keys.get(_alias(stack.declarations))
            found.append(
                Store(
                    arn,
                    spec.account,
                    spec.region,
                    policy(text) if text else None,
                    policy(key) if key else None,
                )
            )
    return tuple(found)


def _keys(plan: Plan) -> Iterator[tuple[str, str]]:
    """The policy of each key, by the name of its alias."""
    for stack in plan.stacks.values():
        policies = {d.key: str(d.inputs["policy"]) for d in stack.declarations if d.type == KEY}
        for alias in (d for d in stack.declarations if d.type == ALIAS):
            yield str(alias.inputs["name"]), policies[alias.inputs["targetKeyId"].key]


def _alias(declarations: Iterable[Declaration]) -> str:
    """The alias of the key under which a product's objects lie."""
    rules = (r for d in declarations if d.type == BUCKET_ENCRYPTION for r in d.inputs["rules"])
    defaults = (rule["applyServerSideEncryptionByDefault"] for rule in rules)
    key = next(str(d["kmsMasterKeyId"]) for d in defaults if "kmsMasterKeyId" in d)
    return f"alias/{key.partition(':alias/')[2]}"


def stores(cloud: Cloud, wanted: Iterable[Store]) -> tuple[Store, ...]:
    """Buckets of a plan as they are in the cloud, those that are gone left out."""
    return tuple(filter(None, (_store(cloud, each) for each in wanted)))


def _store(cloud: Cloud, wanted: Store) -> Store | None:
    s3, name = cloud.client("s3"), wanted.arn.rpartition(":")[2]
    if or_none(s3.head_bucket, "404", NO_BUCKET, Bucket=name) is None:
        return None
    written = or_none(s3.get_bucket_policy, NO_POLICY, Bucket=name)
    key = _key_of(cloud, name)
    text = _key_policy(cloud, key) if key else None
    return replace(
        wanted,
        policy=policy(written["Policy"]) if written else None,
        key=policy(text) if text else None,
        key_arn=key,
    )


def _key_of(cloud: Cloud, bucket: str) -> str:
    """The key that a bucket encrypts with, by its ARN; empty where AWS keeps it."""
    answer = cloud.client("s3").get_bucket_encryption(Bucket=bucket)
    rules: Any = answer["ServerSideEncryptionConfiguration"]["Rules"]
    defaults = (rule["ApplyServerSideEncryptionByDefault"] for rule in rules)
    named = next((d["KMSMasterKeyID"] for d in defaults if d.get("KMSMasterKeyID")), None)
    if named is None:
        return ""
    return str(cloud.client("kms").describe_key(KeyId=named)["KeyMetadata"]["Arn"])


def _key_policy(cloud: Cloud, key: str) -> str:
    return cloud.client("kms").get_key_policy(KeyId=key, PolicyName="default")["Policy"]


def key_grants(cloud: Cloud, plan: Plan, found: Iterable[Store]) -> Iterator[Difference]:
    """Grants by which somebody uses a key of the mesh or of a bucket: no policy shows them."""
    keys = {store.key_arn: "" for store in found if store.key_arn} | dict(_own_keys(cloud, plan))
    for key, subject in sorted(keys.items()):
        for grant in cloud.pages("kms", "list_grants", "Grants", KeyId=key):
            who, may = grant["GranteePrincipal"], ", ".join(sorted(grant["Operations"]))
            said = f"{who} may {may} with {key} by a grant of the key"
            call = Call("kms", "revoke_grant", {"KeyId": key, "GrantId": grant["GrantId"]})
            yield Difference(Kind.KEY, who, key, said, subject, remedies=(call,))


def _own_keys(cloud: Cloud, plan: Plan) -> Iterator[tuple[str, str]]:
    """The planned keys that are there, each with whom it is of."""
    describe = cloud.client("kms").describe_key
    for stack in plan.stacks.values():
        for alias in (d for d in stack.declarations if d.type == ALIAS):
            found = or_none(describe, "NotFoundException", KeyId=str(alias.inputs["name"]))
            if found is not None:
                yield str(found["KeyMetadata"]["Arn"]), stack.subject
