"""A trail that the account has already, asked end to end: registered as the page's policies let it
be, by auditors alone, and told of by `mesh access used`.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from existing_trail import BUCKET, ROLE, folder, lay_down, settings
from meshwright import local_instance
from meshwright.cli.app import run
from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.operations.proof.prove import prove
from meshwright.plan import audit_names, names, plan
from meshwright.runner.cloud import connect
from meshwright.specs.environment import Environment
from meshwright.specs.environments import load_environment
from meshwright.specs.load import load_mesh

from local_aws.athena.athena import Athena
from local_aws.brought_up import bring_up
from local_aws.conftest import ACCOUNT, REGION
from local_aws.engine_side import EngineSide
from local_aws.iceberg.lake import client_of
from local_aws.small_checkout import LOCAL, small_checkout
from meshes import TODAY
from operations.used.trail import by_athena, of_files, session

WHOLE = """\
purpose: Whole files
tables:
  lines: {}
files: true
starts: 2026-01-01
expires: 2026-12-31
"""
REPORTING = f"arn:aws:iam::{ACCOUNT}:role/mesh/finance/mesh-local--finance--reporting--runtime"
PEOPLE = f"arn:aws:iam::{ACCOUNT}:role/mesh/finance/mesh-local--finance--reader"
HOME = f"arn:aws:s3:::{BUCKET}/{folder(ACCOUNT)}"
Told = dict[str, Any]


def here(record: Any) -> Any:
    """A record of the tests' trail, as one of this account and environment."""
    text = json.dumps(record).replace("111122223333", ACCOUNT).replace("mesh-dev--", "mesh-local--")
    return json.loads(text)


