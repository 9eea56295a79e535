"""What guards the mesh's buckets and keys, against the plan: policies, switches, encryption.

Each may be gone without anybody reading anything yet, so that no right tells of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from meshwright.aws.authorization.sameness import says_the_same
from meshwright.aws.resource_types import (
    ALIAS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    CATALOG_ENCRYPTION,
    KEY,
)
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.values import Difference, Kind
from meshwright.plan.declaration import Declaration, Plan
from meshwright.plan.limits import subject_of
from meshwright.runner.cloud import Cloud, or_none

NO_KEY = "NotFoundException"

Json = Mapping[str, Any]
Found = tuple[str, Call | None]
"""What differs, to be told after the thing, and what puts it right."""


def guard_differences(plan: Plan, cloud: Cloud) -> Iterator[Difference]:
    """What of the guards is not as it is planned."""
    for stack in plan.stacks.values():
        keys = {d.key: d for d in stack.declarations if d.type == KEY}
        gone = frozenset(_gone(cloud, stack.declarations))
        for declared in stack.declarations:
            subject = subject_of(declared) or stack.subject
            inputs: Json = declared.inputs
            for said, call in _of_bucket(cloud, declared.type, inputs, gone):
                yield _of(Kind.BUCKET, f"bucket {inputs['bucket']}", said, subject, call)
            if declared.type == ALIAS:
                key = keys[declared.inputs["targetKeyId"].key]
                for said, call in _key(cloud, str(inputs["name"]), key):
                    yield _of(Kind.ENCRYPTION, f"key {inputs['name']}", said, subject, call)
            if declared.type == CATALOG_ENCRYPTION:
                for said, call in _catalog(cloud, inputs):
                    yield _of(Kind.ENCRYPTION, "the data catalog", said, subject, call)


def _of_bucket(cloud: Cloud, type_: str, inputs: Json, gone: frozenset[str]) -> Iterator[Found]:
    if type_ == BUCKET and inputs["bucket"] in gone:
        yield "is gone", None
    elif type_ in OF_BUCKETS and inputs["bucket"] not in gone:
        yield from OF_BUCKETS[type_](cloud, str(inputs["bucket"]), inputs)


def _gone(cloud: Cloud, declarations: Iterable[Declaration]) -> Iterator[str]:
    """The buckets of a stack that are not there."""
    head = cloud.client("s3").head_bucket
    for declared in declarations:
        if declared.type == BUCKET:
            name = str(declared.inputs["bucket"])
            if or_none(head, "404", "NoSuchBucket", Bucket=name) is None:
                yield name


def _of(kind: Kind, thing: str, said: str, subject: str, call: Call | None) -> Difference:
    remedies = (call,) if call is not None else ()
    return Difference(kind, "", thing, f"{thing} {said}", subject, is_ours=True, remedies=remedies)


def _bucket_policy(cloud: Cloud, bucket: str, inputs: Json) -> Iterator[Found]:
    get = cloud.client("s3").get_bucket_policy
    found = or_none(get, "NoSuchBucketPolicy", Bucket=bucket)
    planned = str(inputs["policy"])
    if found is None or not says_the_same(planned, found["Policy"]):
        said = "has a policy other than is planned" if found else "has no policy"
        yield said, Call("s3", "put_bucket_policy", {"Bucket": bucket, "Policy": planned})


def _public_access(cloud: Cloud, bucket: str, inputs: Json) -> Iterator[Found]:
    get = cloud.client("s3").get_public_access_block
    answer: Json = or_none(get, "NoSuchPublicAccessBlockConfiguration", Bucket=bucket) or {}
    found: Json = answer.get("PublicAccessBlockConfiguration") or {}
    planned = {f"{n[0].upper()}{n[1:]}": v for n, v in inputs.items() if n != "bucket"}
    off = [name for name, value in planned.items() if bool(found.get(name)) != value]
    if off:
        switches = {"Bucket": bucket, "PublicAccessBlockConfiguration": planned}
        said = f"has its block of public access off ({', '.join(off)})"
        yield said, Call("s3", "put_public_access_block", switches)


def _ownership(cloud: Cloud, bucket: str, inputs: Json) -> Iterator[Found]:
    get = cloud.client("s3").get_bucket_ownership_controls
    found = or_none(get, "OwnershipControlsNotFoundError", Bucket=bucket)
    planned = {"Rules": [{"ObjectOwnership": str(inputs["rule"]["objectOwnership"])}]}
    if found is None or found["OwnershipControls"] != planned:
        said = "takes access control lists: its ownership is not as planned"
        arguments = {"Bucket": bucket, "OwnershipControls": planned}
        yield said, Call("s3", "put_bucket_ownership_controls", arguments)


def _bucket_encryption(cloud: Cloud, bucket: str, inputs: Json) -> Iterator[Found]:
    answer = cloud.client("s3").get_bucket_encryption(Bucket=bucket)
    rules: Any = answer["ServerSideEncryptionConfiguration"]["Rules"]
    planned = [_rule(rule) for rule in inputs["rules"]]
    found = [rule["ApplyServerSideEncryptionByDefault"] for rule in rules]
    if found != [rule["ApplyServerSideEncryptionByDefault"] for rule in planned]:
        said = "encrypts what is written with another key than is planned"
        arguments = {"Bucket": bucket, "ServerSideEncryptionConfiguration": {"Rules": planned}}
        yield said, Call("s3", "put_bucket_encryption", arguments)


def _rule(planned: Json) -> Json:
    """A rule of a bucket's encryption as S3 takes it."""
    by: Json = planned["applyServerSideEncryptionByDefault"]
    key = {"KMSMasterKeyID": by["kmsMasterKeyId"]} if by.get("kmsMasterKeyId") else {}
    default = {"SSEAlgorithm": by["sseAlgorithm"], **key}
    is_shared = bool(planned.get("bucketKeyEnabled"))
    return {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": is_shared}


def _key(cloud: Cloud, alias: str, key: Declaration) -> Iterator[Found]:
    kms, planned = cloud.client("kms"), str(key.inputs["policy"])
    described = or_none(kms.describe_key, NO_KEY, KeyId=alias)
    if described is None:
        yield "is gone, or has lost its name", None
        return
    named = {"KeyId": described["KeyMetadata"]["Arn"], "PolicyName": "default"}
    if not says_the_same(planned, kms.get_key_policy(**named)["Policy"]):
        call = Call("kms", "put_key_policy", {**named, "Policy": planned})
        yield "has a policy other than is planned", call


def _catalog(cloud: Cloud, inputs: Json) -> Iterator[Found]:
    answer: Json = cloud.client("glue").get_data_catalog_encryption_settings()
    found: Json = answer.get("DataCatalogEncryptionSettings") or {}
    planned: Json = inputs["dataCatalogEncryptionSettings"]
    rest: Json = found.get("EncryptionAtRest") or {}
    passwords: Json = found.get("ConnectionPasswordEncryption") or {}
    mode = planned["encryptionAtRest"]["catalogEncryptionMode"]
    if rest.get("CatalogEncryptionMode") != mode or not (
        passwords.get("ReturnConnectionPasswordEncrypted")
    ):
        yield "is not encrypted as is planned: metadata or passwords of connections", None


OF_BUCKETS: Mapping[str, Callable[[Cloud, str, Json], Iterator[Found]]] = {
    BUCKET_POLICY: _bucket_policy,
    BUCKET_PUBLIC_ACCESS_BLOCK: _public_access,
    BUCKET_OWNERSHIP: _ownership,
    BUCKET_ENCRYPTION: _bucket_encryption,
}
"""What of a bucket is compared, by the type that declares it."""
