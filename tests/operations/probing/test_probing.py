"""A run of probes from its first look at the account to its last."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from meshwright.errors import CancelledError, MeshError
from meshwright.local_instance import LocalAws
from meshwright.operations.probing import account_settings, table
from meshwright.operations.probing.inventory import inventory
from meshwright.operations.probing.probes import databases, grants, machines, settings
from meshwright.operations.probing.probing import Told, answer, run_probes
from meshwright.operations.probing.sandbox import Patience, Sandbox, refusal
from meshwright.operations.probing.values import Probe, Result, Verdict
from meshwright.plan import documents
from meshwright.runner.cloud import Cloud

from operations.probing.patched import answering, refusing, with_patches

TESTS = Path(__file__).parents[2]
NOT_HERE = {"glue-source-account", "glue-spark-writes"}
"""What the local AWS does not do."""
NOBODY = Told(lambda _: None, lambda _: None, lambda _: None)


def everything(cloud: Cloud) -> dict[str, Any]:
    """All that an account has of the kinds that probes make, whatever it is called."""
    lakes = cloud.client("lakeformation")
    return {
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "roles": cloud.client("iam").list_roles()["Roles"],
        "databases": cloud.client("glue").get_databases()["DatabaseList"],
        "jobs": cloud.client("glue").list_jobs()["JobNames"],
        "workgroups": [w["Name"] for w in cloud.client("athena").list_work_groups()["WorkGroups"]],
        "machines": cloud.client("stepfunctions").list_state_machines()["stateMachines"],
        "rules": cloud.client("events").list_rules()["Rules"],
        "topics": cloud.client("sns").list_topics()["Topics"],
        "queues": cloud.client("sqs").list_queues().get("QueueUrls", []),
        "locations": lakes.list_resources()["ResourceInfoList"],
        "grants": lakes.list_permissions()["PrincipalResourcePermissions"],
        "settings": lakes.get_data_lake_settings()["DataLakeSettings"],
    }


def test_every_probe_is_answered_and_nothing_is_left(cloud: Cloud, box: Sandbox) -> None:
    before = everything(cloud)
    heard: list[Result] = []

    outcome = run_probes(box, table.PROBES, Told(lambda _: None, heard.append, lambda _: None))

    found = {r.probe.id: r.answer for r in outcome.results}
    held = {name for name, said in found.items() if said.verdict is Verdict.HOLDS}
    assert found.keys() - held == NOT_HERE, found
    for name in NOT_HERE:
        assert found[name].verdict is Verdict.NOT_ASKED
        assert found[name].evidence.startswith("not asked here: the local AWS does not ")
    assert heard == list(outcome.results)
    assert outcome.left == ()
    assert not outcome.is_good
    assert everything(cloud) == before


def test_what_a_killed_run_has_left_goes_with_the_next(
    aws: LocalAws, cloud: Cloud, box: Sandbox
) -> None:
    before = everything(cloud)
    script = str(Path(__file__).with_name("interrupted.py"))
    with subprocess.Popen(
        [sys.executable, script, aws.endpoint],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'platform'}"},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "answered\n"
        process.kill()
    (killed,) = inventory(cloud)
    said: list[str] = []

    outcome = run_probes(
        box,
        (databases.CLOSED_DATABASE,),
        Told(said.append, lambda _: None, lambda _: None),
    )

    assert said[0] == f"taking away what run {killed.suffix} has left"
    assert outcome.is_good
    assert everything(cloud) == before


@pytest.mark.parametrize("error", [CancelledError("stop"), KeyboardInterrupt()])
def test_a_run_that_is_stopped_takes_all_away(
    cloud: Cloud, box: Sandbox, error: BaseException
) -> None:
    before = everything(cloud)

    def stops(box: Sandbox) -> Any:
        box.role("half-way")
        raise error

    with pytest.raises(type(error)):
        run_probes(box, (replace(grants.COLUMN_REVOKE, ask=stops),), NOBODY)

    assert everything(cloud) == before


def test_a_fault_in_a_probe_takes_all_away(cloud: Cloud, box: Sandbox) -> None:
    before = everything(cloud)

    def breaks(box: Sandbox) -> Any:
        box.role("half-way")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_probes(box, (replace(grants.COLUMN_REVOKE, ask=breaks),), NOBODY)

    assert everything(cloud) == before


def test_settings_that_a_killed_run_has_changed_are_put_back(cloud: Cloud, opened: Sandbox) -> None:
    before = account_settings.read(cloud)
    # As if killed within: what ends the block is never reached.
    block = account_settings.put_back(opened)
    found = block.__enter__()
    account_settings.put(cloud, {**found, settings.LIST: ["mesh-probe"]})
    assert account_settings.read(cloud) != before

    run_probes(replace(opened, run=replace(opened.run, suffix="0fffffff")), (), NOBODY)

    assert account_settings.read(cloud) == before
    assert not inventory(cloud)


def test_what_cannot_be_taken_away_is_said(box: Sandbox) -> None:
    left: list[Sequence[str]] = []
    stubborn = with_patches(box, delete_bucket=refusing())

    outcome = run_probes(stubborn, (), Told(lambda _: None, lambda _: None, left.append))

    assert outcome.left == tuple(left[0])
    assert outcome.left[0] == f"bucket {box.run.bucket}"
    assert outcome.left[1].startswith("bucket: ")
    assert not outcome.is_good
    with pytest.raises(MeshError, match="cannot be taken away: bucket: "):
        run_probes(stubborn, (), NOBODY)


def test_an_account_that_cannot_be_listed_any_more_is_said(box: Sandbox) -> None:
    asked: list[int] = []

    def once(real: Any, **given: Any) -> Any:
        asked.append(1)
        return real(**given) if len(asked) == 1 else refusing()(real)

    outcome = run_probes(with_patches(box, list_buckets=once), (), NOBODY)

    assert "could not be listed" in outcome.left[0]


def test_a_sandbox_that_cannot_be_made_is_gone_too(cloud: Cloud, box: Sandbox) -> None:
    before = everything(cloud)

    with pytest.raises(MeshError, match="the sandbox cannot be made"):
        run_probes(with_patches(box, create_work_group=refusing()), table.PROBES, NOBODY)

    assert everything(cloud) == before


def test_a_revoke_that_wants_its_role_gets_it_back(cloud: Cloud, opened: Sandbox) -> None:
    def revoke(real: Any, **given: Any) -> Any:
        who = given["Principal"]["DataLakePrincipalIdentifier"]
        roles = cloud.client("iam").list_roles()["Roles"]
        if who not in [role["Arn"] for role in roles]:
            raise refusing("InvalidInputException")(real)
        return real(**given)

    made: list[str] = []

    def create(real: Any, **given: Any) -> Any:
        made.append(given["RoleName"])
        return real(**given)

    box = with_patches(opened, revoke_permissions=revoke, create_role=create)
    assert answer(box, grants.DELETED_ROLE).verdict is Verdict.FAILS

    run_probes(replace(box, run=replace(box.run, suffix="0fffffff")), (), NOBODY)

    assert made.count(box.run.part("gone")) == 2
    assert not inventory(cloud)
    listed = cloud.client("lakeformation").list_permissions()["PrincipalResourcePermissions"]
    assert "probe-" not in str(listed)


def test_a_grant_that_cannot_be_revoked_is_said_in_awss_words(opened: Sandbox) -> None:
    opened.role("reader")
    opened.grant("reader", ("DESCRIBE",), {"Database": {"Name": opened.run.database}})
    box = with_patches(opened, revoke_permissions=refusing())

    with pytest.raises(MeshError, match=r"grants: .*not like this"):
        run_probes(replace(box, run=replace(box.run, suffix="0fffffff")), (), NOBODY)


def test_jobs_under_way_are_stopped_and_filters_go(cloud: Cloud, opened: Sandbox) -> None:
    name, stopped, dropped = opened.run.part("shell"), list[Any](), list[Any]()
    role = opened.role("shell")
    other = {"Name": "theirs", "Role": role, "Command": {"Name": "pythonshell"}}
    for job in (other, {**other, "Name": name}, {**other, "Name": opened.run.part("spark")}):
        cloud.client("glue").create_job(**job)
    databases.tables.make_iceberg(opened, "filtered")
    one = {"TableCatalogId": opened.run.place.account, "Name": "germany"}
    runs = {
        name: [{"Id": "1", "JobRunState": "RUNNING"}, {"Id": "2", "JobRunState": "SUCCEEDED"}],
    }
    box = with_patches(
        opened,
        get_job_runs=lambda _real, JobName: {"JobRuns": runs.get(JobName, [])},  # noqa: N803
        batch_stop_job_run=lambda _real, **given: stopped.append(given),
        list_data_cells_filter=answering({"DataCellsFilters": [one]}),
        delete_data_cells_filter=lambda _real, **given: dropped.append(given),
    )

    run_probes(replace(box, run=replace(box.run, suffix="0fffffff")), (), NOBODY)

    assert stopped == [{"JobName": name, "JobRunIds": ["1"]}]
    assert dropped == [{**one, "DatabaseName": opened.run.database, "TableName": "filtered"}]
    assert cloud.client("glue").list_jobs()["JobNames"] == ["theirs"]


def test_machines_of_a_run_go_and_those_of_others_stay(cloud: Cloud, opened: Sandbox) -> None:
    client = cloud.client("stepfunctions")
    assert answer(opened, machines.SOURCE_ARN).verdict is Verdict.HOLDS
    ours = client.list_state_machines()["stateMachines"][0]
    definition = client.describe_state_machine(stateMachineArn=ours["stateMachineArn"])
    role = opened.role("others", trust=[documents.machine_trust("*", opened.run.place)])
    client.create_state_machine(name="theirs", definition=definition["definition"], roleArn=role)

    run_probes(replace(opened, run=replace(opened.run, suffix="0fffffff")), (), NOBODY)

    assert [m["name"] for m in client.list_state_machines()["stateMachines"]] == ["theirs"]


def test_filters_that_cannot_be_listed_are_said(opened: Sandbox) -> None:
    databases.tables.make_iceberg(opened, "filtered")
    box = with_patches(opened, list_data_cells_filter=refusing())

    with pytest.raises(MeshError, match="filters: "):
        run_probes(replace(box, run=replace(box.run, suffix="0fffffff")), (), NOBODY)


def test_an_unexpected_refusal_is_no_answer(box: Sandbox) -> None:
    found = answer(with_patches(box, create_database=refusing()), databases.CLOSED_DATABASE)

    assert found.verdict is Verdict.NOT_ASKED
    assert "not like this" in found.evidence


@pytest.mark.parametrize("code", ["ThrottlingException", "ExpiredTokenException"])
def test_what_aws_did_not_look_at_is_no_refusal(box: Sandbox, code: str) -> None:
    busy = with_patches(box, create_database=refusing(code))

    with pytest.raises(Exception, match=code):
        refusal(lambda: busy.client("glue").create_database(DatabaseInput={}))


def test_a_connection_that_is_lost_is_no_refusal(box: Sandbox) -> None:
    def lost() -> None:
        raise MeshError("no way to AWS") from OSError()

    with pytest.raises(MeshError, match="no way"):
        refusal(lost)

    def cancelled() -> None:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        refusal(cancelled)
    with pytest.raises(CancelledError):
        box.eventually(cancelled)


def test_what_is_not_known_everywhere_yet_is_asked_again(box: Sandbox) -> None:
    answers = iter([MeshError("not yet"), None])

    def call() -> str:
        if (error := next(answers)) is not None:
            raise error
        return "done"

    assert replace(box, patience=Patience(2, 0.0)).eventually(call) == "done"


def test_a_bucket_names_its_region_but_in_the_oldest(box: Sandbox) -> None:
    asked: list[Any] = []
    box = with_patches(
        box,
        create_bucket=lambda _real, **given: asked.append(given),
        put_public_access_block=answering({}),
    )
    oldest = replace(box.run, place=replace(box.run.place, region="us-east-1"))
    for each in (box, replace(box, run=oldest)):
        each._bucket()

    assert [entry.get("CreateBucketConfiguration") for entry in asked] == [
        {"LocationConstraint": "eu-central-1"},
        None,
    ]


def test_each_probe_says_what_rests_on_it_and_which_decision_that_is() -> None:
    records = {int(path.name[:4]) for path in (TESTS.parent / "docs/adr").glob("[0-9]*.md")}
    page = next((TESTS.parent / "docs/adr").glob("0075-*.md")).read_text()
    probes: tuple[Probe, ...] = table.PROBES

    assert len({probe.id for probe in probes}) == len(probes)
    for probe in probes:
        assert probe.question.endswith("?")
        assert probe.rests
        assert probe.fallback
        assert probe.adr in records
        assert f"`{probe.id}`" in page
