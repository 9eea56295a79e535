"""The provider's resources as Terraform writes them."""

from differential.terraform import AFTER_APPLY, plan, written
from guardrails.props import UNKNOWN

BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)


def test_a_block_that_stands_alone_is_a_list_of_one_and_lists_lose_their_plural() -> None:
    default = {"sseAlgorithm": "aws:kms"}
    made = written(ENCRYPTION, "it", {"rules": [{"applyServerSideEncryptionByDefault": default}]})

    assert made.address == "aws_s3_bucket_server_side_encryption_configuration.it"
    assert made.values == {
        "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]
    }


def test_a_map_keeps_the_names_that_users_gave() -> None:
    made = written("aws:kms/key:Key", "it", {"tags": {"costCenter": "1"}, "isEnabled": True})

    assert made.values == {"tags": {"costCenter": "1"}, "is_enabled": True}


def test_the_second_version_of_a_type_is_the_same_to_terraform() -> None:
    assert written("aws:s3/bucketV2:BucketV2", "it", {}).type == "aws_s3_bucket"
    assert written("aws:s3/bucketObjectv2:BucketObjectv2", "it", {}).type == "aws_s3_object"


def test_what_nobody_knows_yet_has_a_text_in_its_place() -> None:
    default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}
    made = written(ENCRYPTION, "it", {"rules": [{"applyServerSideEncryptionByDefault": default}]})
    (inner,) = made.values["rule"][0]["apply_server_side_encryption_by_default"]

    assert inner == {"sse_algorithm": "aws:kms", "kms_master_key_id": AFTER_APPLY}


def test_resources_refer_to_those_of_their_own_group_alone() -> None:
    groups = [
        (
            written(BUCKET, f"b{i}", {"bucket": "one"}),
            written(ENCRYPTION, f"e{i}", {"bucket": "one"}),
        )
        for i in range(2)
    ]
    listed = plan(groups)["configuration"]["root_module"]["resources"]
    references = {r["address"]: r["expressions"]["bucket"].get("references") for r in listed}

    assert references == {
        "aws_s3_bucket.b0": None,
        "aws_s3_bucket.b1": None,
        f"{groups[0][1].address}": ["aws_s3_bucket.b0.id", "aws_s3_bucket.b0"],
        f"{groups[1][1].address}": ["aws_s3_bucket.b1.id", "aws_s3_bucket.b1"],
    }


def test_a_reference_to_what_is_yet_to_be_made_is_not_known() -> None:
    group = (written(BUCKET, "b", {"bucket": "one"}), written(ENCRYPTION, "e", {"bucket": "one"}))
    bucket, encryption = (each["change"] for each in plan([group])["resource_changes"])

    assert (bucket["after"], bucket["after_unknown"]) == ({"bucket": "one"}, {})
    assert (encryption["after"], encryption["after_unknown"]) == ({}, {"bucket": True})
