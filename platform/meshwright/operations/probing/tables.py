"""Tables of the sandbox, in the shapes in which the plan declares its own."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from meshwright.operations.probing.sandbox import Sandbox
from meshwright.runner.cloud import Cloud

Field = Mapping[str, Any]


def field(number: int, name: str, kind: Any = "string") -> Field:
    return {"Id": number, "Name": name, "Type": kind, "Required": False}


ORDERS = (field(1, "order_id"), field(2, "country"), field(3, "amount", "long"))


def make_iceberg(
    box: Sandbox, name: str, fields: Sequence[Field] = ORDERS, *, cloud: Cloud | None = None
) -> None:
    """Makes an Iceberg table by the call that the provider makes, as somebody."""
    schema = {"Type": "struct", "Fields": list(fields)}
    wanted = {
        "MetadataOperation": "CREATE",
        "Version": "2",
        "CreateIcebergTableInput": {"Location": location(box, name), "Schema": schema},
    }
    (cloud or box.cloud).client("glue").create_table(
        DatabaseName=box.run.database,
        Name=name,
        OpenTableFormatInput={"IcebergInput": wanted},
    )


def change_iceberg(box: Sandbox, name: str, fields: Sequence[Field]) -> None:
    """Gives an Iceberg table another schema."""
    schema = {"Type": "struct", "Fields": list(fields)}
    update = {"Location": location(box, name), "Schema": schema}
    box.client("glue").update_table(
        DatabaseName=box.run.database,
        Name=name,
        UpdateOpenTableFormatInput={
            "UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": [update]}}
        },
    )


def make_parquet(
    box: Sandbox,
    name: str,
    columns: Mapping[str, str],
    *,
    by: Mapping[str, str] | None = None,
    cloud: Cloud | None = None,
) -> None:
    """Makes a table of Parquet files, parted by some columns."""
    hive = "org.apache.hadoop.hive.ql.io.parquet"
    (cloud or box.cloud).client("glue").create_table(
        DatabaseName=box.run.database,
        TableInput={
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet"},
            "PartitionKeys": _columns(by or {}),
            "StorageDescriptor": {
                "Columns": _columns(columns),
                "Location": location(box, name),
                "InputFormat": f"{hive}.MapredParquetInputFormat",
                "OutputFormat": f"{hive}.MapredParquetOutputFormat",
                "SerdeInfo": {"SerializationLibrary": f"{hive}.serde.ParquetHiveSerDe"},
            },
        },
    )


def _columns(types: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind} for name, kind in types.items()]


def location(box: Sandbox, name: str) -> str:
    return f"s3://{box.run.bucket}/lake/{name}"


def schema_of(box: Sandbox, name: str) -> Any:
    """The current schema of an Iceberg table, as its metadata file has it."""
    table = box.client("glue").get_table(DatabaseName=box.run.database, Name=name)["Table"]
    key = table["Parameters"]["metadata_location"].removeprefix(f"s3://{box.run.bucket}/")
    content = box.client("s3").get_object(Bucket=box.run.bucket, Key=key)["Body"].read()
    metadata = json.loads(content)
    current = metadata["current-schema-id"]
    return next(schema for schema in metadata["schemas"] if schema["schema-id"] == current)


def sql(box: Sandbox, statement: str, table: str) -> str:
    """A statement in which `{table}` stands for a table of the sandbox."""
    return statement.replace("{table}", f'"{box.run.database}"."{table}"')


# What grants are about.


def database_resource(box: Sandbox) -> Mapping[str, Any]:
    return {"Database": {"Name": box.run.database}}


def table_resource(box: Sandbox, name: str) -> Mapping[str, Any]:
    return {"Table": {"DatabaseName": box.run.database, "Name": name}}


def columns_resource(box: Sandbox, name: str, columns: Sequence[str]) -> Mapping[str, Any]:
    named = {"DatabaseName": box.run.database, "Name": name, "ColumnNames": list(columns)}
    return {"TableWithColumns": named}


def location_resource(box: Sandbox) -> Mapping[str, Any]:
    return {"DataLocation": {"ResourceArn": box.run.location}}


def held_by(box: Sandbox, role: str, resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a role of this run has been granted on something."""
    listed = box.cloud.pages(
        "lakeformation", "list_permissions", "PrincipalResourcePermissions", Resource=resource
    )
    arn = box.run.role_arn(role)
    return [g for g in listed if g["Principal"]["DataLakePrincipalIdentifier"] == arn]
