"""An Iceberg table is made by Glue in version 2, in a folder of its own in its product's bucket."""

from collections.abc import Iterator

from guardrails import glue_tables
from guardrails.locations import bucket_and_prefix
from guardrails.naming import domain_of_bucket
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import BUCKETS, TABLE

VERSION = "2"


def check(props: Props) -> Iterator[str]:
    declared = glue_tables.iceberg(props)
    if declared is None:
        return
    made = props["openTableFormatInput"]["icebergInput"]
    # Version 2 where nothing is said (AWS Glue API, IcebergInput).
    if str(made.get("version", VERSION)) != VERSION:
        yield "icebergInput.version must be 2: Athena reads no newer one"
    place = bucket_and_prefix(glue_tables.location(props))
    if place is None or domain_of_bucket(place[0], props.scope) is None:
        yield "location must lie in the bucket of a product"
    elif place[1].strip("/") != props.get("name"):
        yield "location must be the folder that is named as the table"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    owned = {bucket.props.get("bucket") for bucket in stack.of(*BUCKETS)}
    for table in stack.of(TABLE):
        if glue_tables.iceberg(table.props) is None:
            continue
        place = bucket_and_prefix(glue_tables.location(table.props))
        if place is not None and place[0] not in owned:
            yield table, "its files would lie in a bucket that is not of this stack"


RULE = Rule(
    id="iceberg-in-own-bucket",
    code="GLU-002",
    title="Iceberg tables lie in their product's own bucket",
    why="A table is its files: in another's bucket it is deleted, encrypted and paid for by others,"
    " and two tables in one folder clean up each other's files.",
    fix="let the location be s3://<the product's bucket>/<table>/, with Iceberg's version 2",
    checks={TABLE: check},
    check_stack=check_stack,
)
