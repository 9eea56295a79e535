"""What a role sees of a table is what Lake Formation has granted it, and nothing else is there."""

import json

import pytest
from botocore.exceptions import ClientError

from local_aws.athena.athena import Athena
from local_aws.athena.test_statements import ROWS
from local_aws.iceberg.lake import ACCOUNT, BUCKET, Lake, client_of

READS = [
    "athena:*",
    "glue:Get*",
    "lakeformation:GetDataAccess",
]
RESULTS = f"arn:aws:s3:::{BUCKET}/results/*"
FILES = f"arn:aws:s3:::{BUCKET}"


def allow(*actions: str, on: str = "*") -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on}


class Roles:
    """Roles that the account may assume, each with the policies that a test gives it."""

    def __init__(self, client, lake: Lake) -> None:
        self.client, self.lake = client, lake

    def create(self, name: str, *statements: dict[str, object], service: str = "") -> str:
        principal = {"Service": service} if service else {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        made = self.client("iam").create_role(
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )
        if statements:
            self.client("iam").put_role_policy(
                RoleName=name,
                PolicyName="own",
                PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
            )
        return made["Role"]["Arn"]

    def athena(self, arn: str) -> Athena:
        keys = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        endpoint = self.client("sts").meta.endpoint_url
        return Athena(client_of("athena", endpoint, keys), "analysts")

    def grant(self, arn: str, rights: list[str], resource: dict[str, object]) -> None:
        self.client("lakeformation").grant_permissions(
            Principal={"DataLakePrincipalIdentifier": arn}, Permissions=rights, Resource=resource
        )

    def grant_columns(self, arn: str, *columns: str) -> None:
        table = {"DatabaseName": "sales", "Name": "orders", "ColumnNames": list(columns)}
        self.grant(arn, ["SELECT"], {"TableWithColumns": table})

    def grant_table(self, arn: str, *rights: str) -> None:
        self.grant(arn, list(rights), {"Table": {"DatabaseName": "sales", "Name": "orders"}})


@pytest.fixture
def roles(client, lake: Lake, athena: Athena) -> Roles:
    """A closed lake: its location is registered with a role, and all may describe `default`."""
    athena.run(ROWS)
    roles = Roles(client, lake)
    access = roles.create(
        "access",
        allow("s3:GetObject", "s3:PutObject", "s3:DeleteObject", on=f"{FILES}/orders/*"),
        allow("s3:ListBucket", on=FILES),
        service="lakeformation.amazonaws.com",
    )
    lakes = client("lakeformation")
    lakes.put_data_lake_settings(
        DataLakeSettings={
            "CreateDatabaseDefaultPermissions": [],
            "CreateTableDefaultPermissions": [],
        }
    )
    lakes.register_resource(ResourceArn=f"{FILES}/orders", RoleArn=access)
    everyone = {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}
    for resource in (
        {"Table": {"DatabaseName": "sales", "Name": "orders"}},
        {"Database": {"Name": "sales"}},
    ):
        held = lakes.list_permissions(Resource=resource)["PrincipalResourcePermissions"]
        if any(entry["Principal"] == everyone for entry in held):
            lakes.revoke_permissions(Principal=everyone, Resource=resource, Permissions=["ALL"])
    client("glue").create_database(DatabaseInput={"Name": "default"})
    lakes.grant_permissions(
        Principal={"DataLakePrincipalIdentifier": f"{ACCOUNT}:IAMPrincipals"},
        Permissions=["DESCRIBE"],
        Resource={"Database": {"Name": "default"}},
    )
    return roles


@pytest.fixture
def reader(roles: Roles) -> str:
    return roles.create("reader", allow(*READS), allow("s3:PutObject", on=RESULTS))


def test_only_granted_columns_are_there(roles: Roles, reader: str) -> None:
    roles.grant_columns(reader, "order_id", "day")
    asking = roles.athena(reader)

    assert asking.rows("SELECT * FROM orders ORDER BY 1")[0] == ("a", "2026-01-01")
    for sql in (
        "SELECT amount FROM orders",
        "SELECT count(*) AS n FROM orders WHERE amount > 1",
        "SELECT order_id FROM orders ORDER BY amount",
        "SELECT o.order_id FROM orders o JOIN orders p ON o.amount = p.amount",
        "WITH x AS (SELECT * FROM orders) SELECT amount FROM x",
    ):
        assert "COLUMN_NOT_FOUND" in asking.failure(sql)
    assert [row[0].strip() for row in _listed(asking, "DESCRIBE orders")] == ["order_id", "day"]


def _listed(asking: Athena, sql: str) -> list[tuple[str, ...]]:
    rows = asking.run(sql)["ResultSet"]["Rows"]
    return [tuple(value["VarCharValue"] for value in row["Data"]) for row in rows]


def test_who_is_granted_nothing_sees_no_table(roles: Roles, reader: str) -> None:
    asking = roles.athena(reader)

    said = asking.failure("SELECT order_id FROM orders")

    assert "Insufficient Lake Formation permission(s): Required Describe on orders" in said
    assert _listed(asking, "SHOW TABLES") == []
    assert _listed(asking, "SHOW DATABASES") == [("default",)]


def test_who_may_only_describe_reads_no_row(roles: Roles, reader: str) -> None:
    roles.grant_table(reader, "DESCRIBE")

    said = roles.athena(reader).failure("SELECT order_id FROM orders")

    assert "Required Select on orders" in said
    assert _listed(roles.athena(reader), "SHOW TABLES") == [("orders",)]


def test_who_may_not_ask_for_data_reads_none(roles: Roles) -> None:
    arn = roles.create("poor", allow("athena:*", "glue:Get*"), allow("s3:PutObject", on=RESULTS))
    roles.grant_table(arn, "SELECT")

    assert "lakeformation:GetDataAccess" in roles.athena(arn).failure("SELECT 1 AS n")


def test_results_are_written_as_who_asks(roles: Roles) -> None:
    arn = roles.create("mute", allow(*READS))
    roles.grant_table(arn, "SELECT")

    said = roles.athena(arn).failure("SELECT order_id FROM orders")

    assert "Access denied when writing output to url" in said


def test_files_are_read_by_the_role_that_registered_them(roles: Roles, reader: str, client) -> None:
    roles.grant_table(reader, "SELECT")
    assert roles.athena(reader).rows("SELECT order_id FROM orders") != []

    client("iam").delete_role_policy(RoleName="access", PolicyName="own")

    assert "s3:GetObject" in roles.athena(reader).failure("SELECT order_id FROM orders")


def test_a_stranger_starts_no_query(roles: Roles) -> None:
    stranger = roles.athena(roles.create("stranger"))

    with pytest.raises(ClientError, match="AccessDeniedException"):
        stranger.start("SELECT 1 AS n")


def test_a_row_is_written_by_who_may_insert(roles: Roles, reader: str) -> None:
    roles.grant_table(reader, "SELECT")
    asking = roles.athena(reader)
    insert = "INSERT INTO orders (order_id) VALUES ('z')"
    assert "Required Insert on orders" in asking.failure(insert)

    roles.grant_table(reader, "INSERT", "DELETE")

    assert asking.changed(insert) == 1
    assert asking.changed("DELETE FROM orders WHERE order_id = 'z'") == 1


def test_what_a_caller_cannot_read_whole_it_does_not_write(roles: Roles, reader: str) -> None:
    roles.grant_columns(reader, "order_id")

    said = roles.athena(reader).failure("INSERT INTO orders (order_id) VALUES ('z')")

    assert "Insufficient Lake Formation permission(s)" in said


def test_tags_open_tables_and_the_columns_that_bear_them(roles: Roles, reader: str) -> None:
    lakes = roles.client("lakeformation")
    lakes.create_lf_tag(TagKey="pii", TagValues=["true", "false"])
    table = {"DatabaseName": "sales", "Name": "orders"}
    for resource, value in (
        ({"Table": table}, "false"),
        ({"TableWithColumns": {**table, "ColumnNames": ["amount"]}}, "true"),
    ):
        lakes.add_lf_tags_to_resource(
            Resource=resource, LFTags=[{"TagKey": "pii", "TagValues": [value]}]
        )
    expression = [{"TagKey": "pii", "TagValues": ["false"]}]
    policy = {"ResourceType": "TABLE", "Expression": expression}
    roles.grant(reader, ["SELECT"], {"LFTagPolicy": policy})

    found = roles.athena(reader).rows("SELECT * FROM orders ORDER BY order_id")

    assert found[0] == ("a", "2026-01-01", "1")
