"""A mesh that lives in a local AWS, laid out by its plan without the engine, and run by `mesh`."""

import io
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from localaws import server
from meshwright.cli.app import run
from meshwright.local_instance import LocalAws
from meshwright.plan import names, plan
from meshwright.specs.environments import load_environment
from meshwright.specs.load import load_mesh
from meshwright.workspace import Workspace

from checkouts import Checkout
from local_aws.engine_side import EngineSide
from local_aws.mesh_life import deploy
from meshes import DOMAIN

ROOT = Path(__file__).parents[2]
SECONDS = 300.0
ADMINISTRATOR = {"AccessKeyId": "test", "SecretAccessKey": "test"}
ORDERS, DAILY, FEEDS = "sales.orders", "sales.daily", "sales.feeds"
SPECS: Mapping[str, str] = {
    "sales/domain.yaml": DOMAIN.format("sales"),
    "sales/orders/product.yaml": """\
description: Confirmed orders, as the shop sends them.
owner: team-orders@acme.example
tables:
  orders:
    source: {format: csv, maxRejects: 2}
    primaryKey: [order_id]
    columns:
      order_id: string
      amount:
        type: decimal(10,2)
        quality:
        - {metric: nullValues, mustBe: 0, severity: warning}
        - {metric: invalidValues, mustBe: 0, arguments: {maximum: 1000}}
      ordered_on: {type: date, required: true}
    quality: [{metric: rowCount, mustBeLessThan: 2000000}]
""",
    "sales/daily/product.yaml": """\
description: Revenue by day, and of all days.
inputs: [sales.orders]
tables:
  daily:
    format: iceberg
    query: daily.sql
    primaryKey: [ordered_on]
    partitionBy: [ordered_on]
    window: 90d
    columns:
      ordered_on: date
      orders: {type: bigint, quality: [{metric: nullValues, mustBe: 0}]}
      revenue: decimal(38,2)
  total:
    format: iceberg
    query: total.sql
    primaryKey: [what]
    sample: true
    columns: {what: string, orders: bigint, revenue: "decimal(38,2)"}
""",
    "sales/daily/daily.sql": (
        "select ordered_on, count(*) orders, sum(amount) revenue"
        " from sales__orders.orders group by ordered_on\n"
    ),
    "sales/daily/total.sql": (
        "select 'all' what, cast(sum(orders) as bigint) orders, sum(revenue) revenue"
        " from sales__daily.daily group by 1\n"
    ),
    "sales/feeds/product.yaml": """\
description: What lands in other formats, or is made into other rows.
tables:
  visits:
    source: {format: json, maxRejects: 1}
    primaryKey: [visit_id]
    columns: {visit_id: string, seconds: int}
  boxes:
    source: {format: parquet, delivery: snapshot}
    primaryKey: [box_id]
    columns: {box_id: bigint, weight: double}
  lines:
    source: {format: csv, columns: [code, text]}
    query: lines.sql
    primaryKey: [line_id]
    columns: {line_id: string, words: bigint}
""",
    "sales/feeds/lines.sql": (
        "select code as line_id, cast(cardinality(split(text, ' ')) as bigint) as words"
        " from landing\n"
    ),
}


