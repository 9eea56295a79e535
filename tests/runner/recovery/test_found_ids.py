"""The ids of what a killed run was creating: computed, or for a key looked for by its tags."""

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from meshwright.aws.resource_types import KEY
from meshwright.errors import MeshError
from meshwright.runner.recovery import found_keys
from meshwright.runner.recovery.resource_ids import Finder

from meshes import environment

TAGS = {"mesh:stack": "dev.sales", "mesh:managed-by": "meshwright"}
NONE = frozenset[str]()


@pytest.fixture
def kms(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield boto3.client("kms", region_name="eu-central-1")


@pytest.fixture
def finder():
    return Finder(environment("dev", assumeDeployer=False), None)


def made(kms, tags=None):
    pairs = [{"TagKey": k, "TagValue": v} for k, v in (TAGS if tags is None else tags).items()]
    return kms.create_key(Tags=pairs)["KeyMetadata"]["KeyId"]


def found(finder, known=NONE, tags=None):
    return finder.find(KEY, {"tags": TAGS if tags is None else tags}, known)


def refusal(code):
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "DescribeKey")


class Hiding:
    """KMS, but some keys cannot be looked at."""

    def __init__(self, kms, code, *keys):
        self.kms, self.code, self.keys = kms, code, keys

    def describe_key(self, *, KeyId):  # noqa: N803 - AWS's own word
        if KeyId in self.keys:
            raise refusal(self.code)
        return self.kms.describe_key(KeyId=KeyId)

    def get_paginator(self, name):
        return self.kms.get_paginator(name)


class Paged(Hiding):
    """KMS whose list of keys has these pages."""

    def __init__(self, kms, pages):
        super().__init__(kms, "")
        self.pages = pages

    def get_paginator(self, name):
        real = self.kms.get_paginator(name)
        return self if name == "list_keys" else real

    def paginate(self):
        return self.pages


def test_all_but_a_key_follows_from_its_inputs(finder):
    inputs = {"bucket": "mesh-dev--sales"}

    assert finder.find("aws:s3/bucket:Bucket", inputs, NONE) == "mesh-dev--sales"


def test_a_catalogs_default_is_the_environments_account(finder):
    token = "aws:glue/catalogDatabase:CatalogDatabase"

    assert finder.find(token, {"name": "sales"}, NONE) == "111122223333:sales"


@pytest.mark.usefixtures("kms")
def test_a_key_that_was_not_made_is_not_found(finder):
    assert found(finder) is None


def test_a_key_that_was_made_is_found_by_its_tags(kms, finder):
    key = made(kms)
    made(kms, {})
    made(kms, {"mesh:stack": "dev.finance"})
    made(kms, TAGS | {"more": "tags"})

    assert found(finder) == key


def test_a_key_that_stands_in_the_state_is_not_the_new_one(kms, finder):
    old = made(kms)
    assert found(finder, frozenset({old})) is None
    new = made(kms)

    assert found(finder, frozenset({old})) == new


def test_of_two_that_fit_nobody_can_tell(kms, finder):
    keys = sorted([made(kms), made(kms)])
    with pytest.raises(MeshError, match=f"keys {keys[0]}, {keys[1]} all carry the tags") as caught:
        found(finder)

    assert caught.value.fix == "schedule the deletion of all but one, then run it again"


def test_a_key_that_waits_for_its_deletion_is_not_taken(kms, finder):
    kms.schedule_key_deletion(KeyId=made(kms), PendingWindowInDays=7)

    assert found(finder) is None


def test_a_disabled_key_lives(kms, finder):
    key = made(kms)
    kms.disable_key(KeyId=key)

    assert found(finder) == key


def test_a_key_of_aws_itself_is_not_asked_for_its_tags():
    class Awss:
        def describe_key(self, *, KeyId):  # noqa: N803 - AWS's own word
            del KeyId
            return {"KeyMetadata": {"KeyState": "Enabled", "KeyManager": "AWS"}}

    assert not found_keys._is_alive(Awss(), "any")


@pytest.mark.usefixtures("kms")
@pytest.mark.parametrize("inputs", [{}, {"tags": {}}, {"tags": None}])
def test_a_key_without_tags_is_not_looked_for(finder, inputs, monkeypatch):
    monkeypatch.setattr(found_keys, "search", pytest.fail)

    assert finder.find(KEY, inputs, NONE) is None


def test_more_keys_than_fit_a_page_are_all_looked_at(kms):
    first, second = made(kms, {}), made(kms)
    pages = [{"Keys": [{"KeyId": first}]}, {"Keys": [{"KeyId": second}]}]

    assert found_keys.keys_with(Paged(kms, pages), TAGS) == {second}


def test_a_hidden_key_is_somebody_elses_where_another_one_fits(kms):
    hidden, key = made(kms, {}), made(kms)

    assert found_keys.keys_with(Hiding(kms, "AccessDeniedException", hidden), TAGS) == {key}


def test_a_hidden_key_may_be_the_one_where_none_fits(kms):
    hidden = made(kms, {})
    with pytest.raises(MeshError, match=f"key {hidden} may be one that a killed run made") as e:
        found_keys.keys_with(Hiding(kms, "AccessDeniedException", hidden), TAGS)

    assert "kms:DescribeKey" in e.value.fix


@pytest.mark.usefixtures("kms")
@pytest.mark.parametrize(
    ("fault", "fix"),
    [
        (refusal("AccessDeniedException"), "give the deployer kms:ListKeys"),
        (refusal("KMSInternalException"), "see that AWS can be reached"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), "see that AWS can be reached"),
    ],
)
def test_silence_is_not_taken_for_no_key(finder, monkeypatch, fault, fix):
    def asked(*_):
        raise fault

    monkeypatch.setattr(found_keys, "_is_alive", asked)
    monkeypatch.setattr(found_keys, "keys_with", asked)
    with pytest.raises(MeshError, match="the account could not be searched") as caught:
        found(finder)

    assert caught.value.fix.startswith(fix)


def test_another_fault_about_one_key_is_no_hidden_key(kms):
    with pytest.raises(ClientError):
        found_keys.keys_with(Hiding(kms, "KMSInternalException", made(kms)), TAGS)
