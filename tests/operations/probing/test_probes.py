"""What each probe makes of an AWS that is otherwise than the mesh takes it to be."""

import json
from dataclasses import replace
from typing import Any

import pytest

from meshwright.operations.probing import rights, sandbox, tables
from meshwright.operations.probing.probes import (
    databases,
    glue_jobs,
    grants,
    iceberg,
    machines,
    row_filters,
    settings,
    topics,
    writing,
)
from meshwright.operations.probing.probing import answer
from meshwright.operations.probing.sandbox import Sandbox
from meshwright.operations.probing.values import Answer, Probe, Verdict

from operations.probing.patched import answering, refusing, with_patches

EVERYONE = {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}


def evidence(box: Sandbox, probe: Probe, verdict: Verdict = Verdict.FAILS) -> str:
    found = answer(box, probe)
    assert found.verdict is verdict, found
    return found.evidence


def not_asked(box: Sandbox, probe: Probe) -> str:
    return evidence(box, probe, Verdict.NOT_ASKED)


def only_list(box: Sandbox) -> None:
    """Takes from Lake Formation's own role the right to write files."""
    name = box.run.part(sandbox.DATA_ACCESS)
    reading = {**list(rights.data_access(box.run))[1], "Action": ["s3:GetObject"]}
    document = json.dumps({"Version": "2012-10-17", "Statement": [reading]})
    box.client("iam").put_role_policy(RoleName=name, PolicyName="access", PolicyDocument=document)


# Tables.


def test_metadata_by_lake_formations_rights_is_told(opened: Sandbox) -> None:
    def as_administrator(*_given: Any, cloud: Any = None) -> None:
        assert cloud

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "make_iceberg", as_administrator)

        assert "by Lake Formation's credentials" in evidence(opened, iceberg.FIRST_METADATA)


def test_metadata_that_nobody_may_write_is_told(opened: Sandbox) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rights, "files", lambda *_: rights.catalog(opened.run.place))

        assert "refused with rights on files too" in evidence(opened, iceberg.FIRST_METADATA)


def test_numbers_that_are_given_anew_are_told(opened: Sandbox) -> None:
    def dense(real: Any, **given: Any) -> Any:
        wanted = given["OpenTableFormatInput"]["IcebergInput"]["CreateIcebergTableInput"]
        for number, field in enumerate(wanted["Schema"]["Fields"], 1):
            field["Id"] = number
        return real(**given)

    box = with_patches(opened, create_table=dense)

    assert evidence(box, iceberg.SPARSE_IDS) == "given 1, 4, 9, in the metadata 1, 2, 3"


def test_a_struct_that_stays_as_it_was_is_told(opened: Sandbox) -> None:
    box = with_patches(opened, update_table=answering({}))

    assert "the struct's fields are 4, asked for 4, 5" in evidence(box, iceberg.NESTED_FIELD)


def test_a_merge_that_wants_more_than_grants_is_told_with_what_helps(opened: Sandbox) -> None:
    only_list(opened)

    said = evidence(opened, writing.PUBLISHING)
    assert said.startswith("INSERT: ")
    assert "is refused as well" in said


def test_a_merge_that_works_with_its_own_files_is_told(opened: Sandbox) -> None:
    asked = sandbox.ask
    refused: list[str] = []

    def ask(cloud: Any, asker: Any, sql: str) -> Any:
        if sql.startswith("MERGE") and not refused:
            refused.append(sql)
            raise sandbox.MeshError("the query has failed: Access Denied")
        return asked(cloud, asker, sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "ask", ask)
        said = evidence(opened, writing.PUBLISHING)

    assert said.startswith("MERGE: the query has failed: Access Denied")
    assert said.endswith("with rights on its own files it works")


def test_a_role_that_cannot_read_answers_nothing(opened: Sandbox) -> None:
    box = with_patches(opened, put_role_policy=answering({}))

    assert "cannot even read" in not_asked(box, writing.UPKEEP)


# Databases and grants.


def test_an_open_database_is_told(opened: Sandbox) -> None:
    found = {"Database": {"CreateTableDefaultPermissions": [{"Principal": EVERYONE}]}}
    box = with_patches(opened, get_database=answering(found))

    assert "open to IAM_ALLOWED_PRINCIPALS" in evidence(box, databases.CLOSED_DATABASE)