ASKED = here(by_athena("jane@acme.example"))
EARLIER = {**ASKED, "eventName": "GetTable", "eventTime": "2026-03-01T08:00:00Z"}
WRITING = {**EARLIER, "eventName": "PutBucketPolicy", "readOnly": False}
READ = here(of_files(session(PEOPLE, "notebook"), "lines/a.parquet"))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mesh with an agreement on rows and one on whole files, whose trail is there already."""
    root = small_checkout(tmp_path, {"sales/orders/access/finance.yaml": WHOLE}, monkeypatch)
    with (root / LOCAL).open("a") as local:
        # Whoever is of the account may ask, as without a list.
        local.write(yaml.safe_dump({"audit": settings(ACCOUNT)["audit"]}))
    return root


@pytest.fixture
def up(
    checkout: Path,
    aws: LocalAws,
    engine: EngineSide,
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Assessment:
    environment, mesh = load_environment(checkout, "local"), load_mesh(checkout).mesh
    lay_down(client, ACCOUNT, REGION, {"2026-03-01": [EARLIER], "2026-05-20": [ASKED]})
    client("glue").create_database(DatabaseInput={"Name": "default"})
    planned = plan(mesh, environment, as_of=TODAY)
    bring_up(planned, engine)
    monkeypatch.setattr(local_instance, "running", lambda _: aws)
    return Assessment(mesh, environment, planned, ())


def used(capsys: pytest.CaptureFixture[str]) -> Told:
    capsys.readouterr()
    code = run(["access", "used", "--json", "--as-of", "2026-05-30"])
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)


def auditor(environment: Environment, aws: LocalAws, client: Any) -> Athena:
    place = environment.place_of(None)
    role = audit_names.auditor_role_arn(place)
    keys = client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return Athena(client_of("athena", aws.endpoint, keys), audit_names.workgroup(place))


def put(client: Any, day: str, *records: Any) -> None:
    key = f"{folder(ACCOUNT)}/{REGION}/{day}/more.json"
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"Records": [*records]}))


@pytest.mark.usefixtures("up")
def test_its_files_tell_who_used_an_agreement(capsys: pytest.CaptureFixture[str]):
    told = used(capsys)

    files, rows = told["agreements"]
    assert (rows["state"], rows["accesses"], rows["last"]) == ("used", 1, "2026-05-20T09:30:00Z")
    assert rows["people"] == [{"name": "jane@acme.example", "isVouched": True, "accesses": 1}]
    assert (files["state"], told["isWhole"]) == ("not known", True)
    (blind,) = told["notSeen"]
    assert "AWS::S3::AccessPoint" in blind


@pytest.mark.usefixtures("up")
def test_a_trail_that_has_told_of_files_once_is_believed(
    client: Any, capsys: pytest.CaptureFixture[str]
):
    put(client, "2026/05/21", READ)

    told = used(capsys)

    assert [each["state"] for each in told["agreements"]] == ["used", "used"]
    assert told["notSeen"] == []


@pytest.mark.usefixtures("up")
def test_a_trail_of_changes_alone_makes_nothing_unused(
    client: Any, capsys: pytest.CaptureFixture[str]
):
    s3 = client("s3")
    for listed in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        s3.delete_object(Bucket=BUCKET, Key=listed["Key"])
    put(client, "2026/03/01", WRITING)

    told = used(capsys)
    run(["access", "used", "--as-of", "2026-05-30"])

    assert {each["state"] for each in told["agreements"]} == {"not known"}
    assert "management events of reading" in told["notSeen"][0]
    assert "not seen; not known whether the trail records it" in capsys.readouterr().out


def test_auditors_ask_it_and_nobody_else_does(up: Assessment, aws: LocalAws, client: Any):
    ask = auditor(up.environment, aws, client)
    place = up.environment.place_of("sales")
    keys = client("sts").assume_role(
        RoleArn=names.reader_role_arn("sales", place), RoleSessionName="test"
    )["Credentials"]
    reader = Athena(client_of("athena", aws.endpoint, keys), names.workgroup("sales", place))

    here = "from mesh__audit.trail where region = 'eu-central-1'"
    person = "jane@acme.example"
    sql = f"select day, useridentity.sessioncontext.sourceidentity {here} order by 1"
    assert ask.rows(sql) == [("2026/03/01", person), ("2026/05/20", person)]
    assert ask.rows(f"select count(*) {here}") == [("2",)]
    assert "CONSTRAINT_VIOLATION" in ask.failure("select day from mesh__audit.trail")
    assert "Insufficient Lake Formation" in reader.failure("select * from mesh__audit.trail")


def test_what_the_bucket_or_the_reader_no_longer_lets_be_read_is_not_read(
    up: Assessment, aws: LocalAws, client: Any
):
    client("iam").delete_role_policy(RoleName=ROLE, PolicyName="trail")
    client("s3").delete_bucket_policy(Bucket=BUCKET)

    said = auditor(up.environment, aws, client).failure(
        "select day from mesh__audit.trail where region = 'eu-central-1'"
    )

    assert ROLE in said
    assert "s3:ListBucket" in said


def test_what_is_up_is_as_agreed_and_what_others_have_beside_it_is_theirs(
    up: Assessment, aws: LocalAws, client: Any
):
    cloud = connect(up.environment, aws.endpoint)
    reader = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
    for place in (f"arn:aws:s3:::{BUCKET}", f"{HOME}-Digest"):
        client("lakeformation").register_resource(ResourceArn=place, RoleArn=reader)

    assert prove(cloud, up).differences == ()

    client("lakeformation").register_resource(ResourceArn=f"{HOME}/eu-central-1", RoleArn=reader)
    (difference,) = prove(cloud, up).differences
    assert "is registered once more" in difference.said


def test_a_folder_that_another_role_has_registered_is_found_and_put_right(
    up: Assessment, aws: LocalAws, client: Any
):
    lake = client("lakeformation")
    other = names.data_access_role_arn("sales", up.environment.place_of("sales"))
    lake.deregister_resource(ResourceArn=HOME)
    lake.register_resource(ResourceArn=HOME, RoleArn=other)

    (difference,) = prove(connect(up.environment, aws.endpoint), up).differences

    assert f"is registered with {other} instead of" in difference.said
    assert [call.operation for call in difference.remedies] == [
        "deregister_resource",
        "register_resource",
    ]
