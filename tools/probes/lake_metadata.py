"""A role is told of the databases, tables and columns that Lake Formation lets it see."""

from typing import Any

from tools.probes.cloud import ACCOUNT, ROLE, Cloud
from tools.probes.lake import TABLE, grant
from tools.probes.probe import Gives, Probe, Refused

GUIDE = "https://docs.aws.amazon.com/lake-formation/latest/dg"
METADATA = f"{GUIDE}/metadata-permissions.html"
REFERENCE = f"{GUIDE}/lf-permissions-reference.html"
ALL_TABLES = f"{GUIDE}/granting-table-permissions.html"
ATHENA = "https://docs.aws.amazon.com/athena/latest/APIReference"
SEARCH = "https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html"
DENIED = "AccessDeniedException"
RULE = "lake_formation_metadata"
DATABASE = {"Database": {"CatalogId": ACCOUNT, "Name": "sales"}}
PART = {"TableWithColumns": {**TABLE, "ColumnNames": ["id"]}}
KEYS = [{"Name": "day", "Type": "string"}]
PARTITION = {"Values": ["1"], "StorageDescriptor": {"Columns": [{"Name": "id", "Type": "string"}]}}


def _lake(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    """A closed lake with two tables of the administrator's, and Glue as a role sees it."""
    aws.closed_lake()
    aws.trusting_role({"AWS": ACCOUNT})
    aws.table(PartitionKeys=KEYS)
    aws.table("returns")
    aws.database("hidden")
    for resource, right in grants:
        grant(aws, resource, right)
    return aws.as_role(ROLE, "glue")


def _columns(table: Any) -> list[str]:
    return [column["Name"] for column in table["StorageDescriptor"]["Columns"]]


def _gets(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    return _columns(_lake(aws, *grants).get_table(DatabaseName="sales", Name="orders")["Table"])


def _lists(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    found = _lake(aws, *grants).get_tables(DatabaseName="sales")["TableList"]
    return [(table["Name"], _columns(table)) for table in found]


def _databases(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    return [each["Name"] for each in _lake(aws, *grants).get_databases()["DatabaseList"]]


def _searched(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    found = _lake(aws, *grants).search_tables(SearchText="amount")["TableList"]
    return [(table["Name"], _columns(table)) for table in found]


def _partitions(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    glue = _lake(aws, *grants)
    named = {"DatabaseName": "sales", "TableName": "orders"}
    aws.glue.create_partition(**named, PartitionInput=PARTITION)
    return [_columns(each) for each in glue.get_partitions(**named)["Partitions"]]


def _in_athena(aws: Cloud, *grants: tuple[Any, str]) -> Any:
    _lake(aws, *grants)
    athena = aws.as_role(ROLE, "athena")
    named = {"CatalogName": "AwsDataCatalog"}
    databases = athena.list_databases(**named)["DatabaseList"]
    tables = athena.list_table_metadata(**named, DatabaseName="sales")["TableMetadataList"]
    return (
        [database["Name"] for database in databases],
        [(table["Name"], [column["Name"] for column in table["Columns"]]) for table in tables],
    )


def _table_in_athena(aws: Cloud) -> Any:
    _lake(aws)
    athena = aws.as_role(ROLE, "athena")
    athena.get_table_metadata(
        CatalogName="AwsDataCatalog", DatabaseName="sales", TableName="orders"
    )


PROBES = (
    Probe(
        "lakeformation-metadata-of-a-table-without-a-grant",
        METADATA,
        "A table is not told of to whom nothing is granted on it.",
        lambda aws: _gets(aws, (DATABASE, "DESCRIBE")),
        Refused(DENIED, "Insufficient Lake Formation permission(s): Required Describe on orders"),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-a-table",
        REFERENCE,
        "Whoever has any right on a table sees all of it.",
        lambda aws: _gets(aws, ({"Table": TABLE}, "ALTER")),
        Gives(["id", "amount"]),
    ),
    Probe(
        "lakeformation-metadata-of-columns",
        REFERENCE,
        "Whoever may read some of the columns sees just those.",
        lambda aws: _gets(aws, (PART, "SELECT")),
        Gives(["id"]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-tables",
        METADATA,
        "Of the tables of a database those are listed on which something is granted.",
        lambda aws: _lists(aws, (PART, "SELECT")),
        Gives([("orders", ["id"])]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-tables-of-a-database-that-is-seen",
        REFERENCE,
        "Who sees a database alone does not find out which tables are in it.",
        lambda aws: _lists(aws, (DATABASE, "DESCRIBE")),
        Gives([]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-tables-of-a-hidden-database",
        METADATA,
        "Nor who does not see the database.",
        _lists,
        Gives([]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-databases",
        ALL_TABLES,
        "A database is listed to whom something is granted on a table of it.",
        lambda aws: _databases(aws, (PART, "SELECT")),
        Gives(["sales"]),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-a-database-without-a-grant",
        METADATA,
        "A database is not told of to whom nothing is granted on it.",
        lambda aws: _lake(aws, (DATABASE, "ALTER")).get_database(Name="hidden"),
        Refused(DENIED, "Required Describe on hidden"),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-of-a-database",
        REFERENCE,
        "Whoever has any right on a database sees it.",
        lambda aws: _lake(aws, (DATABASE, "ALTER")).get_database(Name="sales")["Database"]["Name"],
        Gives("sales"),
    ),
    Probe(
        "lakeformation-metadata-of-partitions",
        METADATA,
        "Partitions are told of to whom their table is, with the columns that are granted.",
        lambda aws: _partitions(aws, (PART, "SELECT")),
        Gives([["id"]]),
    ),
    Probe(
        "lakeformation-metadata-of-partitions-without-a-grant",
        METADATA,
        "And to nobody else.",
        _partitions,
        Refused(DENIED, "Required Describe on orders"),
        rule=RULE,
    ),
    Probe(
        "lakeformation-metadata-searched",
        SEARCH,
        "A search finds tables to which the caller has access.",
        lambda aws: _searched(aws, ({"Table": TABLE}, "SELECT")),
        Gives([("orders", ["id", "amount"])]),
        rule="glue_search",
    ),
    Probe(
        "athena-metadata",
        f"{ATHENA}/API_ListTableMetadata.html",
        "Athena tells of the catalog what Glue tells the caller.",
        lambda aws: _in_athena(aws, (PART, "SELECT")),
        Gives((["sales"], [("orders", ["id"])])),
        rule="athena_metadata",
    ),
    Probe(
        "athena-metadata-without-a-grant",
        f"{ATHENA}/API_GetTableMetadata.html",
        "What Glue refuses, Athena tells as an error of the metadata.",
        _table_in_athena,
        Refused("MetadataException", "Required Describe on orders"),
        rule="athena_metadata",
    ),
)
