"""Snippets run as they stand, by the clients that people use, as the consumer that they are for."""

import io
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from meshwright.entitlements.entitlement import Entitlement, entitlements
from meshwright.entitlements.how_to_read import snippets
from meshwright.errors import MeshError
from meshwright.local_instance import LocalAws
from meshwright.plan import names, plan
from meshwright.plan.declaration import Plan
from meshwright.querying.answers import ask
from meshwright.querying.who import asker
from meshwright.runner.cloud import connect
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from meshes import TODAY, MeshOf, environment
from own_environment import folder_of

ACCOUNT = "123456789012"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"
PRODUCT, PEOPLE = "finance.reporting", "finance"
Run = Callable[..., str]
CLIENTS = ("awswrangler", "pyathena")
FILES: Mapping[str, str] = {
    "sales/orders/product.yaml": """\
description: Confirmed orders.
tables:
  select:
    columns:
      order: string
      user: {type: string, pii: true}
      from: {type: "decimal(18,2)", classification: confidential}
""",
    "sales/orders/access/finance.reporting.yaml": """\
purpose: Monthly revenue report
legalBasis: contract
tables:
  select: {columns: [order, from], rows: "not \\"order\\" = 'hidden'"}
expires: 2026-12-31
""",
    "sales/orders/access/finance.yaml": """\
purpose: Looking around
legalBasis: contract
tables:
  select: {columns: [order]}
expires: 2026-12-31
""",
    "finance/reporting/product.yaml": """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    query: revenue.sql
    primaryKey: [month]
    columns: {month: string}
""",
    "finance/reporting/revenue.sql": (
        'select "order" as month from sales__orders."select" group by 1\n'
    ),
}
ROWS = {"order": ["kept", "hidden"], "user": ["a@x.example", "b@x.example"], "from": ["1", "2"]}


@dataclass(frozen=True)
class Up:
    """A mesh in force, with rows in it."""

    mesh: Mesh
    place: Environment
    plan: Plan
    aws: LocalAws
    sts: Any

    def right(self, consumer: str) -> Entitlement:
        """What the consumer has by its agreement."""
        found = entitlements(self.mesh, self.place, self.plan)
        (own,) = (e for e in found if e.reader.name == consumer and e.agreement)
        return own

    def told(self, consumer: str) -> dict[str, str]:
        texts, _ = snippets(self.right(consumer), self.mesh, self.place)
        return {each.tool: each.text for each in texts}

    def keys(self, consumer: str) -> dict[str, str]:
        """What a job of the consumer finds around it: the role is its own."""
        role = self.right(consumer).principal
        keys = self.sts.assume_role(RoleArn=role, RoleSessionName="job")["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }


@pytest.fixture
def up(mesh_of: MeshOf, engine: EngineSide, client: Any, aws: LocalAws) -> Up:
    place = environment(
        "local", account=ACCOUNT, deployer=ADMINISTRATOR, administrators=[ADMINISTRATOR]
    )
    mesh = mesh_of({"sales/invoices/product.yaml": None, **FILES})
    planned = plan(mesh, place, as_of=TODAY)
    client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(planned, engine)
    types = {"from": pa.decimal128(18, 2)}
    table = pa.table({n: pa.array(v).cast(types.get(n, pa.string())) for n, v in ROWS.items()})
    content = io.BytesIO()
    pq.write_table(table, content)
    bucket = names.bucket("sales.orders", place.place_of("sales"))
    client("s3").put_object(Bucket=bucket, Key="select/one.parquet", Body=content.getvalue())
    return Up(mesh, place, planned, aws, client("sts"))


@pytest.fixture
def run(up: Up, tmp_path: Path) -> Run:
    """Runs a script where nothing of this process is, but what `mesh env` would set."""
    config = tmp_path / "config"
    # Whom the profile's `source_profile` names: a person's own keys.
    keys = "[default]\naws_access_key_id = test\naws_secret_access_key = test\n"
    (tmp_path / "credentials").write_text(keys)

    def ran(tool: str, consumer: str, variables: Mapping[str, str]) -> str:
        config.write_text(up.told(consumer).get("profile", ""))
        done = subprocess.run(
            [f"{folder_of(tool)}/python", "-W", "ignore", "-c", up.told(consumer)[tool]],
            env={
                "PATH": os.environ["PATH"],
                "AWS_ENDPOINT_URL": up.aws.endpoint,
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": str(config),
                "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ran


def test_a_products_jobs_read_their_rows_and_columns_by_it(run: Run, up: Up) -> None:
    for tool in CLIENTS:
        said = run(tool, PRODUCT, up.keys(PRODUCT))

        assert "kept" in said
        assert "1.00" in said
        assert "hidden" not in said
        assert "x.example" not in said


def test_people_read_by_it_with_the_profile_beside_it(run: Run) -> None:
    for tool in CLIENTS:
        said = run(tool, PEOPLE, {})

        assert "kept" in said
        assert "hidden" in said
        assert "1.00" not in said


def test_the_statement_is_answered_as_the_consumer_and_one_column_more_is_not(up: Up) -> None:
    cloud = connect(up.place, up.aws.endpoint)
    for consumer, rows in ((PRODUCT, 1), (PEOPLE, 2)):
        sql = up.told(consumer)["athena"]
        asking = asker(up.mesh, up.place, consumer, sql)

        answer = ask(cloud, asking, sql)

        assert tuple(name for name, _ in answer.columns) == up.right(consumer).columns
        assert len(answer.rows) == rows
        with pytest.raises(MeshError, match="user"):
            ask(cloud, asking, sql.replace('"order"', '"order", "user"'))
