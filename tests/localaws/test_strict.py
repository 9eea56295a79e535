"""Where the local AWS answers as AWS does and moto alone does not."""

import io
import json

import pytest
from botocore.exceptions import ClientError

from meshwright.localaws.strict.conditions import UnknownOperatorError, holds
from meshwright.localaws.strict.layer import strict_app
from meshwright.localaws.strict.table import CORRECTIONS

ACCOUNT = "123456789012"
ROLE = {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:role/reader"}
TABLE = {"CatalogId": ACCOUNT, "DatabaseName": "sales", "Name": "orders"}
COLUMNS = {"TableWithColumns": {**TABLE, "ColumnNames": ["id", "amount"]}}


def put_policy(client, **statement) -> None:
    everyone = {"Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::data/*"}
    policy = {"Version": "2012-10-17", "Statement": [{**everyone, **statement}]}
    client("s3").put_bucket_policy(Bucket="data", Policy=json.dumps(policy))


@pytest.fixture
def bucket(client) -> None:
    place = {"LocationConstraint": "eu-central-1"}
    client("s3").create_bucket(Bucket="data", CreateBucketConfiguration=place)


def test_the_keys_of_the_local_aws_are_those_of_its_administrator(client) -> None:
    caller = client("sts").get_caller_identity()

    assert caller["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/administrator"
    assert caller["Account"] == ACCOUNT
    assert client("iam").list_users()["Users"] == []


@pytest.mark.usefixtures("bucket")
def test_a_tls_only_bucket_lets_its_own_account_in(client) -> None:
    put_policy(client, Effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})

    client("s3").put_object(Bucket="data", Key="a", Body=b"1")

    assert client("s3").get_object(Bucket="data", Key="a")["Body"].read() == b"1"


@pytest.mark.usefixtures("bucket")
def test_a_deny_whose_condition_holds_keeps_everyone_out(client) -> None:
    put_policy(client, Effect="Deny", Condition={"Bool": {"aws:SecureTransport": "true"}})

    with pytest.raises(ClientError, match="403"):
        client("s3").put_object(Bucket="data", Key="a", Body=b"1")


@pytest.mark.usefixtures("bucket")
def test_a_deny_for_other_principals_lets_the_administrator_in(client) -> None:
    only = {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/admin*"}}
    put_policy(client, Effect="Deny", Condition=only)

    answer = client("s3").put_object(Bucket="data", Key="a", Body=b"1")

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def versions(client) -> tuple[list[str], list[str]]:
    """The versions of all objects, and those of what hides them."""
    page = client("s3").list_object_versions(Bucket="data")
    fields = ("Versions", "DeleteMarkers")
    found, markers = ([v["VersionId"] for v in page.get(field, [])] for field in fields)
    return found, markers


@pytest.mark.usefixtures("bucket")
def test_a_deletion_while_versioning_is_paused_keeps_the_versions_and_each_can_go_alone(
    client,
) -> None:
    s3 = client("s3")
    s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    kept = s3.put_object(Bucket="data", Key="a", Body=b"1")["VersionId"]
    last = s3.put_object(Bucket="data", Key="a", Body=b"2")["VersionId"]
    s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Suspended"})
    s3.delete_object(Bucket="data", Key="a")

    found, markers = versions(client)
    assert set(found) == {kept, last}
    assert markers == ["null"]
    doomed = [{"Key": "a", "VersionId": version} for version in ("null", last)]
    s3.delete_objects(Bucket="data", Delete={"Objects": doomed})
    assert versions(client) == ([kept], [])
    assert s3.get_object(Bucket="data", Key="a")["Body"].read() == b"1"


@pytest.mark.usefixtures("bucket")
def test_log_delivery_is_let_in_by_one_statement_among_others(client) -> None:
    delivery = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::data/logs/*",
    }
    tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::data/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [tls, delivery]})
    client("s3").put_bucket_policy(Bucket="data", Policy=policy)

    def log_to(prefix: str) -> None:
        target = {"TargetBucket": "data", "TargetPrefix": prefix}
        client("s3").put_bucket_logging(
            Bucket="data", BucketLoggingStatus={"LoggingEnabled": target}
        )

    log_to("logs/")
    with pytest.raises(ClientError, match="InvalidTargetBucketForLogging"):
        log_to("elsewhere/")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, True),
        ({"StringEquals": {"aws:x": ["a", "b"]}}, True),
        ({"StringNotEquals": {"aws:x": "b"}}, False),
        ({"StringLike": {"AWS:X": "?"}}, True),
        ({"StringEquals": {"aws:missing": "b"}}, False),
        ({"StringNotEquals": {"aws:missing": "b"}}, True),
        ({"StringEqualsIfExists": {"aws:missing": "b"}}, True),
        ({"Null": {"aws:missing": "true"}}, True),
        ({"NumericLessThan": {"s3:TlsVersion": "1.2"}}, False),
        ({"IpAddress": {"aws:ip": "127.0.0.0/8"}, "Bool": {"aws:t": True}}, True),
        ({"ForAllValues:StringEquals": {"aws:missing": "b"}}, True),
    ],
)
def test_a_condition_holds_as_aws_says(condition, expected: bool) -> None:
    context = {"aws:x": "b", "s3:tlsversion": "1.3", "aws:ip": "127.0.0.1", "aws:t": "true"}

    assert holds(condition, context) is expected


def test_an_unknown_operator_is_never_guessed() -> None:
    with pytest.raises(UnknownOperatorError, match="DateLessThan"):
        holds({"DateLessThan": {"aws:CurrentTime": "2026-01-01"}}, {})


def test_a_workgroup_without_tags_has_an_empty_list_of_them(client) -> None:
    client("athena").create_work_group(Name="queries", Configuration={})

    arn = f"arn:aws:athena:eu-central-1:{ACCOUNT}:workgroup/queries"
    assert client("athena").list_tags_for_resource(ResourceARN=arn)["Tags"] == []


def test_a_workgroup_is_updated_and_keeps_what_the_update_leaves_out(client) -> None:
    athena = client("athena")
    results = {"OutputLocation": "s3://data/", "ExpectedBucketOwner": ACCOUNT}
    limit = {"BytesScannedCutoffPerQuery": 10**8}
    athena.create_work_group(
        Name="queries", Configuration={**limit, "ResultConfiguration": results}
    )

    updates = {
        "RemoveBytesScannedCutoffPerQuery": True,
        "ResultConfigurationUpdates": {"RemoveExpectedBucketOwner": True},
    }
    athena.update_work_group(WorkGroup="queries", State="DISABLED", ConfigurationUpdates=updates)

    group = athena.get_work_group(WorkGroup="queries")["WorkGroup"]
    assert group["State"] == "DISABLED"
    assert "BytesScannedCutoffPerQuery" not in group["Configuration"]
    assert group["Configuration"]["ResultConfiguration"] == {"OutputLocation": "s3://data/"}


def test_a_missing_workgroup_is_an_error(client) -> None:
    with pytest.raises(ClientError, match="WorkGroup queries is not found"):
        client("athena").get_work_group(WorkGroup="queries")


def test_permissions_are_listed_with_their_columns(client) -> None:
    lake = client("lakeformation")
    lake.grant_permissions(Principal=ROLE, Resource=COLUMNS, Permissions=["SELECT"])

    listed = lake.list_permissions(Principal=ROLE, Resource={"Table": TABLE})
    assert [g["Resource"] for g in listed["PrincipalResourcePermissions"]] == [COLUMNS]


def test_permissions_granted_one_after_the_other_add_up_and_are_revoked_one_by_one(client) -> None:
    lake, database = client("lakeformation"), {"Database": {"Name": "sales"}}
    for permission in ("DESCRIBE", "ALTER"):
        lake.grant_permissions(Principal=ROLE, Resource=database, Permissions=[permission])
    lake.revoke_permissions(Principal=ROLE, Resource=database, Permissions=["DESCRIBE"])

    (grant,) = lake.list_permissions()["PrincipalResourcePermissions"]
    assert grant["Permissions"] == ["ALTER"]


def test_revoking_what_nobody_has_is_refused_in_the_words_that_sdks_look_for(client) -> None:
    lake = client("lakeformation")
    with pytest.raises(ClientError) as refused:
        lake.revoke_permissions(Principal=ROLE, Resource=COLUMNS, Permissions=["SELECT"])

    error = refused.value.response["Error"]
    assert error["Code"] == "InvalidInputException"
    assert error["Message"].startswith("No permissions revoked. Grantee does not have")


def test_every_error_of_lake_formation_has_a_message_as_go_reads_it() -> None:
    heard = {}

    def moto(_environ, start_response):
        start_response("400 Bad Request", [("X-Amzn-ErrorType", "EntityNotFoundException")])
        return [b'{"message": "not there"}']

    scope = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/lakeformation/aws4_request, x"
    environ = {"HTTP_AUTHORIZATION": scope, "PATH_INFO": "/DescribeResource", "wsgi.input": None}
    environ["wsgi.input"] = io.BytesIO(b"{}")
    answer = strict_app(moto, CORRECTIONS, account=ACCOUNT)(
        environ, lambda status, headers: heard.update(status=status, headers=dict(headers))
    )

    assert json.loads(b"".join(answer))["Message"] == "not there"
    assert heard["headers"]["X-Amzn-ErrorType"] == "EntityNotFoundException"


def test_lf_tags_of_a_resource_merge_by_key_and_go_one_by_one(client) -> None:
    lake, database = client("lakeformation"), {"Database": {"Name": "sales"}}
    for key in ("domain", "pii"):
        lake.create_lf_tag(TagKey=key, TagValues=["a", "b"])
        pair = {"TagKey": key, "TagValues": ["a"]}
        lake.add_lf_tags_to_resource(Resource=database, LFTags=[pair])
    lake.remove_lf_tags_from_resource(
        Resource=database, LFTags=[{"TagKey": "pii", "TagValues": ["a"]}]
    )

    (tag,) = lake.get_resource_lf_tags(Resource=database)["LFTagOnDatabase"]
    assert tag["TagKey"] == "domain"


def test_a_column_inherits_its_databases_tags_unless_only_its_own_are_asked_for(client) -> None:
    lake = client("lakeformation")
    lake.create_lf_tag(TagKey="pii", TagValues=["true", "false"])
    column = {"TableWithColumns": {**TABLE, "ColumnNames": ["id"]}}
    database = {"Database": {"Name": "sales"}}
    lake.add_lf_tags_to_resource(
        Resource=database, LFTags=[{"TagKey": "pii", "TagValues": ["false"]}]
    )

    inherited = lake.get_resource_lf_tags(Resource=column)["LFTagsOnColumns"]
    own = lake.get_resource_lf_tags(Resource=column, ShowAssignedLFTags=True)
    assert inherited[0]["LFTags"][0]["TagValues"] == ["false"]
    assert "LFTagsOnColumns" not in own


def test_an_lf_tag_value_that_is_not_defined_is_a_failure(client) -> None:
    lake = client("lakeformation")
    lake.create_lf_tag(TagKey="pii", TagValues=["true"])

    answer = lake.add_lf_tags_to_resource(
        Resource={"Database": {"Name": "sales"}},
        LFTags=[{"TagKey": "pii", "TagValues": ["maybe"]}],
    )
    assert answer["Failures"][0]["Error"]["ErrorCode"] == "EntityNotFoundException"


def test_a_missing_lf_tag_is_an_error_and_an_old_one_is_not_made_again(client) -> None:
    lake = client("lakeformation")
    with pytest.raises(lake.exceptions.EntityNotFoundException):
        lake.get_lf_tag(TagKey="pii")
    lake.create_lf_tag(TagKey="pii", TagValues=["true"])
    with pytest.raises(lake.exceptions.InvalidInputException):
        lake.create_lf_tag(TagKey="pii", TagValues=["false"])


def test_a_location_keeps_how_and_when_it_was_registered(client) -> None:
    lake = client("lakeformation")
    lake.register_resource(
        ResourceArn="arn:aws:s3:::data", UseServiceLinkedRole=True, HybridAccessEnabled=True
    )

    info = lake.describe_resource(ResourceArn="arn:aws:s3:::data")["ResourceInfo"]
    assert info["HybridAccessEnabled"] is True
    assert info["RoleArn"].endswith("AWSServiceRoleForLakeFormationDataAccess")
    assert info["LastModified"].year >= 2026