def test_a_grant_of_a_partition_key_that_is_refused_is_told(opened: Sandbox) -> None:
    def grant(real: Any, **given: Any) -> Any:
        if "TableWithColumns" in given["Resource"]:
            return refusing("InvalidInputException")(real)
        return real(**given)

    box = with_patches(opened, grant_permissions=grant)

    assert "the grant is refused" in evidence(box, databases.PARTITION_KEY)


def test_a_revoke_that_takes_all_columns_is_told(opened: Sandbox) -> None:
    def revoke(real: Any, **given: Any) -> Any:
        given["Resource"]["TableWithColumns"]["ColumnNames"] = ["order_id", "amount"]
        return real(**given)

    box = with_patches(opened, revoke_permissions=revoke)

    assert "left nothing" in evidence(box, grants.COLUMN_REVOKE)


def test_a_grant_that_outlives_its_role_is_told(opened: Sandbox) -> None:
    refused = with_patches(opened, revoke_permissions=refusing("InvalidInputException"))
    assert evidence(refused, grants.DELETED_ROLE).startswith("refused")

    ignored = with_patches(replace(opened), revoke_permissions=answering({}))
    ignored.role("gone")
    ignored.client("iam").delete_role(RoleName=ignored.run.part("gone"))
    assert "listed as before" in evidence(ignored, grants.DELETED_ROLE)


def test_a_role_that_comes_again_without_grants_is_told(opened: Sandbox) -> None:
    def delete(real: Any, **given: Any) -> Any:
        table = tables.table_resource(opened, "again")
        for held in tables.held_by(opened, "again", table):
            opened.client("lakeformation").revoke_permissions(
                Principal=held["Principal"],
                Resource=held["Resource"],
                Permissions=held["Permissions"],
            )
        return real(**given)

    box = with_patches(opened, delete_role=delete)

    assert "cannot read" in evidence(box, grants.RECREATED_ROLE)


# Machines.


def test_a_machine_that_is_not_named_is_told(opened: Sandbox) -> None:
    def trust(real: Any, **given: Any) -> Any:
        document = given["AssumeRolePolicyDocument"]
        given["AssumeRolePolicyDocument"] = document.replace(":stateMachine:", ":stateMachine:not-")
        return real(**given)

    box = with_patches(opened, create_role=trust)

    assert "machine" in evidence(box, machines.SOURCE_ARN)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"status": "FAILED", "cause": "not trusted"}, "the run ended as FAILED: not trusted"),
        ({"status": "TIMED_OUT"}, "the run ended as TIMED_OUT: no reason given"),
    ],
)
def test_a_run_that_fails_is_told(opened: Sandbox, status: Any, said: str) -> None:
    box = with_patches(opened, describe_execution=answering(status))

    assert evidence(box, machines.SOURCE_ARN) == said


@pytest.mark.usefixtures("instant")
def test_a_run_that_does_not_end_answers_nothing(opened: Sandbox) -> None:
    box = with_patches(opened, describe_execution=answering({"status": "RUNNING"}))

    assert not_asked(box, machines.SOURCE_ARN) == "the run of the machine does not end"


def test_an_object_that_is_made_a_second_time_is_told(opened: Sandbox) -> None:
    def without(real: Any, **given: Any) -> Any:
        given["definition"] = given["definition"].replace('"IfNoneMatch": "*", ', "")
        given["definition"] = given["definition"].replace(', "IfNoneMatch": "*"', "")
        return real(**given)

    box = with_patches(opened, create_state_machine=without)

    said = evidence(box, machines.CONDITIONAL_WRITE)
    assert said == "the run ended as FAILED: an object that was there is made again"


def test_a_machine_that_takes_no_conditions_is_told(opened: Sandbox) -> None:
    box = with_patches(opened, create_state_machine=refusing("InvalidDefinition"))

    assert evidence(box, machines.CONDITIONAL_WRITE).startswith("the machine is refused: ")


# Settings.


