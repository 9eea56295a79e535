"""Clients that people use read tables through the local endpoint: awswrangler, as it is installed.

It wants an older pyarrow than the platform, and so has an environment and a lock of its own.
"""

import json
import os
import subprocess
from typing import Any

import pytest

from local_aws.athena.athena import Athena
from local_aws.athena.test_statements import ROWS
from own_environment import folder_of

PROGRAM = """
import json, sys
import awswrangler as wr

sql, database, workgroup = sys.argv[1:]
found = wr.athena.read_sql_query(
    sql, database=database, workgroup=workgroup, ctas_approach=False, s3_output=None
)
print(json.dumps([found.columns.tolist(), found.astype(str).values.tolist()]))
"""


@pytest.fixture
def wrangler(athena: Athena) -> Any:
    """awswrangler in a process of its own, with what `mesh env` sets and nothing of this one."""
    client = athena.client.meta
    variables = {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": client.endpoint_url,
        "AWS_REGION": client.region_name,
        "AWS_DEFAULT_REGION": client.region_name,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def read(sql: str) -> Any:
        command = [f"{folder_of('awswrangler')}/python", "-W", "ignore", "-c", PROGRAM]
        done = subprocess.run(
            [*command, sql, "sales", athena.workgroup],
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


def test_awswrangler_reads_a_table(wrangler: Any, athena: Athena) -> None:
    athena.run(ROWS)

    columns, rows = wrangler("SELECT order_id, amount, day, count FROM orders ORDER BY order_id")

    assert columns == ["order_id", "amount", "day", "count"]
    assert [row[:3] for row in rows[:2]] == [
        ["a", "1.50", "2026-01-01"],
        ["b", "2.25", "2026-01-02"],
    ]
