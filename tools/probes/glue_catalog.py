"""The data catalog: names, lengths, tags, encryption, and what is not there."""

from typing import Any

from tools.probes.cloud import ACCOUNT, REGION, Cloud
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/glue/latest/webapi"
DATABASE_NAMES = f"{API}/API_DatabaseInput.html"


def _names(aws: Cloud) -> list[str]:
    aws.closed_lake()
    aws.database("Sales")
    return [database["Name"] for database in aws.glue.get_databases()["DatabaseList"]]


def _read_in_capitals(aws: Cloud) -> Any:
    aws.table()
    table = aws.glue.get_table(DatabaseName="SALES", Name="Orders")["Table"]
    return table["DatabaseName"], table["Name"]


def _table_name(aws: Cloud) -> str:
    aws.table("Orders")
    return aws.glue.get_table(DatabaseName="sales", Name="orders")["Table"]["Name"]


def _twice(aws: Cloud) -> None:
    aws.database("sales")
    aws.database("SALES")


def _table_twice(aws: Cloud) -> None:
    aws.table("orders")
    aws.table("ORDERS")


def _deleted_in_capitals(aws: Cloud) -> list[str]:
    aws.table()
    aws.glue.delete_table(DatabaseName="Sales", Name="ORDERS")
    return [table["Name"] for table in aws.glue.get_tables(DatabaseName="sales")["TableList"]]


def _tags_after_deletion(aws: Cloud) -> Any:
    aws.glue.create_database(DatabaseInput={"Name": "sales"}, Tags={"owner": "a"})
    aws.glue.delete_database(Name="sales")
    aws.database()
    arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:database/sales"
    return aws.glue.get_tags(ResourceArn=arn)["Tags"]


def _encryption(aws: Cloud) -> Any:
    answer = aws.glue.get_data_catalog_encryption_settings(CatalogId=ACCOUNT)
    return answer["DataCatalogEncryptionSettings"]


def _odd_encryption(aws: Cloud) -> None:
    at_rest = {"CatalogEncryptionMode": "ROT13"}
    aws.glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={"EncryptionAtRest": at_rest}
    )


def _default_permissions(aws: Cloud) -> Any:
    aws.database()
    database = aws.glue.get_database(Name="sales")["Database"]
    first = database["CreateTableDefaultPermissions"][0]
    return first["Principal"]["DataLakePrincipalIdentifier"], first["Permissions"]


PROBES = (
    Probe(
        "glue-database-name-in-capitals",
        DATABASE_NAMES,
        "A database's name is stored in lower case.",
        _names,
        Gives(["sales"]),
        rule="glue_names",
    ),
    Probe(
        "glue-table-name-in-capitals",
        f"{API}/API_TableInput.html",
        "A table's name is stored in lower case.",
        _table_name,
        Gives("orders"),
        rule="glue_names",
    ),
    Probe(
        "glue-read-in-capitals",
        DATABASE_NAMES,
        "A table is found in capitals too.",
        _read_in_capitals,
        Gives(("sales", "orders")),
        rule="glue_names",
    ),
    Probe(
        "glue-database-twice-in-capitals",
        DATABASE_NAMES,
        "A name in capitals is the same name.",
        _twice,
        Refused("AlreadyExistsException", status=400),
        rule="glue_names",
    ),
    Probe(
        "glue-table-twice-in-capitals",
        f"{API}/API_CreateTable.html",
        "So it is for tables.",
        _table_twice,
        Refused("AlreadyExistsException", status=400),
        rule="glue_names",
    ),
    Probe(
        "glue-deleted-in-capitals",
        f"{API}/API_DeleteTable.html",
        "And for a deletion.",
        _deleted_in_capitals,
        Gives([]),
        rule="glue_names",
    ),
    Probe(
        "glue-name-with-a-line-break",
        DATABASE_NAMES,
        "A name is one line.",
        lambda aws: aws.database("sal\nes"),
        Refused("ValidationException", status=400),
        rule="glue_limits",
    ),
    Probe(
        "glue-database-name-too-long",
        DATABASE_NAMES,
        "A name has at most 255 characters.",
        lambda aws: aws.database("s" * 256),
        Refused("ValidationException", "length less than or equal to 255", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-database-without-a-name",
        DATABASE_NAMES,
        "A database has a name.",
        lambda aws: aws.database(""),
        Refused("ValidationException", "length greater than or equal to 1", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-deletion-of-a-missing-database",
        f"{API}/API_DeleteDatabase.html",
        "What is not there is not deleted.",
        lambda aws: aws.glue.delete_database(Name="gone"),
        Refused("EntityNotFoundException", status=400),
    ),
    Probe(
        "glue-encryption-never-set",
        f"{API}/API_GetDataCatalogEncryptionSettings.html",
        "A catalog whose encryption nobody has set says that it is off.",
        _encryption,
        Gives(
            {
                "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
                "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
            }
        ),
    ),
    Probe(
        "glue-encryption-of-an-unknown-kind",
        f"{API}/API_EncryptionAtRest.html",
        "The mode is one of those that Glue knows.",
        _odd_encryption,
        Refused("ValidationException", "catalogEncryptionMode", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-tags-of-a-missing-database",
        f"{API}/API_TagResource.html",
        "What is not there is not tagged.",
        lambda aws: aws.glue.tag_resource(
            ResourceArn=f"arn:aws:glue:{REGION}:{ACCOUNT}:database/gone", TagsToAdd={"a": "b"}
        ),
        Refused("EntityNotFoundException", status=400),
        rule="glue_tags",
    ),
    Probe(
        "glue-tags-go-with-their-database",
        f"{API}/API_DeleteDatabase.html",
        "A database that is made again has none of the old one's tags.",
        _tags_after_deletion,
        Gives({}),
        rule="glue_tags",
    ),
    Probe(
        "glue-database-open-to-all",
        "https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html",
        "In a fresh account a new database's tables are open to everyone whom IAM lets in.",
        _default_permissions,
        Gives(("IAM_ALLOWED_PRINCIPALS", ["ALL"])),
        rule="lake_formation_defaults",
    ),
)