def test_a_version_that_is_lowered_is_told_and_put_back(opened: Sandbox) -> None:
    kept = {"Parameters": {"CROSS_ACCOUNT_VERSION": "5"}}

    def put(_real: Any, DataLakeSettings: Any) -> Any:  # noqa: N803 - AWS's own name
        kept.update(DataLakeSettings)

    box = with_patches(
        opened,
        put_data_lake_settings=put,
        get_data_lake_settings=lambda _real: {"DataLakeSettings": dict(kept)},
    )

    assert evidence(box, settings.LOWER_VERSION) == "lowered to 4, and put back"
    assert kept["Parameters"] == {"CROSS_ACCOUNT_VERSION": "5"}


def test_a_version_that_stays_without_a_word_holds(opened: Sandbox) -> None:
    box = with_patches(opened, put_data_lake_settings=answering({}))

    assert evidence(box, settings.LOWER_VERSION, Verdict.HOLDS) == "taken, and 5 stays"


def test_no_account_is_raised_to_a_version_that_it_cannot_leave(opened: Sandbox) -> None:
    found = {"DataLakeSettings": {"Parameters": {"CROSS_ACCOUNT_VERSION": "4"}}}
    box = with_patches(
        opened, get_data_lake_settings=answering(found), put_data_lake_settings=refusing()
    )

    assert "shares by version 4" in not_asked(box, settings.LOWER_VERSION)


def test_a_list_that_stays_is_told(opened: Sandbox) -> None:
    kept: dict[str, Any] = {}

    def put(_real: Any, DataLakeSettings: Any) -> Any:  # noqa: N803 - AWS's own name
        kept.update(DataLakeSettings)

    box = with_patches(
        opened,
        put_data_lake_settings=put,
        get_data_lake_settings=lambda _real: {"DataLakeSettings": dict(kept)},
    )

    assert "still holds mesh-probe" in evidence(box, settings.LEFT_OUT)


def test_a_list_in_use_is_left_alone(opened: Sandbox) -> None:
    found = {"DataLakeSettings": {settings.LIST: ["acme"]}}
    box = with_patches(
        opened, get_data_lake_settings=answering(found), put_data_lake_settings=refusing()
    )

    assert "in use" in not_asked(box, settings.LEFT_OUT)


def test_settings_are_not_touched_unless_that_is_asked_for(opened: Sandbox) -> None:
    box = with_patches(opened, put_data_lake_settings=refusing("Internal"))
    box = replace(box, may_change_settings=False)

    assert "ask with --settings" in not_asked(box, settings.LEFT_OUT)


# Filters of rows.


def filtered(box: Sandbox, rows: str = "country = 'DE'") -> Sandbox:
    """An account that keeps filters; who is granted one, is granted the table's columns."""

    def grant(real: Any, **given: Any) -> Any:
        if "DataCellsFilter" in given["Resource"]:
            columns = tables.columns_resource(box, "filtered", ("order_id", "day"))
            given["Resource"] = columns
        return real(**given)

    def create(_real: Any, TableData: Any) -> Any:  # noqa: N803 - AWS's own name
        assert TableData["RowFilter"] == {"FilterExpression": rows}

    return with_patches(box, create_data_cells_filter=create, grant_permissions=grant)


def test_rows_that_are_not_filtered_are_told(opened: Sandbox) -> None:
    assert evidence(filtered(opened), row_filters.DATES_BESIDE).endswith("filtered to DE: a, b")


def test_rows_that_are_filtered_hold(opened: Sandbox) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_filters, "SEEN", row_filters.SEEN + " WHERE country = 'DE'")
        columns, seen = tables.columns_resource, ("order_id", "day", "country")
        patch.setattr(tables, "columns_resource", lambda b, n, _: columns(b, n, seen))

        assert "filtered to DE: a" in evidence(
            filtered(opened), row_filters.DATES_BESIDE, Verdict.HOLDS
        )


def test_a_filtered_table_that_cannot_be_read_is_told(opened: Sandbox) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_filters, "SEEN", "SELECT amount FROM {table}")

        assert "cannot be read" in evidence(filtered(opened), row_filters.DATES_BESIDE)


def test_without_rows_nothing_is_filtered(opened: Sandbox) -> None:
    only_list(opened)

    assert "no rows to filter" in not_asked(opened, row_filters.DATES_BESIDE)


