"""What is read back of an account: all of it, as its owner and as who may see a part."""

import json
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from localaws.cloudformation.makers.registry import MAKERS
from meshwright.local_instance import LocalAws
from meshwright.operations.bootstrap import readback
from meshwright.operations.bootstrap.looks import LOOKS
from meshwright.operations.bootstrap.readback import Found, read_back
from meshwright.plan.bootstrap.template import template
from meshwright.runner.cloud import Cloud, connect

from local_aws.apply_role import PLANNER, keys_of, make_ready, real


def test_of_an_empty_account_everything_is_missing(cloud: Cloud) -> None:
    found = list(read_back(cloud))

    assert [str(each) for each in found] == [
        f"{name} is not there" for name in template(real())["Resources"]
    ]


def test_what_may_not_be_looked_at_is_said(aws: LocalAws) -> None:
    make_ready(aws, real())
    keys = keys_of(aws, PLANNER)
    session = boto3.Session(
        region_name=aws.region,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    cloud = replace(connect(real(), aws.endpoint), session=session, _clients={})

    denied = {found.name: found.denied for found in read_back(cloud)}

    assert denied["ApplyRole"] == "AccessDenied"
    assert denied["IdentityProvider"] == "AccessDenied"


def test_another_fault_of_aws_is_raised(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ClientError({"Error": {"Code": "InternalError"}}, "GetRole")

    monkeypatch.setattr(readback, "LOOKS", dict.fromkeys(LOOKS, broken))
    with pytest.raises(ClientError):
        list(read_back(cloud))


def test_every_type_of_the_template_can_be_made_here_and_read_back() -> None:
    types = {each["Type"] for each in template(real())["Resources"].values()}

    assert types == set(LOOKS) == set(MAKERS)


def test_what_is_found_reads_as_a_sentence() -> None:
    assert str(Found("PlanRole")) == "PlanRole is as the template has it"


def test_a_bucket_without_a_key_of_its_own_is_read_too(aws: LocalAws) -> None:
    plain = connect(real(secretsProvider="passphrase"), aws.endpoint)
    s3 = plain.client("s3")
    place = {"LocationConstraint": aws.region}
    s3.create_bucket(Bucket="acme-state", CreateBucketConfiguration=place)
    policy = json.dumps(
        template(real())["Resources"]["StateBucketPolicy"]["Properties"]["PolicyDocument"]
    )
    s3.put_bucket_policy(Bucket="acme-state", Policy=policy)

    found = {each.name: each for each in read_back(plain)}

    assert found["StateBucketPolicy"].is_as_said
    assert found["StateBucket"].differing == (
        "LifecycleConfiguration",
        "Tags",
        "VersioningConfiguration",
    )
