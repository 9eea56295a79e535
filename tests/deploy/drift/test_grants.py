from dataclasses import dataclass, field
from typing import Any

import pytest
from moto import mock_aws

from meshwright.deploy.drift.cloud import connect
from meshwright.deploy.drift.grants import extra_grants, extra_tag_grants
from meshwright.deploy.drift.state import Holding, Holdings
from meshwright.deploy.drift.values import Call, Kind
from meshwright.errors import MeshError

from meshes import environment

ADMINISTRATOR = "arn:aws:iam::111122223333:role/mesh-deployer"
TABLE = {"DatabaseName": "d", "Name": "t"}
COLUMNS = {"TableWithColumns": {**TABLE, "ColumnNames": ["b", "a"], "CatalogId": "1"}}


def held(kind, **inputs):
    return Holding(kind, "x", "same", (), inputs, {}, inputs, {})


def grant(principal, resource, *rights, again=()):
    return {
        "Principal": {"DataLakePrincipalIdentifier": principal},
        "Resource": resource,
        "Permissions": list(rights),
        "PermissionsWithGrantOption": list(again),
    }


@dataclass
class Answering:
    """A cloud that lists the same grants whatever it is asked about."""

    grants: list
    environment: object = field(default_factory=environment)

    def listed(self, *_asked, **_arguments):
        return self.grants


def listing(*grants) -> Any:
    return Answering(list(grants))


PRODUCT = Holdings(
    "local.sales.orders",
    (
        held("aws:glue/catalogTable:CatalogTable", databaseName="d", name="t"),
        held(
            "aws:lakeformation/permissions:Permissions",
            principal="reader",
            tableWithColumns={
                "catalogId": "2",
                "databaseName": "d",
                "name": "t",
                "columnNames": ["a", "b"],
            },
        ),
    ),
)


def test_a_grant_of_the_state_is_no_drift_in_whatever_order_its_columns_are():
    cloud = listing(grant("reader", COLUMNS, "SELECT"))

    assert list(extra_grants(PRODUCT, cloud, "sales.orders")) == []


def test_administrators_have_rights_that_nobody_granted():
    cloud = listing(grant(ADMINISTRATOR, {"Table": TABLE}, "ALL"))

    assert list(extra_grants(PRODUCT, cloud, "sales.orders")) == []


def test_another_grant_opens_the_table_and_can_be_revoked():
    cloud = listing(grant("eve", {"Table": TABLE}, "SELECT", again=["SELECT"]))
    (found,) = extra_grants(PRODUCT, cloud, "sales.orders")

    assert (found.kind, found.opens, found.subject) == (Kind.EXTRA, True, "sales.orders")
    assert found.what == "eve has SELECT on table d.t, and may pass it on"
    assert found.remedy == Call(
        "lakeformation",
        "revoke_permissions",
        {
            "Principal": {"DataLakePrincipalIdentifier": "eve"},
            "Resource": {"Table": TABLE},
            "Permissions": ["SELECT"],
            "PermissionsWithGrantOption": ["SELECT"],
        },
    )


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({"Database": {"Name": "d"}}, "database d"),
        ({"Table": {"DatabaseName": "d", "TableWildcard": {}}}, "table d.*"),
        (COLUMNS, "table d.t (b, a)"),
        ({"DataLocation": {"ResourceArn": "a"}}, "location a"),
    ],
)
def test_what_is_granted_is_told_in_words(resource, words):
    (found,) = extra_grants(PRODUCT, listing(grant("eve", resource, "X")), "sales.orders")

    assert found.what == f"eve has X on {words}"


def test_a_grant_by_tags_of_somebody_else_is_none_of_the_meshs():
    foundation = Holdings("local", (held("aws:lakeformation/lfTag:LfTag", key="pii"),))
    ours = {"LFTagPolicy": {"Expression": [{"TagKey": "pii", "TagValues": ["true"]}]}}
    theirs = {"LFTag": {"TagKey": "team", "TagValues": ["a"]}}
    cloud = listing(grant("eve", ours, "SELECT"), grant("eve", theirs, "ASSOCIATE"))
    found = {drift.what for drift in extra_tag_grants(foundation, cloud)}

    assert found == {"eve has SELECT on what is tagged pii=true"}


def test_a_call_can_be_typed_into_a_shell():
    call = Call("s3api", "delete_bucket_replication", {"Bucket": "it's"})

    assert call.command == (
        """aws s3api delete-bucket-replication --cli-input-json '{"Bucket":"it'"'"'s"}'"""
    )


def test_a_deployer_that_cannot_be_assumed_is_an_error_with_a_remedy(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    with pytest.raises(MeshError, match="mesh-deployer cannot be assumed") as raised:
        connect(environment(), None, seconds=1, attempts=1)

    assert raised.value.fix == "./mesh doctor --env dev"


def test_without_assuming_the_clouds_credentials_are_those_of_the_shell(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with mock_aws():
        cloud = connect(environment(), None, assume=False)
        identity = cloud.client("sts").get_caller_identity()

    assert identity["Account"] == "123456789012"
    assert cloud.client("sts") is cloud.client("sts")
