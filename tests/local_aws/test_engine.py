"""The plugin under the real engine: a tiny program up, changed, refreshed and destroyed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from localaws.install import install_provider
from meshwright.local_instance import LocalAws
from meshwright.runner.engine.engine import ensure_engine

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os
import pulumi
import pulumi_aws as aws
url = os.environ["AWS_ENDPOINT_URL"]
services = ("athena", "glue", "iam", "kms", "lakeformation", "s3", "sts")
provider = aws.Provider(
    "aws", region="eu-central-1", allowed_account_ids=["123456789012"], access_key="test",
    secret_key="test", s3_use_path_style=True, skip_metadata_api_check=True,
    skip_credentials_validation=True, endpoints=[{name: url for name in services}])
opts = pulumi.ResourceOptions(provider=provider)
key = aws.kms.Key("key", description="Sales", enable_key_rotation=True, opts=opts)
aws.kms.Alias("key", name="alias/sales", target_key_id=key.key_id, opts=opts)
bucket = aws.s3.Bucket("data", bucket="sales", force_destroy=True, tags={"mesh:a": "b"}, opts=opts)
aws.s3.BucketVersioning(
    "data", bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}, opts=opts)
aws.s3.BucketObjectv2("entry", bucket=bucket.bucket, key="a/b.json", content="{}", opts=opts)
database = aws.glue.CatalogDatabase("sales", name="sales", opts=opts)
aws.glue.CatalogTable(
    "orders", name="orders", database_name=database.name, table_type="EXTERNAL_TABLE",
    storage_descriptor={"location": "s3://sales/orders/", "columns": [
        {"name": "id", "type": "string", "comment": os.environ["COMMENT"]}]}, opts=opts)
pulumi.export("arn", key.arn)
"""


@pytest.fixture
def stack(tmp_path: Path, aws: LocalAws) -> dict[str, Any]:
    engine = ensure_engine(print)
    home, program = tmp_path / "home", tmp_path / "program"
    install_provider(engine.path, home, Path(sys.executable))
    program.mkdir()
    (tmp_path / "state").mkdir()
    (program / "Pulumi.yaml").write_text("name: mesh\nruntime: python\n", encoding="utf-8")
    (program / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    folders = map(str, engine.folders)
    environment = os.environ | {
        "PATH": os.pathsep.join((*folders, os.environ["PATH"])),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_ENDPOINT_URL": aws.endpoint,
        "MESH_ROOT": str(ROOT),
        "MESH_PYTHON": sys.executable,
        "COMMENT": "Order",
    }
    return {"engine": str(engine.path), "cwd": program, "env": environment}


def run(stack: dict[str, Any], *words: str, **env: str) -> str:
    done = subprocess.run(
        [stack["engine"], *words, "--non-interactive", "--stack", "local"],
        cwd=stack["cwd"],
        env=stack["env"] | env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def changes(stack: dict[str, Any], command: str, **env: str) -> dict[str, int]:
    """What a run did, from the engine's own summary."""
    events = run(stack, command, "--yes", "--skip-preview", "--json", **env).splitlines()
    summaries = (json.loads(event).get("summaryEvent") for event in events)
    return next(summary["resourceChanges"] for summary in summaries if summary)


def test_a_program_comes_up_changes_in_place_and_leaves_nothing(stack, client) -> None:
    run(stack, "stack", "init")

    assert changes(stack, "up") == {"create": 9}
    assert changes(stack, "up") == {"same": 9}
    run(stack, "refresh", "--preview-only", "--expect-no-changes")
    assert changes(stack, "up", COMMENT="Order number") == {"same": 8, "update": 1}
    table = client("glue").get_table(DatabaseName="sales", Name="orders")["Table"]
    assert table["StorageDescriptor"]["Columns"][0]["Comment"] == "Order number"
    assert changes(stack, "destroy") == {"delete": 9}
    assert client("s3").list_buckets()["Buckets"] == []
    assert client("glue").get_databases()["DatabaseList"] == []
