"""A foundation with a trail, in force in a local AWS: as agreed, and for auditors alone."""

from typing import Any

import pytest

from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.operations.proof.prove import prove
from meshwright.plan import audit_names, names, plan
from meshwright.runner.cloud import connect
from meshwright.specs.environment import Environment

from local_aws.athena.athena import Athena
from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from local_aws.iceberg.lake import client_of
from meshes import TODAY, MeshOf, environment

ACCOUNT = "123456789012"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"


@pytest.fixture
def place() -> Environment:
    return environment(
        "local",
        account=ACCOUNT,
        deployer=ADMINISTRATOR,
        administrators=[ADMINISTRATOR],
        audit={"trail": "own"},
    )


@pytest.fixture
def up(mesh_of: MeshOf, place: Environment, engine: EngineSide, client: Any) -> Assessment:
    mesh = mesh_of()
    planned = plan(mesh, place, as_of=TODAY)
    client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(planned, engine)
    return Assessment(mesh, place, planned, ())


def asking(aws: LocalAws, client: Any, role: str, workgroup: str) -> Athena:
    keys = client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return Athena(client_of("athena", aws.endpoint, keys), workgroup)


def test_what_is_up_with_a_trail_is_as_agreed(up: Assessment, aws: LocalAws, client: Any) -> None:
    assert prove(connect(up.environment, aws.endpoint), up).differences == ()
    trail = client("cloudtrail").get_trail_status(Name="mesh-local")
    assert trail["IsLogging"]


@pytest.mark.usefixtures("up")
def test_auditors_see_the_tables_and_nobody_else_does(
    place: Environment, aws: LocalAws, client: Any
) -> None:
    home = place.place_of(None)
    auditor = asking(aws, client, audit_names.auditor_role_arn(home), audit_names.workgroup(home))
    reader = asking(
        aws, client, names.reader_role_arn("sales", home), names.workgroup("sales", home)
    )

    columns = {row[0] for row in auditor.rows("describe mesh__audit.trail") if row[0]}

    assert {name.strip() for name in columns} >= {"eventname", "day"}
    assert "mesh__audit" not in str(reader.rows("show databases"))
    assert "Insufficient Lake Formation" in reader.failure("select * from mesh__audit.trail")
