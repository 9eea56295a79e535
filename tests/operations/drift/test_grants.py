from dataclasses import dataclass, field
from typing import Any

import pytest
from moto import mock_aws

from lake_listings import LISTINGS, granted
from meshwright.access.grant import listed
from meshwright.errors import MeshError
from meshwright.operations.drift.grants import extra_grants, extra_tag_grants, extra_tags
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Call, Kind
from meshwright.runner.cloud import connect

import shapes
from meshes import environment

pytestmark = pytest.mark.usefixtures("recorded_shape")

ADMINISTRATOR = "arn:aws:iam::111122223333:role/mesh-deployer"
TABLE = {"DatabaseName": "d", "Name": "t"}
COLUMNS = {"TableWithColumns": {**TABLE, "ColumnNames": ["b", "a"], "CatalogId": "1"}}
ALL_BUT_B = {"TableWithColumns": {**TABLE, "ColumnWildcard": {"ExcludedColumnNames": ["b"]}}}


def held(kind, **inputs):
    return shapes.holding(kind, inputs)


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

    filters: list = field(default_factory=list)

    def listed(self, _service, operation, *_asked, **_arguments):
        return self.filters if operation == "list_data_cells_filter" else self.grants


def as_cloud(answering: Answering) -> Any:
    return answering


def listing_of(*grants) -> Any:
    return Answering(list(grants))


def product(*permissions) -> Holdings:
    """A product of one table, and what it grants."""
    table = held("aws:glue/catalogTable:CatalogTable", databaseName="d", name="t")
    grants = (held("aws:lakeformation/permissions:Permissions", **p) for p in permissions)
    return Holdings("local.sales.orders", (table, *grants))


def test_a_grant_on_rows_that_nobody_declared_is_told():
    place = {"TableCatalogId": "1", "DatabaseName": "d", "TableName": "t"}
    rows = {"DataCellsFilter": {**place, "Name": "germany"}}
    declared = {"tableCatalogId": "1", "databaseName": "d", "tableName": "t", "name": "germany"}
    own = product({"principal": "a", "permissions": ["SELECT"], "dataCellsFilter": declared})
    cloud = Answering(
        [grant("a", rows, "SELECT"), grant("b", rows, "SELECT")],
        filters=[{**rows["DataCellsFilter"], "ColumnNames": ["x"], "VersionId": "1"}],
    )

    (found,) = extra_grants(own, as_cloud(cloud), "sales.orders")

    assert found.what == "b has SELECT on row filter germany of table d.t"


def on_columns(*columns, **more):
    named = {"catalogId": "2", "databaseName": "d", "name": "t", "columnNames": list(columns)}
    return {"principal": "reader", "permissions": ["SELECT"], "tableWithColumns": named, **more}


def on_table(*rights, **more):
    named = {"catalogId": "2", "databaseName": "d", "name": "t"}
    return {"principal": "reader", "permissions": list(rights), "table": named, **more}


