"""What runs of probes have in an account, found by their names: of this run, and of killed ones."""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any

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
    for kind, (service, operation, key, name_of) in KINDS.items():
        for entry in cloud.pages(service, operation, key):
            yield kind, name_of(entry)
    for entry in cloud.pages("iam", "list_roles", "Roles", PathPrefix=names.ROLE_PATH_ROOT):
        yield "role", entry["RoleName"]


def _topic(entry: Any) -> str:
    return str(entry["TopicArn"]).rpartition(":")[2]


def _queue(url: Any) -> str:
    return str(url).rpartition("/")[2]


def _location(entry: Any) -> str:
    """The bucket that a registered place is in."""
    return str(entry["ResourceArn"]).rpartition("/")[0].rpartition(":")[2]


KINDS: Mapping[str, tuple[str, str, str, Callable[[Any], str]]] = {
    "bucket": ("s3", "list_buckets", "Buckets", itemgetter("Name")),
    "database": ("glue", "get_databases", "DatabaseList", itemgetter("Name")),
    "workgroup": ("athena", "list_work_groups", "WorkGroups", itemgetter("Name")),
    "machine": ("stepfunctions", "list_state_machines", "stateMachines", itemgetter("name")),
    "job": ("glue", "list_jobs", "JobNames", str),
    "rule": ("events", "list_rules", "Rules", itemgetter("Name")),
    "topic": ("sns", "list_topics", "Topics", _topic),
    "queue": ("sqs", "list_queues", "QueueUrls", _queue),
    "location": ("lakeformation", "list_resources", "ResourceInfoList", _location),
}
"""How each kind is listed, and where in an entry its name stands."""
