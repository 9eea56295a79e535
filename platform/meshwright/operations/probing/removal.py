"""Takes away what a run of probes has made, found by its names: also what a killed one has left."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.checks.account import DEFAULT_DATABASE
from meshwright.operations.doctor.questions import one_line
from meshwright.operations.probing import account_settings, rights
from meshwright.operations.probing.run_names import RULE, Run, run_of
from meshwright.plan import documents
from meshwright.runner.account import lake
from meshwright.runner.cloud import Cloud, or_none

ABSENT = "EntityNotFoundException"
NO_RULE = "ResourceNotFoundException"
UNDER_WAY = ("RUNNING", "STARTING", "WAITING")
LISTED = ("list_permissions", "PrincipalResourcePermissions")
GRANTED = ("Permissions", "PermissionsWithGrantOption")


def take_away(cloud: Cloud, run: Run) -> tuple[str, ...]:
    """Removes all that bears a run's names; what stood in the way, in AWS's words.

    What one step cannot remove does not keep the others from it: the next run comes back to it.
    """
    problems: list[str] = []
    for what, step in STEPS.items():
        try:
            step(cloud, run)
        except (ClientError, BotoCoreError) as error:
            problems.append(f"{what}: {one_line(str(error))}")
    return tuple(problems)


def _machines(cloud: Cloud, run: Run) -> None:
    client = cloud.client("stepfunctions")
    for entry in list(cloud.pages("stepfunctions", "list_state_machines", "stateMachines")):
        if _is_of(entry["name"], run):
            client.delete_state_machine(stateMachineArn=entry["stateMachineArn"])


def _jobs(cloud: Cloud, run: Run) -> None:
    glue = cloud.client("glue")
    for name in list(cloud.pages("glue", "list_jobs", "JobNames")):
        if not _is_of(name, run):
            continue
        runs = glue.get_job_runs(JobName=name)["JobRuns"]
        if left := [r["Id"] for r in runs if r["JobRunState"] in UNDER_WAY]:
            glue.batch_stop_job_run(JobName=name, JobRunIds=left)
        glue.delete_job(JobName=name)


def _workgroup(cloud: Cloud, run: Run) -> None:
    listed = cloud.pages("athena", "list_work_groups", "WorkGroups")
    if any(entry["Name"] == run.name for entry in listed):
        cloud.client("athena").delete_work_group(WorkGroup=run.name, RecursiveDeleteOption=True)


def _filters(cloud: Cloud, run: Run) -> None:
    drop = cloud.client("lakeformation").delete_data_cells_filter
    for table in _tables(cloud, run.database):
        named = {"DatabaseName": run.database, "Name": table}
        listed = cloud.pages(
            "lakeformation", "list_data_cells_filter", "DataCellsFilters", Table=named
        )
        for entry in list(listed):
            drop(
                TableCatalogId=entry["TableCatalogId"],
                DatabaseName=run.database,
                TableName=table,
                Name=entry["Name"],
            )


def _grants(cloud: Cloud, run: Run) -> None:
    """Revokes before tables and roles go: AWS keeps the grants of a role that is deleted."""
    for resource in list(_resources(cloud, run)):
        for held in list(cloud.pages("lakeformation", *LISTED, Resource=resource)):
            who = str(held["Principal"]["DataLakePrincipalIdentifier"])
            if run_of(who.rpartition("/")[2], run.place) == run:
                _revoke(cloud, run, held)


def _resources(cloud: Cloud, run: Run) -> Iterator[Mapping[str, Any]]:
    """What a run can have granted, as far as it is there."""
    for database in (run.database, run.plain_database, DEFAULT_DATABASE):
        if lake.database(cloud, database) is not None:
            yield {"Database": {"Name": database}}
    for table in _tables(cloud, run.database):
        yield {"Table": {"DatabaseName": run.database, "Name": table}}
    listed = cloud.pages("lakeformation", "list_resources", "ResourceInfoList")
    if any(entry["ResourceArn"] == run.location for entry in listed):
        yield {"DataLocation": {"ResourceArn": run.location}}


def _revoke(cloud: Cloud, run: Run, held: Mapping[str, Any]) -> None:
    """Revokes a grant; where AWS wants its role for that and it is gone, the role comes again."""
    revoke = cloud.client("lakeformation").revoke_permissions
    given = {name: held[name] for name in ("Principal", "Resource", *GRANTED) if held.get(name)}
    try:
        revoke(**given)
    except ClientError:
        name = held["Principal"]["DataLakePrincipalIdentifier"].rpartition("/")[2]
        iam = cloud.client("iam")
        if or_none(iam.get_role, "NoSuchEntity", RoleName=name) is not None:
            raise
        trust = documents.document([rights.data_access_trust(run.place)])
        iam.create_role(Path=run.role_path, RoleName=name, AssumeRolePolicyDocument=trust)
        revoke(**given)


def _databases(cloud: Cloud, run: Run) -> None:
    glue = cloud.client("glue")
    for database in (run.database, run.plain_database):
        for table in _tables(cloud, database):
            glue.delete_table(DatabaseName=database, Name=table)
        or_none(glue.delete_database, ABSENT, Name=database)


def _tables(cloud: Cloud, database: str) -> list[str]:
    listed = cloud.listed("glue", "get_tables", "TableList", ABSENT, DatabaseName=database)
    return [table["Name"] for table in listed]


def _location(cloud: Cloud, run: Run) -> None:
    deregister = cloud.client("lakeformation").deregister_resource
    or_none(deregister, ABSENT, ResourceArn=run.location)


def _bucket(cloud: Cloud, run: Run) -> None:
    s3, there = cloud.client("s3"), {"Bucket": run.bucket}
    listed = or_none(lambda: list(_objects(cloud, run)), "NoSuchBucket")
    if listed is None:
        return
    for entry in listed:
        s3.delete_object(**there, Key=entry["Key"], VersionId=entry["VersionId"])
    s3.delete_bucket(**there)


def _objects(cloud: Cloud, run: Run) -> Iterator[Mapping[str, Any]]:
    for kind in ("Versions", "DeleteMarkers"):
        yield from cloud.pages("s3", "list_object_versions", kind, Bucket=run.bucket)


def _roles(cloud: Cloud, run: Run) -> None:
    iam = cloud.client("iam")
    for entry in list(cloud.pages("iam", "list_roles", "Roles", PathPrefix=run.role_path)):
        name = entry["RoleName"]
        for policy in list(cloud.pages("iam", "list_role_policies", "PolicyNames", RoleName=name)):
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
        iam.delete_role(RoleName=name)


def _rule(cloud: Cloud, run: Run) -> None:
    """A rule that still has targets is not deleted."""
    events, rule = cloud.client("events"), run.part(RULE)
    targets = cloud.listed("events", "list_targets_by_rule", "Targets", NO_RULE, Rule=rule)
    if ids := [target["Id"] for target in targets]:
        events.remove_targets(Rule=rule, Ids=ids)
    or_none(events.delete_rule, NO_RULE, Name=rule)


def _topic(cloud: Cloud, run: Run) -> None:
    """With its subscriptions; one that is not there is deleted too (DeleteTopic)."""
    cloud.client("sns").delete_topic(TopicArn=run.topic_arn)


def _queue(cloud: Cloud, run: Run) -> None:
    sqs = cloud.client("sqs")
    for url in list(cloud.pages("sqs", "list_queues", "QueueUrls", QueueNamePrefix=run.name)):
        sqs.delete_queue(QueueUrl=url)


def _is_of(name: str, run: Run) -> bool:
    return run_of(name, run.place) == run


STEPS = {
    "Lake Formation's settings": account_settings.restore,
    "state machines": _machines,
    "jobs": _jobs,
    "rule": _rule,
    "topic": _topic,
    "queue": _queue,
    "workgroup": _workgroup,
    "filters": _filters,
    "grants": _grants,
    "databases": _databases,
    "location": _location,
    "bucket": _bucket,
    "roles": _roles,
}
"""In this order: what uses something goes before what it uses."""
