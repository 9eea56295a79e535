"""A product's tables as Athena's CREATE TABLE, for an account that has no mesh.

Source: Athena user guide, "CREATE TABLE", "Creating Iceberg tables" and "Reserved keywords":
names stand in backticks in DDL.
"""

from collections.abc import Iterator

from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.models import Column, DataProduct, Table
from meshwright.visible import one_line


def statements(product: DataProduct, environment: Environment) -> str:
    """One statement for each table, as the environment deploys it."""
    made = (_statement(product, n, t, environment) for n, t in product.tables.items())
    return "\n\n".join(made) + "\n"


def _statement(product: DataProduct, name: str, table: Table, environment: Environment) -> str:
    place = environment.place_of(product.domain.id)
    location = names.table_location(product, name, place)
    return "\n".join(
        [
            f"CREATE {'' if table.is_iceberg else 'EXTERNAL '}TABLE"
            f" {_name(names.database_of(product))}.{_name(name)} (",
            ",\n".join(_columns(table)),
            ")",
            *_comment(table.description or product.spec.description, table),
            *_partitions(table),
            *(() if table.is_iceberg else ("STORED AS PARQUET",)),
            f"LOCATION {_text(location)}",
            *(("TBLPROPERTIES ('table_type' = 'ICEBERG');",) if table.is_iceberg else (";",)),
        ]
    )


def _comment(text: str, table: Table) -> Iterator[str]:
    """What the table holds; Athena takes no comment of an Iceberg table."""
    if not table.is_iceberg:
        yield f"COMMENT {_text(text)}"


def _columns(table: Table) -> Iterator[str]:
    shown = table.columns if table.is_iceberg else table.file_columns
    yield from (f"  {_column(name, table.columns[name])}" for name in shown)


def _partitions(table: Table) -> Iterator[str]:
    """An Iceberg table is partitioned by columns that it has already."""
    if table.partition_by and table.is_iceberg:
        yield f"PARTITIONED BY ({', '.join(map(_name, table.partition_by))})"
    elif table.partition_by:
        columns = (_column(name, table.columns[name]) for name in table.partition_by)
        yield f"PARTITIONED BY ({', '.join(columns)})"


def _column(name: str, column: Column) -> str:
    said = f" COMMENT {_text(column.comment)}" if column.comment else ""
    return f"{_name(name)} {column.type.glue}{said}"


def _name(identifier: str) -> str:
    return f"`{identifier}`"


def _text(text: str) -> str:
    """A text in single quotes, on one line; Hive's escapes are those of C."""
    escaped = one_line(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
