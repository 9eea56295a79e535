"""A lake with one Iceberg table, and a workgroup that writes results beside it."""

import pytest

from local_aws.athena.athena import Athena
from local_aws.iceberg.lake import BUCKET, Lake, field

COLUMNS = [
    field(1, "order_id", required=True),
    field(2, "amount", "decimal(10,2)"),
    field(3, "day", "date"),
    field(4, "count", "long"),
]


@pytest.fixture
def lake(client) -> Lake:
    lake = Lake.opened(client)
    lake.create(COLUMNS)
    return lake


@pytest.fixture
def athena(client, lake: Lake) -> Athena:
    assert lake
    client("athena").create_work_group(
        Name="analysts",
        Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/results/"}},
    )
    return Athena(client("athena"), "analysts")
