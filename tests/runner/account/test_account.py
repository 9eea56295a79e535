import json
from dataclasses import replace

import pytest

from meshwright.errors import MeshError
from meshwright.plan import plan
from meshwright.runner.account import lake, settings, takeover
from meshwright.runner.state.checkpoint import Checkpoint

from meshes import TODAY
from runner.account.conftest import ACCOUNT, ADMINISTRATOR

EVERYONE = "IAM_ALLOWED_PRINCIPALS"
SETTINGS = "aws:lakeformation/dataLakeSettings:DataLakeSettings"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
MANAGED = Checkpoint(3, {"resources": [{"type": SETTINGS}]})
OPEN = [{"Principal": {"DataLakePrincipalIdentifier": EVERYONE}, "Permissions": ["ALL"]}]
DEFAULT = {"Database": {"Name": "default"}}


def to(principal):
    return {"DataLakePrincipalIdentifier": principal}


def put(cloud, **changes):
    """Settings of an account in use, beside which nobody else administers."""
    whole = {"DataLakeAdmins": [to(ADMINISTRATOR)], **changes}
    cloud.client("lakeformation").put_data_lake_settings(DataLakeSettings=whole)


def role(cloud, name):
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    made = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)
    return made["Role"]["Arn"]


def said(account, foundation=None, *, whole=True):
    found = account.findings(foundation, whole=whole)
    return [(finding.code, finding.message) for finding in found]


def stacks_of(account, mesh_of):
    return plan(mesh_of(), account.environment, as_of=TODAY).stacks


def make(cloud, name, *tables, **more):
    """A database with tables, as another or the deployer would make it."""
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": name, **more})
    for table in tables:
        described = {"Columns": [{"Name": "id", "Type": "string"}]}
        table_input = {"Name": table, "StorageDescriptor": described, "PartitionKeys": []}
        glue.create_table(DatabaseName=name, TableInput=table_input)


def test_a_fresh_account_has_nothing_against_the_mesh(account_of):
    assert said(account_of()) == []


def test_nothing_is_asked_where_the_foundation_is_up_to_date(account_of, cloud):
    put(cloud, DataLakeAdmins=[to(role(cloud, "somebody"))])

    assert said(account_of(), whole=False) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"DataLakeAdmins": ["other"]}, "administrator"),
        ({"ReadOnlyAdmins": ["other"]}, "read-only administrator"),
        ({"TrustedResourceOwners": ["999900001111"]}, "trusted resource owner 999900001111"),
        ({"ExternalDataFilteringAllowList": [to("999900001111")]}, "account that may filter"),
        ({"AuthorizedSessionTagValueList": ["Amazon EMR"]}, "session tag value Amazon EMR"),
        ({"AllowExternalDataFiltering": True}, "AllowExternalDataFiltering"),
        ({"AllowFullTableExternalDataAccess": True}, "AllowFullTableExternalDataAccess"),
    ],
)
def test_what_the_first_put_would_remove_is_told_before(account_of, cloud, changes, told):
    other = role(cloud, "other")
    named = {k: [to(other)] if v == ["other"] else v for k, v in changes.items()}
    put(cloud, **named)
    ((code, message),) = said(account_of())

    assert code == "CHK051"
    assert told in message


def test_what_is_listed_or_adopted_stands_in_nobodys_way_and_stays(account_of, cloud, mesh_of):
    other, auditor = role(cloud, "other"), role(cloud, "auditor")
    put(
        cloud,
        DataLakeAdmins=[to(ADMINISTRATOR), to(other)],
        ReadOnlyAdmins=[to(auditor)],
        TrustedResourceOwners=["999900001111"],
        ExternalDataFilteringAllowList=[to("999900002222")],
        AuthorizedSessionTagValueList=["Amazon EMR"],
        Parameters={"CROSS_ACCOUNT_VERSION": "5"},
    )
    account = account_of(
        administrators=[ADMINISTRATOR, other],
        auditors=[auditor],
        crossAccountVersion=5,
        adopted={
            "trustedResourceOwners": ["999900001111"],
            "externalDataFilteringAllowList": ["999900002222"],
            "authorizedSessionTagValues": ["Amazon EMR"],
        },
    )
    before = settings.read_settings(cloud)

    assert said(account) == []
    assert account.settle(stacks_of(account, mesh_of)["local"]) == ()
    assert settings.read_settings(cloud) == before


def test_once_the_settings_are_the_meshs_a_change_of_the_file_is_meant(account_of, cloud):
    put(cloud, DataLakeAdmins=[to(ADMINISTRATOR), to(role(cloud, "gone_from_the_file"))])

    assert said(account_of(), MANAGED) == []


