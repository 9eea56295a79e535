"""What the provider refuses before anything is made, and in which words."""

import pytest

from localaws.provider.check import failures, named
from localaws.types.registry import TYPES
from localaws.types.shape import UNKNOWN

BUCKET = TYPES["aws:s3/bucket:Bucket"]
LIFECYCLE = TYPES["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"]
PERMISSIONS = TYPES["aws:lakeformation/permissions:Permissions"]


@pytest.mark.parametrize(
    ("token", "inputs", "property_", "reason"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "a", "website": {}}, "website",
         "the local AWS does not implement website of aws:s3/bucket:Bucket"),
        ("aws:s3/bucket:Bucket", {"bucket": "a", "forceDestory": True}, "forceDestory",
         "did you mean forceDestroy?"),
        ("aws:s3/bucket:Bucket", {"bucket": 7}, "bucket", "bucket must be a string, not 7"),
        ("aws:s3/bucket:Bucket", {"bucket": "a", "tags": {"a": 1}}, 'tags["a"]',
         "must be a string"),
        ("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "a"}, "policy", "needs policy"),
        ("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "a", "policy": "{"}, "policy",
         "must be a JSON document as text"),
        ("aws:kms/key:Key", {"enableKeyRotation": "yes"}, "enableKeyRotation",
         'must be true or false, not "yes"'),
        ("aws:kms/key:Key", {"deletionWindowInDays": 7.5}, "deletionWindowInDays",
         "must be a whole number, not 7.5"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_property(token, inputs, property_, reason) -> None:
    (failure,) = failures(TYPES[token], inputs)

    assert failure.property == property_
    assert reason in failure.reason


def test_faults_deep_inside_are_all_said_at_once() -> None:
    rules = [{"id": "a", "status": "Enabled", "filter": {"size": 1}}, {"status": "Enabled"}]

    found = [failure.property for failure in failures(LIFECYCLE, {"bucket": "a", "rules": rules})]
    assert found == ["rules[0].filter.size", "rules[1].id"]


def test_what_is_not_known_yet_passes() -> None:
    assert failures(PERMISSIONS, {
        "principal": UNKNOWN, "permissions": [UNKNOWN], "table": UNKNOWN,
    }) == []  # fmt: skip


@pytest.mark.parametrize("targets", [{}, {"database": {"name": "a"}, "dataLocation": {"arn": "b"}}])
def test_a_permission_is_about_exactly_one_thing(targets) -> None:
    (failure,) = failures(PERMISSIONS, {"principal": "a", "permissions": ["ALL"], **targets})

    assert "exactly one of database, dataLocation" in failure.reason


def test_a_name_is_made_up_once_and_kept() -> None:
    first = named(BUCKET, {}, {}, name="data", seed=b"1")
    second = named(BUCKET, {}, first, name="data", seed=b"2")

    assert first == second
    assert first["bucket"].startswith("data-")
    assert len(first["bucket"]) == len("data-") + 7


def test_a_type_that_is_not_there_is_refused_by_name(engine) -> None:
    import grpc

    with pytest.raises(grpc.RpcError, match="does not implement aws:sqs/queue:Queue"):
        engine.check("aws:sqs/queue:Queue", {})