# Glue's jobs, which the local AWS does not run.


@pytest.fixture
def instant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glue_jobs, "PAUSE", 0.0)
    monkeypatch.setattr(machines, "PAUSE", 0.0)
    monkeypatch.setattr(machines, "POLLS", 2)


def ran(box: Sandbox, probe: Probe, *ends: Any) -> Answer:
    """The answer where a job's run is seen in these states, one after the other."""
    seen = iter(ends)
    made: list[Any] = []

    def create(_real: Any, **given: Any) -> Any:
        made.append(given)

    box = with_patches(
        box,
        create_job=create,
        start_job_run=answering({"JobRunId": "1"}),
        get_job_run=lambda _real, **_given: {"JobRun": next(seen)},
    )
    found = probe.ask(box)
    script = made[0]["Command"]["ScriptLocation"].removeprefix(f"s3://{box.run.bucket}/")
    content = box.client("s3").get_object(Bucket=box.run.bucket, Key=script)["Body"].read()
    compile(content, script, "exec")
    return found


RUNNING, SUCCEEDED = {"JobRunState": "RUNNING"}, {"JobRunState": "SUCCEEDED"}


@pytest.mark.parametrize("probe", [glue_jobs.SOURCE_ACCOUNT, glue_jobs.SPARK_WRITES])
@pytest.mark.usefixtures("instant")
def test_a_job_that_succeeds_holds(opened: Sandbox, probe: Probe) -> None:
    assert ran(opened, probe, RUNNING, SUCCEEDED).verdict is Verdict.HOLDS


def test_a_job_whose_role_cannot_be_assumed_is_told(opened: Sandbox) -> None:
    failed = {"JobRunState": "FAILED", "ErrorMessage": "Role should be given assume role"}

    assert ran(opened, glue_jobs.SOURCE_ACCOUNT, failed).verdict is Verdict.FAILS


def test_a_job_that_fails_of_something_else_says_nothing_of_trust(opened: Sandbox) -> None:
    failed = {"JobRunState": "FAILED", "ErrorMessage": "no capacity"}

    with pytest.raises(glue_jobs.CannotAskError, match="FAILED: no capacity"):
        ran(opened, glue_jobs.SOURCE_ACCOUNT, failed)


def test_a_job_that_cannot_write_is_told(opened: Sandbox) -> None:
    denied = {"JobRunState": "FAILED", "ErrorMessage": "AccessDeniedException: s3:PutObject"}
    found = ran(opened, glue_jobs.SPARK_WRITES, denied)

    assert found.verdict is Verdict.FAILS
    assert found.evidence == "FAILED: AccessDeniedException: s3:PutObject"


def test_a_job_that_fails_of_something_else_says_nothing_of_writing(opened: Sandbox) -> None:
    with pytest.raises(glue_jobs.CannotAskError, match="FAILED: no reason given"):
        ran(opened, glue_jobs.SPARK_WRITES, {"JobRunState": "FAILED"})


@pytest.mark.usefixtures("instant")
def test_a_job_that_does_not_end_answers_nothing(
    opened: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glue_jobs, "POLLS", 2)

    with pytest.raises(glue_jobs.CannotAskError, match="does not end"):
        ran(opened, glue_jobs.SOURCE_ACCOUNT, RUNNING, RUNNING)


# Topics.


def test_an_event_reaches_a_topic_by_a_role(box: Sandbox) -> None:
    assert answer(box, topics.BY_ROLE).verdict is Verdict.HOLDS


@pytest.fixture
def impatient(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A sandbox that waits for no message."""
    monkeypatch.setattr(topics, "PAUSE", 0)
    return box


def test_a_rule_that_tells_nobody_is_told(impatient: Sandbox) -> None:
    silent = with_patches(impatient, put_events=answering({}))

    assert "none of a rule whose target names a role" in evidence(silent, topics.BY_ROLE)


def test_a_topic_that_nobody_hears_says_nothing_of_rules(impatient: Sandbox) -> None:
    silent = with_patches(impatient, publish=answering({}))

    assert "does not arrive" in not_asked(silent, topics.BY_ROLE)
