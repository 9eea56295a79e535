"""The access that is in force, read whole from the cloud."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshwright.access.grant import Grant, listed
from meshwright.access.lake import CellsFilter, LfTags, Tags, tags_of
from meshwright.operations.drift.grantees import RESOURCE_TYPES
from meshwright.operations.drift.grants import ABSENT
from meshwright.operations.proof.filters import FilterName, listed_filter
from meshwright.operations.proof.state import AccessState, Location, Table, let_in
from meshwright.runner.account import lake
from meshwright.runner.account.settings import read_settings
from meshwright.runner.cloud import Cloud, or_none

LAKE = "lakeformation"

Json = Mapping[str, Any]


def access_in_force(cloud: Cloud, wanted: AccessState) -> AccessState:
    """All that decides over the tables of a plan, and over what else lies in their databases."""
    settings = read_settings(cloud)
    databases = sorted({database for database, _ in wanted.tables})
    described = {name: found for name in databases if (found := lake.database(cloud, name))}
    tables = dict(_tables(cloud, described))
    locations = dict(_locations(cloud))
    filters = dict(_filters(cloud, tables))
    through = _through(cloud, filters, wanted.account)
    grants = tuple(dict.fromkeys((*_grants(cloud), *through)))
    kinds = {kind for grant in grants for kind in grant.resource}
    return AccessState(
        account=wanted.account,
        grants=grants,
        tables=tables,
        # Tags open nothing where no grant is by them.
        tags=_tags(cloud, tables) if "LFTagPolicy" in kinds else LfTags(),
        filters=filters,
        administrators=frozenset(settings.administrators),
        auditors=frozenset(settings.auditors),
        locations=locations,
        opted_in=frozenset(_opted_in(cloud)),
        opened={name: lake.opened_to(found) for name, found in described.items()},
        outside_engines=settings.outside_engines,
        defaults=settings.defaults,
        catalog_policy=_has_policy(cloud),
        let_in=let_in(settings.filtering_accounts, settings.session_tags, settings.resource_owners),
    )


def _grants(cloud: Cloud) -> Iterator[Grant]:
    for kind in RESOURCE_TYPES:
        yield from _granted(cloud, ResourceType=kind)


def _granted(cloud: Cloud, **asked: Any) -> Iterator[Grant]:
    entries = "PrincipalResourcePermissions"
    return map(listed, cloud.listed(LAKE, "list_permissions", entries, ABSENT, **asked))


def _tables(cloud: Cloud, databases: Iterable[str]) -> Iterator[tuple[Table, tuple[str, ...]]]:
    for database in databases:
        for table in cloud.listed("glue", "get_tables", "TableList", ABSENT, DatabaseName=database):
            stored: Json = table.get("StorageDescriptor") or {}
            columns = (*(stored.get("Columns") or ()), *(table.get("PartitionKeys") or ()))
            yield (database, table["Name"]), tuple(c["Name"].lower() for c in columns)


def _locations(cloud: Cloud) -> Iterator[tuple[str, Location]]:
    for entry in cloud.pages(LAKE, "list_resources", "ResourceInfoList"):
        is_hybrid = bool(entry.get("HybridAccessEnabled"))
        yield entry["ResourceArn"].rstrip("/"), Location(entry.get("RoleArn", ""), is_hybrid)


def _filters(cloud: Cloud, tables: Iterable[Table]) -> Iterator[tuple[FilterName, CellsFilter]]:
    """The data cells filters of tables, whether somebody reads through them or not."""
    for database, name in tables:
        table = {"DatabaseName": database, "Name": name}
        yield from map(
            listed_filter,
            cloud.listed(LAKE, "list_data_cells_filter", "DataCellsFilters", ABSENT, Table=table),
        )


def _through(cloud: Cloud, filters: Iterable[FilterName], account: str) -> Iterator[Grant]:
    """Grants on data cells filters: no resource type lists them, so each filter is asked for.

    Source: Lake Formation developer guide, "Listing data filter permissions".
    """
    for database, table, name in filters:
        place = {"TableCatalogId": account, "DatabaseName": database, "TableName": table}
        yield from _granted(cloud, Resource={"DataCellsFilter": {**place, "Name": name}})


def _opted_in(cloud: Cloud) -> Iterator[tuple[str, str, str]]:
    entries = "LakeFormationOptInsInfoList"
    for entry in cloud.pages(LAKE, "list_lake_formation_opt_ins", entries):
        resource: Json = entry["Resource"]
        database: Json = resource.get("Database") or {}
        table: Json = resource.get("Table") or resource.get("TableWithColumns") or {}
        name = table.get("Name", "") if table else ""
        principal = entry["Principal"]["DataLakePrincipalIdentifier"]
        yield principal, str(database.get("Name") or table.get("DatabaseName", "")), name


def _tags(cloud: Cloud, tables: Mapping[Table, tuple[str, ...]]) -> LfTags:
    """The LF-tags of tables and of what they lie in and consist of."""
    databases: dict[str, Tags] = {}
    own: dict[Table, Tags] = {}
    columns: dict[tuple[str, str, str], Tags] = {}
    get = cloud.client(LAKE).get_resource_lf_tags
    for database in {database for database, _ in tables}:
        of_database: Json = or_none(get, ABSENT, Resource={"Database": {"Name": database}}) or {}
        databases[database] = tags_of(of_database.get("LFTagOnDatabase"))
    for (database, name), known in tables.items():
        named = {"DatabaseName": database, "Name": name}
        resource = {"TableWithColumns": {**named, "ColumnNames": list(known)}}
        of_columns: Json = or_none(get, ABSENT, Resource=resource, ShowAssignedLFTags=True) or {}
        of_table: Json = (
            or_none(get, ABSENT, Resource={"Table": named}, ShowAssignedLFTags=True) or {}
        )
        own[database, name] = tags_of(of_table.get("LFTagsOnTable"))
        for column in of_columns.get("LFTagsOnColumns") or ():
            columns[database, name, column["Name"].lower()] = tags_of(column["LFTags"])
    return LfTags(databases, own, columns)


def _has_policy(cloud: Cloud) -> bool:
    get = cloud.client("glue").get_resource_policy
    answer: Json = or_none(get, ABSENT) or {}
    return bool(answer.get("PolicyInJson"))
