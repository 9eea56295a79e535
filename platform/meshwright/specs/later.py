"""What others do and a spec cannot ask for yet: refused by name, rather than as a misspelt word."""

import re
from collections.abc import Mapping

_STREAMS = (
    "rows that stream in are not taken yet",
    "let the stream's writer land files every few minutes, and write `source: {format: …}`",
)
_SPARK = (
    "jobs other than queries on Athena are not run yet",
    "write a `query`; or keep the table `format: parquet`, and let a job of your own write it as"
    " the product's runtime role (docs/how-to/outgrow-athena.md)",
)
_S3_TABLES = (
    "S3 Tables are not used yet",
    "write `format: iceberg`: the table lies in the product's own bucket",
)
_TRANSFORM = re.compile(r"(?:years?|months?|days?|hours?|bucket|truncate|void)\s*[(\[].*")
_PARTITIONS = (
    "partitions by a function of a column are not made yet",
    "add a column with that value to the query, and partition by it",
)

_WORDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("stream", "streams", "streaming", "kinesis", "kafka", "firehose", "msk", "topic"), _STREAMS
    ),
    **dict.fromkeys(("spark", "pyspark", "engine", "job", "script", "notebook"), _SPARK),
    **dict.fromkeys(("s3tables", "s3_tables", "s3-tables", "tableBucket"), _S3_TABLES),
}


def left_for_later(word: str) -> tuple[str, str] | None:
    """What is not there yet and what to do instead, where a word asks for such a thing."""
    return _PARTITIONS if _TRANSFORM.fullmatch(word) else _WORDS.get(word)
