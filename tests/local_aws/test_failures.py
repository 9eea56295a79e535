"""What happens when AWS says no: the call and the resource are named, and nothing is lost."""

import json
from typing import Any

import grpc
import pytest

from localaws.provider import wire
from localaws.types import lake_formation_tag, s3_bucket

from local_aws.engine_side import EngineSide, Messages
from local_aws.sample import DATABASE, ROLE, ROLE_NEEDED, TABLE_NEEDED, TAG, policy, trust
from local_aws.samples import BY_NAME

BUCKET = {"bucket": "data"}


def test_a_resource_that_is_there_already_is_an_error_that_names_it(engine: EngineSide) -> None:
    sample = BY_NAME["CatalogDatabase"]
    engine.create(sample.type, sample.inputs)

    with pytest.raises(grpc.RpcError) as refused:
        engine.create(sample.type, sample.inputs)

    text = str(refused.value)
    assert "aws:glue/catalogDatabase:CatalogDatabase thing (123456789012/sales)" in text
    assert "CreateDatabase: AlreadyExistsException" in text


def test_a_bucket_that_holds_objects_is_kept_unless_force_destroy_is_said(
    engine: EngineSide, client
) -> None:
    bucket = engine.create("aws:s3/bucket:Bucket", BUCKET)
    versioned = {"bucket": "data", "versioningConfiguration": {"status": "Enabled"}}
    engine.create("aws:s3/bucketVersioning:BucketVersioning", versioned)
    for number in range(3):
        client("s3").put_object(Bucket="data", Key="a/b", Body=b"%d" % number)
    client("s3").delete_object(Bucket="data", Key="a/b")

    with pytest.raises(grpc.RpcError, match="DeleteBucket: BucketNotEmpty"):
        engine.delete(bucket)
    forced = engine.update(bucket, {**BUCKET, "forceDestroy": True})
    engine.delete(forced)

    assert client("s3").list_buckets()["Buckets"] == []


def test_a_bucket_whose_versioning_was_paused_is_emptied_of_marks_too(
    engine: EngineSide, client
) -> None:
    bucket = engine.create("aws:s3/bucket:Bucket", {**BUCKET, "forceDestroy": True})
    client("s3").put_object(Bucket="data", Key="a", Body=b"1")
    versioned = {"bucket": "data", "versioningConfiguration": {"status": "Enabled"}}
    versioning = engine.create("aws:s3/bucketVersioning:BucketVersioning", versioned)
    client("s3").delete_object(Bucket="data", Key="a")

    engine.delete(versioning)
    engine.delete(bucket)

    assert engine.read(bucket) is None


def test_a_bucket_of_more_than_a_page_of_objects_is_emptied(client, engine: EngineSide) -> None:
    bucket = engine.create("aws:s3/bucket:Bucket", {**BUCKET, "forceDestroy": True})
    s3 = client("s3")
    for number in range(7):
        s3.put_object(Bucket="data", Key=f"k{number}", Body=b"x")

    class Paged:
        """S3 with pages of two."""

        def list_object_versions(self, **arguments):
            return s3.list_object_versions(**arguments, MaxKeys=2)

        delete_objects = s3.delete_objects

    s3_bucket.empty(Paged(), "data")

    assert "Contents" not in s3.list_objects_v2(Bucket="data")
    engine.delete(bucket)


def test_a_bucket_that_was_made_but_not_completed_is_told_to_the_engine(
    engine: EngineSide, client
) -> None:
    tags_refused = {"aws:reserved": "x"}
    request = Messages.CreateRequest(
        urn="urn:pulumi:s::p::aws:s3/bucket:Bucket::thing",
        type="aws:s3/bucket:Bucket",
        name="thing",
        properties=wire.struct({**BUCKET, "tags": tags_refused}),
    )
    with pytest.raises(grpc.RpcError) as refused:
        engine.stub.Create(request)

    call: Any = refused.value
    trailing = dict(call.trailing_metadata())
    assert b"ErrorResourceInitFailed" in trailing["grpc-status-details-bin"]
    assert b"data" in trailing["grpc-status-details-bin"]
    assert "PutBucketTagging" in call.details()
    assert [b["Name"] for b in client("s3").list_buckets()["Buckets"]] == ["data"]


def test_a_role_with_policies_goes_only_when_that_is_said(engine: EngineSide) -> None:
    role = {"name": "reader", "assumeRolePolicy": trust("glue")}
    made = engine.create("aws:iam/role:Role", role)
    inline = {"name": "a", "role": "reader", "policy": policy("s3:GetObject")}
    engine.create("aws:iam/rolePolicy:RolePolicy", inline)

    with pytest.raises(grpc.RpcError, match="DeleteRole: DeleteConflict"):
        engine.delete(made)
    engine.delete(engine.update(made, {**role, "forceDetachPolicies": True}))

    assert engine.read(made) is None