def test_a_version_of_sharing_is_never_lowered(account_of, cloud):
    put(cloud, Parameters={"CROSS_ACCOUNT_VERSION": "5"})

    assert [code for code, _ in said(account_of(), MANAGED)] == ["CHK052"]
    assert said(account_of(crossAccountVersion=5), MANAGED) == []


@pytest.mark.parametrize("field", settings.DEFAULTS)
@pytest.mark.parametrize("whole", [True, False])
def test_a_lake_that_others_keep_open_is_refused_before_anything_else(
    account_of, cloud, field, whole
):
    put(cloud, **{field[0].upper() + field[1:]: OPEN})
    ((code, message),) = said(account_of(accountSettings=False), whole=whole)

    assert code == "CHK050"
    assert message.endswith(f"opens every new database and table to {EVERYONE}")


def test_a_lake_that_others_keep_closed_is_none_of_the_meshs_business(account_of, cloud):
    put(cloud, DataLakeAdmins=[to(role(cloud, "other"))])

    assert said(account_of(accountSettings=False)) == []


def test_the_default_database_is_made_closed_where_it_is_missing(account_of, cloud, mesh_of):
    account = account_of()
    foundation = stacks_of(account, mesh_of)["local"]
    made = account.prepare(foundation, None)

    assert made == ("made the database default, which Athena asks for",)
    assert list(lake.open_to_everyone(cloud, "default", ())) == []
    assert said(account) == []
    assert account.prepare(foundation, None) == ()


def test_a_default_database_that_is_there_stays_as_it_is(account_of, cloud, mesh_of):
    put(cloud)
    make(cloud, "default", "scratch", Description="Ours since 2019.")
    account = account_of()
    before = cloud.client("glue").get_database(Name="default")["Database"]

    assert account.prepare(stacks_of(account, mesh_of)["local"], None) == ()
    assert cloud.client("glue").get_database(Name="default")["Database"] == before
    assert said(account) == []


def test_a_default_database_that_others_rely_on_is_refused_and_left_alone(account_of, cloud):
    make(cloud, "default", "scratch")
    ((code, message),) = said(account_of())

    assert (code, message) == ("CHK053", f"{EVERYONE} has ALL on the database default")
    assert lake.rights_on_default(cloud) == ("ALL",)


def test_a_default_database_that_nobody_could_see_before_fails_the_foundation(
    account_of, cloud, mesh_of
):
    account = account_of()
    foundation = stacks_of(account, mesh_of)["local"]
    make(cloud, "default")
    (reason,) = account.settle(foundation)

    assert reason.message == f"CHK053 {EVERYONE} has ALL on the database default"
    assert "revoke-permissions" in reason.fix


def test_settings_that_the_provider_could_not_send_are_put_right(account_of, cloud, mesh_of):
    account = account_of()
    put(cloud, CreateTableDefaultPermissions=OPEN, ReadOnlyAdmins=[to(role(cloud, "left"))])

    assert account.settle(stacks_of(account, mesh_of)["local"]) == ()
    found = settings.read_settings(cloud)
    assert (found.defaults, found.auditors, found.version) == ((), (), 4)


def test_settings_that_are_right_are_not_put_again(account_of, mesh_of):
    account = account_of()
    foundation = stacks_of(account, mesh_of)["local"]
    account.settle(foundation)
    account.cloud.client("lakeformation").put_data_lake_settings = None

    assert account.settle(foundation) == ()


def test_settings_that_aws_does_not_keep_fail_the_foundation(account_of, mesh_of):
    account = account_of()
    account.cloud.client("lakeformation").put_data_lake_settings = lambda **_: None
    (reason,) = account.settle(stacks_of(account, mesh_of)["local"])

    assert reason.message.startswith("CHK057 not as they were put: admins, createDatabase")


@pytest.mark.parametrize(
    ("closes", "resource", "told"),
    [
        (False, None, "database sales__orders: every new table is open to"),
        (True, {"Database": {"Name": "sales__orders"}}, "database sales__orders: "),
        (
            True,
            {"Table": {"DatabaseName": "sales__orders", "Name": "lines"}},
            "table sales__orders.lines: ",
        ),
        (
            True,
            {"Table": {"DatabaseName": "sales__orders", "TableWildcard": {}}},
            "all tables of sales__orders: ",
        ),
    ],
)
def test_a_product_that_is_open_to_all_of_iam_fails(
    account_of, cloud, mesh_of, closes, resource, told
):
    account = account_of()
    if closes:
        put(cloud)
    make(cloud, "sales__orders", "orders", "lines")
    if resource:
        cloud.client("lakeformation").grant_permissions(
            Principal=to(EVERYONE), Resource=resource, Permissions=["ALL"]
        )
    reasons = account.settle(stacks_of(account, mesh_of)["local.sales.orders"])

    assert reasons[0].message.startswith(f"CHK056 {told}")
    assert reasons[0].fix.endswith("mesh up --refresh sales.orders --env local")
    assert len(reasons) == (1 if closes else 4)


