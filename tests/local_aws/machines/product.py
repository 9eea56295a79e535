"""A product in the local AWS: its tables, its role, its machine, and what starts and hears it."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.athena.column_type import ColumnType
from meshwright.jobs.machine import Machine, definition
from meshwright.jobs.outcome import Counted
from meshwright.jobs.table import TableJob
from meshwright.plan.iceberg import field_type
from meshwright.specs.types import parse_type

from local_aws.iceberg.lake import BUCKET, Lake, field

REGION, ACCOUNT = "eu-central-1", "123456789012"
BUS, WORKGROUP, RESULTS, METRICS = "mesh-dev", "jobs", "catalog", "mesh-dev"
SECONDS = 300.0
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


class Numbers(dict[str, int]):
    """Ids in the order in which they are asked for."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self) + 1
        return self[name]


def trust(service: str, **condition: Any) -> str:
    """A role's trust in a service, for this account alone."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}, **condition},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True)
class Account:
    """The local AWS with what all products share."""

    client: Any
    lake: Lake

    @staticmethod
    def opened(client: Any) -> "Account":
        account = Account(client, Lake.opened(client))
        account.lake.s3.create_bucket(
            Bucket=RESULTS, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        # Athena looks into it for every query.
        account.lake.glue.create_database(DatabaseInput={"Name": "default"})
        client("events").create_event_bus(Name=BUS)
        client("athena").create_work_group(
            Name=WORKGROUP, Configuration={"ManagedQueryResultsConfiguration": {"Enabled": True}}
        )
        return account

    def role(self, name: str, service: str, *statements: Mapping[str, Any]) -> str:
        iam = self.client("iam")
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))
        allowed = {"Version": "2012-10-17", "Statement": list(statements or (EVERYTHING,))}
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(allowed))
        return made["Role"]["Arn"]

    def table(self, database: str, name: str, columns: Mapping[str, str]) -> None:
        types = {column: parse_type(kind) for column, kind in columns.items()}
        self.typed_table(database, name, types)

    def typed_table(self, database: str, name: str, columns: Mapping[str, ColumnType]) -> None:
        ids = Numbers()
        fields = [field(ids[column], column) for column in columns]
        for described, (column, kind) in zip(fields, columns.items(), strict=True):
            described["Type"] = field_type(kind, column, ids)
        place = f"s3://{BUCKET}/{database}/{name}"
        self.lake.glue.create_table(
            DatabaseName=database,
            Name=name,
            OpenTableFormatInput=self.lake.created(fields, location=place),
        )

    def machine(self, name: str, role: str, written: str) -> str:
        made = self.client("stepfunctions").create_state_machine(
            name=name, definition=written, roleArn=role
        )
        return made["stateMachineArn"]

    def of_states(self, name: str, role: str, states: Mapping[str, Any]) -> str:
        """A machine of these states, which begins with the first."""
        return self.machine(
            name, role, json.dumps({"StartAt": next(iter(states)), "States": states})
        )

    def refreshing(
        self, product: str, role: str, *jobs: TableJob, promised_days: int | None = None
    ) -> str:
        """A product's own machine, as the plan declares it."""
        for job in jobs:
            for table in (job.name, f"{job.name}__next"):
                self.typed_table(job.database, table, job.columns)
        prefix = f"runs/{product}/"
        counted = Counted(METRICS, product)
        made = Machine(
            product, jobs, WORKGROUP, BUS, RESULTS, prefix, counted, promised_days=promised_days
        )
        return self.machine(product.replace(".", "--"), role, definition(made))

    def start(self, machine: str, name: str = "", **given: Any) -> str:
        named = {"name": name} if name else {}
        started = self.client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(given), **named
        )
        return started["executionArn"]

    def ended(self, execution: str) -> dict[str, Any]:
        """What is said of an execution once it has ended."""
        describe = self.client("stepfunctions").describe_execution
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            said = describe(executionArn=execution)
            if said["status"] != "RUNNING":
                return said
            time.sleep(0.02)
        raise TimeoutError(execution)

    def executions(self, machine: str, *, at_least: int = 0) -> list[dict[str, Any]]:
        """A machine's executions, newest first, once there are so many."""
        listed = self.client("stepfunctions").list_executions
        until = time.monotonic() + SECONDS
        found: list[dict[str, Any]] = listed(stateMachineArn=machine)["executions"]
        while len(found) < at_least and time.monotonic() < until:
            time.sleep(0.02)
            found = listed(stateMachineArn=machine)["executions"]
        return found