def test_a_policys_oldest_version_makes_room_for_a_new_one(engine: EngineSide, client) -> None:
    sample = BY_NAME["Policy"]
    resource = engine.create(sample.type, sample.inputs)
    for number in range(7):
        action = json.loads(sample.inputs["policy"])
        action["Statement"][0]["Sid"] = f"v{number}"
        resource = engine.update(resource, {**resource.inputs, "policy": json.dumps(action)})

    versions = client("iam").list_policy_versions(PolicyArn=resource.id)["Versions"]
    assert len(versions) == 5
    assert engine.read(resource) == resource


def test_a_key_is_scheduled_for_deletion_with_its_window(engine: EngineSide, client) -> None:
    made = engine.create("aws:kms/key:Key", {"deletionWindowInDays": 7})
    engine.delete(made)

    metadata = client("kms").describe_key(KeyId=made.id)["KeyMetadata"]
    assert metadata["KeyState"] == "PendingDeletion"
    assert engine.read(made) is None


def test_a_tag_of_many_values_is_made_and_changed_in_batches(engine: EngineSide) -> None:
    values = [f"d{number:03}" for number in range(120)]
    tag = engine.create("aws:lakeformation/lfTag:LfTag", {"key": "domain", "values": values})
    changed = engine.update(tag, {**tag.inputs, "values": [f"e{n:03}" for n in range(120)]})

    assert [len(batch) for batch in lake_formation_tag.batches(values)] == [50, 50, 20]
    assert engine.read(changed) == changed


def test_an_iceberg_tables_own_parameters_survive_an_update(engine: EngineSide, client) -> None:
    engine.create("aws:glue/catalogDatabase:CatalogDatabase", {"name": "sales"})
    table = {"databaseName": "sales", "name": "orders", "parameters": {"a": "1"}}
    made = engine.create("aws:glue/catalogTable:CatalogTable", table)
    own = {"table_type": "ICEBERG", "metadata_location": "s3://data/1.json"}
    client("glue").update_table(
        DatabaseName="sales", TableInput={"Name": "orders", "Parameters": {"a": "1", **own}}
    )

    engine.update(made, {**made.inputs, "parameters": {"a": "2"}})

    now = client("glue").get_table(DatabaseName="sales", Name="orders")["Table"]
    assert now["Parameters"] == {"a": "2", **own}


def test_what_cannot_be_imported_says_so(engine: EngineSide) -> None:
    for name in ("Permissions", "ResourceLfTags", "DataLakeSettings"):
        with pytest.raises(grpc.RpcError, match="cannot be imported"):
            engine.import_(BY_NAME[name].type, "123")


@pytest.mark.parametrize(
    ("target", "permission"),
    [
        ({"database": {"name": "sales"}}, "DESCRIBE"),
        ({"table": {"databaseName": "sales", "wildcard": True}}, "DESCRIBE"),
        ({"tableWithColumns": {"databaseName": "sales", "name": "orders", "wildcard": True,
                               "excludedColumnNames": ["amount"]}}, "SELECT"),
        ({"dataLocation": {"arn": "arn:aws:s3:::data"}}, "DATA_LOCATION_ACCESS"),
        ({"lfTagPolicy": {"resourceType": "TABLE", "expressions": [
            {"key": "pii", "values": ["true", "false"]}]}}, "DESCRIBE"),
    ],
    ids=["database", "table", "columns", "location", "tags"],
)  # fmt: skip
def test_a_permission_on_anything_is_granted_found_and_revoked_exactly(
    engine: EngineSide, client, target, permission: str
) -> None:
    lake = client("lakeformation")
    lake.put_data_lake_settings(DataLakeSettings={})
    for type_, inputs in (ROLE_NEEDED, DATABASE, TABLE_NEEDED, TAG):
        engine.create(type_, inputs)
    lake.register_resource(ResourceArn="arn:aws:s3:::data", RoleArn=ROLE)
    inputs = {"principal": ROLE, "permissions": [permission], **target}
    made = engine.create("aws:lakeformation/permissions:Permissions", inputs)
    assert engine.read(made) == made

    engine.delete(made)

    assert engine.read(made) is None
    listed = lake.list_permissions()["PrincipalResourcePermissions"]
    # What a creator has on what it made is nobody's grant.
    assert ROLE not in {each["Principal"]["DataLakePrincipalIdentifier"] for each in listed}


def test_a_permission_on_a_table_that_is_gone_is_gone_too(engine: EngineSide, client) -> None:
    for type_, inputs in BY_NAME["Permissions"].needs:
        engine.create(type_, inputs)
    made = engine.create(BY_NAME["Permissions"].type, BY_NAME["Permissions"].inputs)
    client("glue").delete_table(DatabaseName="sales", Name="orders")

    assert engine.read(made) is None
    engine.delete(made)
