"""docs/how-to/real-account.md, walked through from an account that others have long been using."""

import re
from typing import Any

import pytest

import aws_commands
from meshwright.operations.doctor.lake import lake_formation
from meshwright.operations.doctor.questions import Health
from meshwright.operations.drift.openings import open_databases, open_default
from meshwright.operations.drift.state import Holdings
from meshwright.plan import plan
from meshwright.plan.declaration import as_json
from meshwright.runner.account import lake
from meshwright.runner.cloud import Cloud
from meshwright.specs.load import load_environment, load_mesh

import shapes
from checkouts import ROOT
from meshes import TODAY
from runner.account.conftest import ACCOUNT, ADMINISTRATOR

PAGE = (ROOT / "docs/how-to/real-account.md").read_text()
STATE, JOB = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
EVERYONE = "IAM_ALLOWED_PRINCIPALS"
OPEN = [{"Principal": {"DataLakePrincipalIdentifier": EVERYONE}, "Permissions": ["ALL"]}]
OTHER, AUDITOR = (f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("lake-admin", "auditor"))
THEIRS = ("warehouse", "default")
LISTED = {
    "administrators": [ADMINISTRATOR, OTHER],
    "auditors": [AUDITOR],
    "crossAccountVersion": 5,
}


@pytest.fixture
def used(cloud: Cloud) -> Cloud:
    """Other administrators, open defaults, databases with tables, `default` too, and version 5."""
    for arn in (OTHER, AUDITOR):
        cloud.client("iam").create_role(
            RoleName=arn.rpartition("/")[2],
            AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}',
        )
    settings = {
        "DataLakeAdmins": [{"DataLakePrincipalIdentifier": a} for a in (ADMINISTRATOR, OTHER)],
        "ReadOnlyAdmins": [{"DataLakePrincipalIdentifier": AUDITOR}],
        "CreateDatabaseDefaultPermissions": OPEN,
        "CreateTableDefaultPermissions": OPEN,
        "Parameters": {"CROSS_ACCOUNT_VERSION": "5"},
    }
    cloud.client("lakeformation").put_data_lake_settings(DataLakeSettings=settings)
    for name in THEIRS:
        make(cloud, name)
    return cloud


def make(cloud: Cloud, database: str) -> None:
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": database})
    described = {"Columns": [{"Name": "id", "Type": "string"}]}
    table = {"Name": "orders", "StorageDescriptor": described, "PartitionKeys": []}
    glue.create_table(DatabaseName=database, TableInput=table)


def theirs(cloud: Cloud) -> dict[str, Any]:
    """All that was in the account before, beside the defaults that the page says become closed."""
    glue, formation = cloud.client("glue"), cloud.client("lakeformation")
    settings = formation.get_data_lake_settings()["DataLakeSettings"]
    admins = {
        entry["DataLakePrincipalIdentifier"]
        for field in ("DataLakeAdmins", "ReadOnlyAdmins")
        for entry in settings[field]
    }
    tables = [glue.get_table(DatabaseName=n, Name="orders")["Table"] for n in THEIRS]
    return {
        "administrators": admins,
        "version": settings["Parameters"]["CROSS_ACCOUNT_VERSION"],
        "databases": [glue.get_database(Name=n)["Database"] for n in THEIRS],
        "tables": [table["Name"] for table in tables],
        "rights": list(lake.open_to_everyone(cloud, "warehouse", ["orders"])),
    }


def failing(cloud: Cloud) -> set[str]:
    """What the doctor says fails."""
    return {v.finding for v in lake_formation(cloud, None) if v.health is Health.FAILS}


