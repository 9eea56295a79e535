"""What runs of probes have in an account, found by their names: of this run, and of killed ones."""

from collections.abc import Iterator

from meshwright.operations.probing.run_names import Run, run_of
from meshwright.plan import names
from meshwright.runner.cloud import Cloud


def inventory(cloud: Cloud) -> dict[Run, list[str]]:
    """All that bears the names of a run, by run."""
    place = cloud.environment.place_of(None)
    found: dict[Run, list[str]] = {}
    for kind, name in _named(cloud):
        if (run := run_of(name, place)) is not None:
            found.setdefault(run, []).append(f"{kind} {name}")
    return found


def _named(cloud: Cloud) -> Iterator[tuple[str, str]]:
    """Names of everything in the account of the kinds that probes make."""
    for entry in cloud.pages("s3", "list_buckets", "Buckets"):
        yield "bucket", entry["Name"]
    for entry in cloud.pages("iam", "list_roles", "Roles", PathPrefix=names.ROLE_PATH_ROOT):
        yield "role", entry["RoleName"]
    for entry in cloud.pages("glue", "get_databases", "DatabaseList"):
        yield "database", entry["Name"]
    for entry in cloud.pages("athena", "list_work_groups", "WorkGroups"):
        yield "workgroup", entry["Name"]
    for entry in cloud.pages("stepfunctions", "list_state_machines", "stateMachines"):
        yield "machine", entry["name"]
    for name in cloud.pages("glue", "list_jobs", "JobNames"):
        yield "job", name
    for entry in cloud.pages("lakeformation", "list_resources", "ResourceInfoList"):
        yield "location", entry["ResourceArn"].rpartition("/")[0].rpartition(":")[2]