def test_a_grant_of_the_state_is_no_drift_in_whatever_order_its_columns_are():
    cloud = listing_of(grant("reader", COLUMNS, "SELECT"))

    assert list(extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")) == []


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize(
    "inputs",
    [
        on_columns("a", "b"),
        on_columns("a", "b", permissionsWithGrantOptions=["SELECT"]),
        on_table("ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"),
        on_table("SELECT"),
        on_table("DESCRIBE", "INSERT"),
    ],
)
def test_what_the_state_grants_is_no_drift_in_whatever_shape_aws_lists_it(inputs, listing):
    cloud = listing_of(*listing(granted(inputs)))

    assert list(extra_grants(product(inputs), cloud, "sales.orders")) == []


@pytest.mark.parametrize("listing", LISTINGS)
def test_beside_the_states_grants_a_strangers_alone_is_drift(listing):
    ours, eves = on_columns("a", "b"), {**on_table("SELECT"), "principal": "eve"}
    entries = [e for inputs in (ours, eves) for e in listing(granted(inputs))]
    found = list(extra_grants(product(ours), listing_of(*entries), "sales.orders"))

    assert found
    assert {listed(d.remedy.arguments).principal for d in found if d.remedy} == {"eve"}


def test_of_a_grant_that_somebody_widened_only_the_rest_is_revoked():
    wider = {"TableWithColumns": {**TABLE, "ColumnNames": ["a", "b", "c"]}}
    cloud = listing_of(grant("reader", wider, "SELECT"))
    (found,) = extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")

    assert found.what == "reader has SELECT on table d.t (c)"
    assert found.remedy is not None
    assert found.remedy.arguments["Resource"]["TableWithColumns"]["ColumnNames"] == ["c"]


WHOLE_DATABASE = {"Table": {"DatabaseName": "d", "TableWildcard": {}}}
ROWS = {"TableCatalogId": "1", "DatabaseName": "d", "TableName": "t", "Name": "f"}


@pytest.mark.parametrize(
    ("who", "resource", "is_others"),
    [
        ("reader", {"Table": TABLE}, False),
        ("reader", WHOLE_DATABASE, False),
        ("reader", {"DataCellsFilter": ROWS}, False),
        ("reader", {"Table": {**TABLE, "Name": "u"}}, True),
        ("reader", {"Database": {"Name": "d"}}, True),
        ("eve", {"Table": TABLE}, True),
        ("111122223333:IAMPrincipals", {"Table": TABLE}, True),
        ("IAM_ALLOWED_PRINCIPALS", {"Table": TABLE}, False),
    ],
)
def test_a_right_is_of_others_where_the_mesh_gives_nothing_on_that_thing(who, resource, is_others):
    cloud = listing_of(grant(who, resource, "DROP"))
    (found,) = extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")

    assert (found.is_others, found.who) == (is_others, who if is_others else "")


def test_a_role_that_is_gone_is_nobody_to_be_named():
    cloud = listing_of(grant("eve", {"Table": TABLE}, "DROP"))
    (found,) = extra_grants(product(on_columns("a", "b")), cloud, "x", "eve".__eq__)

    assert not found.is_others


def test_another_right_of_a_reader_is_revoked_and_its_columns_are_not():
    own = grant("reader", COLUMNS, "SELECT")
    cloud = listing_of(own, grant("reader", {"Table": TABLE}, "DELETE", "DESCRIBE"))
    (found,) = extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")

    assert found.remedy is not None
    assert found.remedy.arguments["Permissions"] == ["DELETE"]


def test_what_only_may_be_passed_on_is_left_to_people():
    cloud = listing_of(grant("reader", COLUMNS, "SELECT", again=["SELECT"]))
    (found,) = extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")

    assert found.what == "reader may pass on SELECT on table d.t (a, b)"
    assert (found.opens, found.remedy) == (True, None)


def test_what_the_refresh_tells_of_already_is_told_once():
    table = held("aws:glue/catalogTable:CatalogTable", databaseName="d", name="t")
    before, after = on_table("SELECT"), on_table("DELETE", "SELECT")
    changed = shapes.holding(
        "aws:lakeformation/permissions:Permissions",
        before,
        after,
        op="update",
        differing=("permissions",),
    )
    cloud = listing_of(grant("reader", {"Table": TABLE}, "DELETE", "SELECT"))

    assert list(extra_grants(Holdings("local.x.y", (table, changed)), cloud, "x.y")) == []


def test_administrators_have_rights_that_nobody_granted():
    cloud = listing_of(grant(ADMINISTRATOR, {"Table": TABLE}, "ALL"))

    assert list(extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")) == []


def test_another_grant_opens_the_table_and_can_be_revoked():
    cloud = listing_of(grant("eve", {"Table": TABLE}, "SELECT", again=["SELECT"]))
    (found,) = extra_grants(product(on_columns("a", "b")), cloud, "sales.orders")

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
        ({"Table": {"DatabaseName": "d", "Name": "ALL_TABLES", "TableWildcard": {}}}, "table d.*"),
        ({"TableWithColumns": {**TABLE, "ColumnWildcard": {}}}, "table d.t"),
        (ALL_BUT_B, "table d.t (all but b)"),
        (COLUMNS, "table d.t (a, b)"),
        ({"DataLocation": {"ResourceArn": "a"}}, "location a"),
    ],
)
def test_what_is_granted_is_told_in_words(resource, words):
    (found,) = extra_grants(
        product(on_columns("a", "b")), listing_of(grant("eve", resource, "X")), "sales.orders"
    )

    assert found.what == f"eve has X on {words}"


def test_a_grant_by_tags_of_somebody_else_is_none_of_the_meshs():
    foundation = Holdings("local", (held("aws:lakeformation/lfTag:LfTag", key="pii"),))
    ours = {"LFTagPolicy": {"Expression": [{"TagKey": "pii", "TagValues": ["true"]}]}}
    theirs = {"LFTag": {"TagKey": "team", "TagValues": ["a"]}}
    cloud = listing_of(grant("eve", ours, "SELECT"), grant("eve", theirs, "ASSOCIATE"))
    found = {drift.what for drift in extra_tag_grants(foundation, cloud)}

    assert found == {"eve has SELECT on what is tagged pii=true"}


class Tagged:
    """A Lake Formation that has the same LF-tags on every table."""

    def __init__(self, **tags: str) -> None:
        self.tags = [{"TagKey": key, "TagValues": [value]} for key, value in tags.items()]

    def client(self, _service: str) -> "Tagged":
        return self

    def get_resource_lf_tags(self, **_asked: Any) -> dict[str, Any]:
        return {"LFTagsOnTable": self.tags}


def test_what_a_spec_tags_as_a_whole_is_no_drift_and_what_comes_on_top_is():
    table = held("aws:glue/catalogTable:CatalogTable", databaseName="d", name="t__next")
    other = held("aws:glue/catalogTable:CatalogTable", databaseName="d", name="t")
    named = {"databaseName": "d", "name": "t__next"}
    lf_tags = "aws:lakeformation/resourceLfTags:ResourceLfTags"
    tagged = held(lf_tags, table=named, lfTags=[{"key": "pii", "value": "true"}])
    database = held(lf_tags, database={"name": "d"}, lfTags=[{"key": "pii", "value": "false"}])
    holdings = Holdings("local.sales.orders", (table, other, tagged, database))

    found = extra_tags(holdings, Tagged(pii="true", team="a"), "sales.orders")  # type: ignore[arg-type]

    assert [drift.what for drift in found] == [
        "table d.t__next is tagged team=a",
        "table d.t is tagged pii=true, team=a",
    ]


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

    assert raised.value.fix == "mesh doctor --env dev"


def test_without_assuming_the_clouds_credentials_are_those_of_the_shell(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with mock_aws():
        cloud = connect(environment(), None, assume=False)
        identity = cloud.client("sts").get_caller_identity()

    assert identity["Account"] == "123456789012"
    assert cloud.client("sts") is cloud.client("sts")