@dataclass(frozen=True)
class Ended:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shop:
    """The mesh in its local AWS."""

    root: Path
    aws: LocalAws
    clients: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def checkout(self) -> Checkout:
        return Checkout(self.root)

    @property
    def workgroup(self) -> str:
        """Where the tests' own queries run."""
        return names.workgroup("sales", load_environment(self.root, "local").place_of("sales"))

    def client(self, service: str) -> Any:
        if service not in self.clients:
            self.clients[service] = self.new_client(service)
        return self.clients[service]

    def new_client(self, service: str, keys: Mapping[str, str] = ADMINISTRATOR) -> Any:
        """A client of its own, for a thread that asks beside others, or for another caller."""
        return boto3.Session().client(
            service,  # pyright: ignore[reportArgumentType] - the services a test may name
            endpoint_url=self.aws.endpoint,
            region_name=self.aws.region,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
        )

    def mesh(self, *arguments: str) -> Ended:
        """One command, in this process."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("MESH_ROOT", str(self.root))
            patch.setenv("NO_COLOR", "1")
            code = run(list(arguments))
        return Ended(code, out.getvalue(), err.getvalue())

    def begun(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """One command in a process of its own, still running."""
        checkout = self.checkout
        return subprocess.Popen(
            checkout.command(*arguments),
            cwd=ROOT,
            env=checkout.variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def file(self, name: str, content: str | bytes) -> str:
        path = self.root / "export" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def rows(self, sql: str, *words: str) -> list[list[str | None]]:
        done = self.mesh("query", sql, *words, "--json")
        assert done.code == 0, done.err
        return done.document["rows"]

    def machine(self, product: str) -> str:
        """The ARN of a product's state machine."""
        listed = self.client("stepfunctions").list_state_machines()["stateMachines"]
        end = product.replace(".", "--")
        (found,) = (each for each in listed if each["name"].endswith(end))
        return found["stateMachineArn"]

    def executions(self, product: str) -> list[dict[str, Any]]:
        """A product's executions, the newest first."""
        listed = self.client("stepfunctions").list_executions
        return listed(stateMachineArn=self.machine(product))["executions"]

    def since(self, product: str, before: int) -> list[dict[str, Any]]:
        """A product's executions behind so many that were there, the newest first."""
        found = self.executions(product)
        return found[: len(found) - before]

    def worked(self, product: str, before: int) -> list[dict[str, Any]]:
        """Those of them that did something, and so have left a result."""
        place = load_environment(self.root, "local").place_of(None)
        bucket, prefix = names.catalog_bucket(place), names.runs_prefix(product)
        listed = self.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)
        keys = {each["Key"] for each in listed.get("Contents", ())}
        found = self.since(product, before)
        return [each for each in found if names.run_key(product, each["name"]) in keys]

    def taken(self, product: str, table: str) -> dict[str, Any]:
        """What the last run that took files says of a table."""
        place = load_environment(self.root, "local").place_of(None)
        bucket = names.catalog_bucket(place)
        for execution in self.worked(product, 0):
            key = names.run_key(product, execution["name"])
            body = self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
            for told in json.loads(body)["tables"]:
                if told["table"] == table and told.get("files"):
                    return told
        raise LookupError(table)

    def bucket(self, product: str) -> str:
        """The bucket that a product's rows lie in."""
        return names.bucket(product, load_environment(self.root, "local").place_of("sales"))

    def landing(self, product: str) -> str:
        """The bucket that a product's files land in."""
        place = load_environment(self.root, "local").place_of("sales")
        return names.landing_bucket(product, place)

    def put(self, product: str, key: str, content: bytes) -> None:
        """A file lands that nobody has looked at before."""
        self.client("s3").put_object(Bucket=self.landing(product), Key=key, Body=content)

    def take_away(self, product: str, key: str) -> None:
        """A landed file is deleted, as somebody does with one that has to be mended."""
        self.client("s3").delete_object(Bucket=self.landing(product), Key=key)

    def described(self, execution: Mapping[str, Any]) -> dict[str, Any]:
        describe = self.client("stepfunctions").describe_execution
        return describe(executionArn=execution["executionArn"])

    def passed(self, execution: Mapping[str, Any]) -> dict[str, None]:
        """The states that an execution has passed, in their order, each once."""
        events = self._history(execution)
        names = (e["stateExitedEventDetails"]["name"] for e in events if _is("StateExited", e))
        return dict.fromkeys(names)

    def entered(self, execution: Mapping[str, Any]) -> set[str]:
        """The states that an execution has entered."""
        events = self._history(execution)
        return {e["stateEnteredEventDetails"]["name"] for e in events if _is("StateEntered", e)}

    def _history(self, execution: Mapping[str, Any]) -> list[dict[str, Any]]:
        history = self.client("stepfunctions").get_execution_history
        return history(executionArn=execution["executionArn"])["events"]

    def is_idle(self) -> bool:
        products = (ORDERS, DAILY, FEEDS)
        return all(e["status"] != "RUNNING" for p in products for e in self.executions(p))

    def settled(self) -> None:
        """Waits until nothing runs, not by an event on its way either."""
        until(lambda: self.is_idle() and not time.sleep(0.5) and self.is_idle())

    def definition(self, product: str) -> dict[str, Any]:
        describe = self.client("stepfunctions").describe_state_machine
        return json.loads(describe(stateMachineArn=self.machine(product))["definition"])

    @contextmanager
    def redefined(self, product: str, changed: Mapping[str, Any]) -> Iterator[None]:
        """While the block runs, a product's machine is another one."""
        update, arn = self.client("stepfunctions").update_state_machine, self.machine(product)
        before = self.definition(product)
        update(stateMachineArn=arn, definition=json.dumps(changed))
        try:
            yield
        finally:
            update(stateMachineArn=arn, definition=json.dumps(before))


def _is(kind: str, event: Mapping[str, Any]) -> bool:
    return event["type"].endswith(kind)


def until(holds: Callable[[], Any]) -> Any:
    """What a question comes to once that is true; an error where it never is."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.05)
    raise TimeoutError(holds)


def opened(root: Path) -> Shop:
    """The mesh, laid out in a local AWS of its own."""
    for name, text in SPECS.items():
        file = root / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (root / "platform/environments").mkdir(parents=True)
    for name in ("Pulumi.yaml", "platform/environments/local.yaml"):
        shutil.copy(ROOT / name, root / name)
    workspace = Workspace(root)
    shop = Shop(root, None)  # pyright: ignore[reportArgumentType] - it is started below
    done = shop.mesh("lock")
    assert done.code == 0, done.err
    loaded, environment = load_mesh(root), load_environment(root, "local")
    assert not loaded.findings, loaded.findings
    shop.aws = server.start(
        workspace.local, region=environment.spec.region, account=environment.spec.account
    )
    planned = plan(loaded.mesh, environment, as_of=datetime.now(UTC).date())
    # An `up` sees to it before the foundation.
    shop.client("glue").create_database(DatabaseInput={"Name": "default"})
    side = EngineSide.start(shop.aws)
    try:
        deploy(side, planned)
    finally:
        side.stop()
    return shop