def test_a_closed_product_is_settled(account_of, cloud, mesh_of):
    put(cloud)
    make(cloud, "sales__orders", "orders", "lines")
    account = account_of()

    assert account.settle(stacks_of(account, mesh_of)["local.sales.orders"]) == ()


STATE = Checkpoint(
    3,
    {
        "resources": [
            {"type": DATABASE, "inputs": {"name": "sales__orders"}},
            {"type": TABLE, "inputs": {"databaseName": "sales__orders", "name": "orders"}},
            {"type": TABLE, "inputs": {"databaseName": "sales__orders", "name": "gone"}},
            {"type": "aws:s3/bucket:Bucket", "inputs": {"bucket": "b"}},
        ]
    },
)


def test_a_new_deployer_may_change_what_the_old_one_made(account_of, cloud, as_role, mesh_of):
    put(cloud)
    make(cloud, "sales__orders", "orders")
    new = as_role("new-deployer")
    arn = new.environment.spec.deployer
    changed = {"Name": "orders", "PartitionKeys": [], "StorageDescriptor": {"Columns": []}}
    with pytest.raises(Exception, match="Required Alter on orders"):
        new.client("glue").update_table(DatabaseName="sales__orders", TableInput=changed)

    account = account_of(deployer=arn, administrators=[arn, ADMINISTRATOR])
    product = stacks_of(account, mesh_of)["local.sales.orders"]
    done = account.prepare(product, STATE)

    assert done == (
        "gave the deployer ALTER, CREATE_TABLE, DROP on database sales__orders,"
        " which another had made",
        "gave the deployer ALTER, DROP on table sales__orders.orders, which another had made",
    )
    assert account.prepare(product, STATE) == ()
    new.client("glue").update_table(DatabaseName="sales__orders", TableInput=changed)
    new.client("glue").delete_database(Name="sales__orders")


def test_the_deployer_may_change_what_it_is_about_to_take_over(account_of, cloud, mesh_of):
    put(cloud)
    make(cloud, "sales__orders", "orders")
    new = role(cloud, "new")
    account = account_of(deployer=new, administrators=[new])
    stack = stacks_of(account, mesh_of)["local.sales.orders"]
    taken = [replace(d, adopts="123:it") for d in stack.declarations if d.type == DATABASE]
    known = Checkpoint(
        3,
        {"resources": [{"type": DATABASE, "inputs": taken[0].inputs, "importID": "123:it"}]},
    )

    done = account.prepare(replace(stack, declarations=tuple(taken)), None)

    assert done == (
        "gave the deployer ALTER, CREATE_TABLE, DROP on database sales__orders,"
        " which another had made",
    )
    assert account.prepare(replace(stack, declarations=tuple(taken)), known) == ()


def test_who_made_it_needs_no_grant(account_of, cloud, mesh_of):
    put(cloud)
    make(cloud, "sales__orders", "orders")
    account = account_of()

    assert account.prepare(stacks_of(account, mesh_of)["local.sales.orders"], STATE) == ()


def test_a_part_of_the_rights_is_completed(account_of, cloud):
    put(cloud)
    make(cloud, "sales__orders", "orders")
    new = role(cloud, "new")
    account = account_of(deployer=new, administrators=[new])
    table = {"Table": {"DatabaseName": "sales__orders", "Name": "orders"}}
    cloud.client("lakeformation").grant_permissions(
        Principal=to(new), Resource=table, Permissions=["ALTER", "DESCRIBE"]
    )
    found = list(takeover.lacking(account.cloud, STATE.resources))

    assert [(f.what, f.rights) for f in found] == [
        ("database sales__orders", ("ALTER", "CREATE_TABLE", "DROP")),
        ("table sales__orders.orders", ("DROP",)),
    ]


def test_an_account_that_does_not_answer_is_an_error_and_no_traceback(account_of):
    account = replace(account_of(), endpoint="http://127.0.0.1:9")

    with pytest.raises(MeshError, match="the account could not be asked"):
        account.findings(None, whole=True)


def test_the_file_is_where_findings_point_at(account_of, cloud):
    put(cloud, Parameters={"CROSS_ACCOUNT_VERSION": "5"})
    (finding,) = account_of().findings(None, whole=True)

    assert (finding.subject, finding.where) == ("local", "crossAccountVersion")
    assert finding.fix == "write crossAccountVersion: 5"
    assert ACCOUNT not in finding.message
