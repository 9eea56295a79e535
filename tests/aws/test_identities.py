"""Ids as the AWS provider imports them, for every type in use."""

from types import SimpleNamespace
from typing import Any

import pytest

from localaws.types.registry import TYPES
from meshwright.aws.identities import IDENTITIES, KEY, OPAQUE, UNIMPORTABLE, identity_of

AWS: Any = SimpleNamespace(account="111122223333", region="eu-central-1")
BUCKET = {"bucket": "b"}


def test_every_type_in_use_has_an_identity_is_opaque_or_is_the_key():
    assert {*IDENTITIES, *OPAQUE, KEY} == {*TYPES}
    assert not OPAQUE & IDENTITIES.keys()


def test_what_the_provider_cannot_import_is_read_by_its_inputs():
    assert {token for token, type_ in TYPES.items() if not type_.importable} == UNIMPORTABLE


@pytest.mark.parametrize(
    ("token", "inputs", "identity"),
    [
        ("athena/workgroup:Workgroup", {"name": "w"}, "w"),
        ("glue/catalogDatabase:CatalogDatabase", {"name": "d"}, "111122223333:d"),
        ("glue/catalogDatabase:CatalogDatabase", {"name": "d", "catalogId": "9"}, "9:d"),
        (
            "glue/catalogTable:CatalogTable",
            {"databaseName": "d", "name": "t"},
            "111122223333:d:t",
        ),
        (
            "glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
            {},
            "111122223333",
        ),
        ("iam/policy:Policy", {"name": "p"}, "arn:aws:iam::111122223333:policy/p"),
        (
            "iam/policy:Policy",
            {"name": "p", "path": "/mesh/"},
            "arn:aws:iam::111122223333:policy/mesh/p",
        ),
        ("iam/role:Role", {"name": "r", "path": "/mesh/"}, "r"),
        ("iam/rolePolicy:RolePolicy", {"role": "r", "name": "p"}, "r:p"),
        ("kms/alias:Alias", {"name": "alias/mesh"}, "alias/mesh"),
        ("lakeformation/lfTag:LfTag", {"key": "pii"}, "111122223333:pii"),
        ("lakeformation/resource:Resource", {"arn": "arn:aws:s3:::b"}, "arn:aws:s3:::b"),
        ("s3/bucket:Bucket", BUCKET, "b"),
        ("s3/bucketObjectv2:BucketObjectv2", BUCKET | {"key": "a/b"}, "b/a/b"),
        ("s3/bucketPolicy:BucketPolicy", BUCKET, "b"),
        ("s3/bucketVersioning:BucketVersioning", BUCKET, "b"),
    ],
)
def test_an_id_is_what_the_provider_imports(token, inputs, identity):
    assert identity_of(f"aws:{token}", AWS, inputs) == identity


@pytest.mark.parametrize("token", [KEY, *sorted(OPAQUE), "aws:sns/topic:Topic"])
def test_what_does_not_follow_from_the_inputs_has_no_id(token):
    assert identity_of(token, AWS, {"name": "n", "bucket": "b"}) is None


@pytest.mark.parametrize("token", ["aws:s3/bucket:Bucket", "aws:iam/policy:Policy"])
def test_a_name_that_the_provider_made_up_is_not_known(token):
    assert identity_of(token, AWS, {"bucketPrefix": "b"}) is None
