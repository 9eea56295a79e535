"""What the roles of a run of probes may do, in the plan's own words where the plan has them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshwright.operations.probing.run_names import Run
from meshwright.plan import documents, names, roles, run_names
from meshwright.plan.domain import LAKE_FORMATION, LAKE_FORMATION_ASSUMES
from meshwright.specs.environment import Place

Statement = Mapping[str, Any]


def account_trust(place: Place) -> Iterable[Statement]:
    """Who in this account may assume roles may assume this one."""
    return documents.principal_trust(
        [names.account_root_arn(place.account, place.partition)], place
    )


def data_access_trust(place: Place) -> Statement:
    return documents.service_trust(LAKE_FORMATION, place, LAKE_FORMATION_ASSUMES)


def data_access(run: Run) -> Iterator[Statement]:
    yield from files(run, "lake/*")


def files(run: Run, below: str) -> Iterator[Statement]:
    """Direct rights on files of the run's bucket."""
    yield documents.allow("List", roles.LIST_BUCKET, [run.bucket_arn])
    yield documents.allow("Objects", roles.WRITE_OBJECTS, [f"{run.bucket_arn}/{below}"])


def catalog(place: Place) -> Iterator[Statement]:
    """Metadata as far as Lake Formation grants it, and the key that may encrypt it."""
    actions = (*roles.READ_METADATA, *roles.WRITE_METADATA)
    yield documents.allow("Metadata", actions, roles.every_table(place))
    yield documents.allow("Rows", roles.GET_DATA_ACCESS, ["*"])
    through = {"StringEquals": {"kms:ViaService": f"glue.{place.region}.amazonaws.com"}}
    keys = [run_names.arn("kms", place, "key/*")]
    yield documents.allow("CatalogKey", documents.PUBLISH_KEY_USE, keys, through)


def queries(run: Run) -> Iterator[Statement]:
    """Athena in the run's workgroup, and no file of any bucket."""
    yield from catalog(run.place)
    yield documents.allow("Queries", roles.RUN_QUERIES, [run.workgroup_arn])
    found = [run_names.arn("athena", run.place, "datacatalog/AwsDataCatalog")]
    yield documents.allow("Catalogs", ("athena:GetDataCatalog",), found)


def jobs(run: Run) -> Iterator[Statement]:
    """What a Glue job needs: its script, its log, and the catalog."""
    yield from catalog(run.place)
    yield documents.allow("Functions", roles.READ_FUNCTIONS, roles.functions(run.place))
    yield documents.allow("Script", roles.READ_OBJECTS, [f"{run.bucket_arn}/jobs/*"])
    logs = [run_names.arn("logs", run.place, "log-group:/aws-glue/*")]
    yield documents.allow("Log", roles.WRITE_LOGS, logs)
    yield documents.allow("Metrics", roles.WRITE_METRICS, ["*"], roles.GLUE_METRICS)
