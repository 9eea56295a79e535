"""The boundary: the most that any role of the mesh may ever do, whatever its own policy says."""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.plan import documents, names, roles, run_names, run_roles
from meshwright.specs.environment import Place


def boundary(place: Place) -> tuple[roles.Statement, ...]:
    """Room for what every role has; it gives nothing by itself."""
    every_bucket = f"{names.prefix(place)}{names.JOIN}*"
    workgroups = names.workgroup_arn("*", place)
    return (
        *roles.bucket_statements("Buckets", every_bucket, place, roles.WRITE_OBJECTS),
        *_were_there(place),
        documents.allow("Files", roles.READ_FILES, [names.access_points_arn(place)]),
        documents.allow(
            "Catalog", (*roles.READ_METADATA, *roles.WRITE_METADATA), roles.every_table(place)
        ),
        documents.allow("Functions", roles.READ_FUNCTIONS, roles.functions(place)),
        documents.allow(
            "Connections",
            roles.READ_CONNECTIONS,
            [names.catalog_arn(place), names.connections_arn("*", place)],
        ),
        documents.allow("Rows", roles.GET_DATA_ACCESS, ["*"]),
        documents.allow("Queries", (*roles.RUN_QUERIES, *roles.SAVE_QUERIES), [workgroups]),
        documents.allow("Browsing", roles.BROWSE_CATALOG, [names.data_catalog_arn(place)]),
        documents.allow("Workgroups", roles.LIST_ATHENA, ["*"]),
        documents.allow("JobLogs", roles.WRITE_LOGS, [names.glue_log_groups_arn(place)]),
        documents.allow(
            "Metrics", roles.WRITE_METRICS, ["*"], run_roles.own_metrics(place, roles.GLUE)
        ),
        documents.allow(
            "Machines",
            (*run_roles.LIST_RUNS, *run_roles.START_RUNS),
            [run_names.state_machines_arn("*", place)],
        ),
        documents.allow("Others", run_roles.READ_RUNS, [run_names.all_executions_arn(place)]),
        documents.allow("News", run_roles.TELL_READERS, [run_names.event_bus_arn(place)]),
        documents.allow("Owners", run_roles.TELL_OWNERS, [run_names.topic_arn("*", place)]),
        # Keys open by their own policies; the boundary has to leave room for that.
        documents.allow("Keys", documents.KEY_USE, [names.keys_arn(place)], _the_meshs_keys(place)),
    )


def _were_there(place: Place) -> Iterator[roles.Statement]:
    """Buckets, and folders of buckets, that were there before the mesh, and are its products'."""
    for at, given in enumerate(sorted(place.given), start=1):
        where = given.bucket, given.prefix, place
        yield from roles.folder_statements(f"Adopted{at}", *where, roles.WRITE_OBJECTS)


def _the_meshs_keys(place: Place) -> Mapping[str, Any]:
    """Keys of the mesh, told by their aliases, and used through a service.

    Source: AWS KMS developer guide, "kms:ResourceAliases".
    """
    return {
        "StringEquals": {
            "kms:CallerAccount": place.account,
            "kms:ViaService": [names.service_host(s, place) for s in ("s3", "glue", "sns")],
        },
        "ForAnyValue:StringLike": {"kms:ResourceAliases": list(names.aliases(place))},
    }