def test_an_account_in_use_is_refused_then_brought_up_with_all_it_had(used, account_of, mesh_of):
    before, unlisted = theirs(used), account_of()
    told = failing(unlisted.cloud)
    refused = unlisted.findings(None, whole=True)

    # Refused, and nothing has changed: the doctor and `up` say the same, with what to do.
    assert {f"{f.message} ({f.code})" for f in refused} == told
    assert [f.code for f in refused] == ["CHK052", "CHK051", "CHK051", "CHK053"]
    assert all(f.code in PAGE for f in refused)
    assert [f.fix.split(",")[0] for f in refused[:3]] == [
        "write crossAccountVersion: 5",
        "add it under administrators",
        "add it under auditors",
    ]
    assert theirs(used) == before

    # The file lists what is there, and the owner of `default` takes its opening away as told.
    listed = account_of(**LISTED)
    assert [f.code for f in listed.findings(None, whole=True)] == ["CHK053"]
    aws_commands.run(refused[-1].fix.partition("then: ")[2], used.client)
    assert listed.findings(None, whole=True) == ()
    assert failing(listed.cloud) == set()

    # Up: the settings are the file's, new databases are closed, and nothing that was there is gone.
    stacks = plan(mesh_of(), listed.environment, as_of=TODAY).stacks
    assert listed.prepare(stacks["local"], None) == ()
    assert listed.settle(stacks["local"]) == ()
    assert theirs(used) == before
    make(used, "sales__orders")
    assert listed.settle(stacks["local.sales.orders"]) == ()

    # Nothing of it is drift.
    declared = stacks["local.sales.orders"].declarations
    held = tuple(shapes.holding(d.type, as_json(d.inputs), name=d.name) for d in declared)
    assert list(open_databases(Holdings("local.sales.orders", held), used, str)) == []
    assert list(open_default(used)) == []


def test_settings_that_others_keep_are_left_to_them(used, account_of, mesh_of):
    account = account_of(accountSettings=False)
    codes = [f.code for f in account.findings(None, whole=True)]
    assert codes == ["CHK050", "CHK053"]
    assert all(code in PAGE for code in codes)

    formation = used.client("lakeformation")
    settings = formation.get_data_lake_settings()["DataLakeSettings"]
    closed = {f"Create{what}DefaultPermissions": [] for what in ("Database", "Table")}
    formation.put_data_lake_settings(DataLakeSettings={**settings, **closed})
    formation.revoke_permissions(**lake.all_of_default(("ALL",)))
    before = theirs(used)

    assert account.findings(None, whole=True) == ()
    assert before["administrators"] == {ADMINISTRATOR, OTHER, AUDITOR}
    assert account.settle(plan(mesh_of(), account.environment, as_of=TODAY).stacks["local"]) == ()
    assert theirs(used) == before


def test_the_pages_commands_make_the_state_that_the_file_names(cloud):
    spec = load_environment(ROOT, "dev").spec
    aws_commands.run(STATE, cloud.client)
    s3, kms = cloud.client("s3"), cloud.client("kms")
    bucket = (spec.backend or "").removeprefix("s3://")
    alias = spec.secrets_provider.removeprefix("awskms://").partition("?")[0]
    key = kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"]
    blocked = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]

    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert len(blocked) == 4
    assert all(blocked.values())
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == key


def test_the_job_that_the_page_shows_is_one_of_the_plans_products():
    dev = load_environment(ROOT, "dev")
    planned = plan(load_mesh(ROOT).mesh, dev, as_of=TODAY)
    named = {
        str(value)
        for stack in planned.stacks.values()
        for declared in stack.declarations
        for value in as_json(declared.inputs).values()
    }
    (role,) = re.findall(r"--role (\S+)", JOB)
    (bucket,) = re.findall(r"ScriptLocation=s3://([^/]+)/", JOB)

    assert {role, bucket} <= named
    assert '"--enable-lakeformation-fine-grained-access":"true"' in JOB


def test_the_pages_job_is_one_that_glue_takes(cloud):
    aws_commands.run(JOB.partition("\naws glue start")[0], cloud.client)
    (job,) = cloud.client("glue").get_jobs()["Jobs"]

    assert (job["GlueVersion"], job["NumberOfWorkers"]) == ("5.0", 4)
