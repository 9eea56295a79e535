"""Where a product's files arrive: a bucket that Lake Formation does not open, and no reader sees.

Who writes is named in the environment file. What arrives becomes rows, and goes after a month.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshwright.aws.resource_types import BUCKET_NOTIFICATION
from meshwright.plan import names, tags
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope
from meshwright.specs.models import Classification, DataProduct, Table

TEXT = (
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
)
PARQUET = (
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
)
NO_ESCAPE = "\x01"
"""A sign that no text holds: in a CSV file a backslash is a sign like others (RFC 4180), and the
reader takes it for more where it is not told of another.
"""
READERS: Mapping[str, tuple[str, Mapping[str, str], tuple[str, str]]] = {
    "csv": (
        "org.apache.hadoop.hive.serde2.OpenCSVSerde",
        {"separatorChar": ",", "quoteChar": '"', "escapeChar": NO_ESCAPE},
        TEXT,
    ),
    # A line that is no JSON is a row of nulls, which a run refuses; else no line could be read.
    "json": ("org.openx.data.jsonserde.JsonSerDe", {"ignore.malformed.json": "TRUE"}, TEXT),
    "parquet": (
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        {"serialization.format": "1"},
        PARQUET,
    ),
}
"""How Athena reads landed files: library, its parameters, and the formats of input and output.

Source: Athena user guide, "Open CSV SerDe", "OpenX JSON SerDe" and "Parquet SerDe".
"""
RESTRICTED = {tags.CLASSIFICATION: Classification.RESTRICTED.value, tags.PII: tags.boolean(True)}
KEPT_DAYS = 30
"""Days after which a landed file goes: its rows are in the table, or among the rejects."""
NONCURRENT_DAYS = 1
WRITE = ("s3:AbortMultipartUpload", "s3:PutObject")


def lands(product: DataProduct) -> bool:
    """Whether files land for some table of a product."""
    return any(table.source is not None for table in product.tables.values())


def landing_table(product: DataProduct, name: str, table: Table, scope: Scope) -> Mapping[str, Any]:
    """A table's landed files in Glue, as texts: a run says of each whether it fits.

    Files of Parquet have types of their own, which are the table's.
    """
    kept = table.source.format if table.source else ""
    library, parameters, formats = READERS[kept]
    return {
        "description": f"Files that land for {name}, as they are",
        "tableType": "EXTERNAL_TABLE",
        "parameters": {
            "EXTERNAL": "TRUE",
            "classification": kept,
            **RESTRICTED,
            tags.PRODUCT: product.id,
        },
        "partitionKeys": [],
        "storageDescriptor": {
            "location": names.landing_location(product.origin, name, scope.place),
            "inputFormat": formats[0],
            "outputFormat": formats[1],
            "serDeInfo": {"serializationLibrary": library, "parameters": parameters},
            "columns": [
                {"name": column, "type": _type(table, column), "parameters": RESTRICTED}
                for column in table.landing_columns
            ],
        },
    }


def _type(table: Table, column: str) -> str:
    is_typed = table.source is not None and table.source.format == "parquet"
    return table.columns[column].type.glue if is_typed else "string"


def writers(product: DataProduct, scope: Scope) -> tuple[str, ...]:
    """Who may land files; nobody any more for a retired product."""
    if product.is_retired or not lands(product):
        return ()
    return tuple(sorted(scope.environment.spec.landing.get(product.id, ())))


def landing(product: DataProduct, scope: Scope) -> Iterator[Declaration]:
    """The bucket, and that it tells EventBridge of what arrives."""
    if not lands(product):
        return
    name = names.landing_bucket(product.origin, scope.place)
    made = tuple(
        private_bucket(
            Bucket(
                logical="landing",
                name=name,
                tags=tags.product_tags(product, scope.place),
                noncurrent_days=NONCURRENT_DAYS,
                key_alias=names.domain_alias(names.domain_of_origin(product), scope.place),
                log_bucket=names.access_log_bucket(scope.place),
                statements=tuple(_open_to(writers(product, scope), name, scope)),
                expire_days=KEPT_DAYS,
            ),
            scope,
        )
    )
    yield from made
    yield scope.declare(
        BUCKET_NOTIFICATION, "landing", {"bucket": name, "eventbridge": True}, after=made[:1]
    )


def _open_to(principals: Sequence[str], bucket: str, scope: Scope) -> Iterator[Mapping[str, Any]]:
    """Writing alone, by the principals' ARNs: one that is named would be stored by its id."""
    if not principals:
        return
    place = scope.place
    yield {
        "Sid": "Landing",
        "Effect": "Allow",
        # Not the account, which would ask for a right of the writer's own beside this one.
        "Principal": {"AWS": "*"},
        "Action": list(WRITE),
        "Resource": f"{names.bucket_arn(bucket, place)}/*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": list(principals)}},
    }
