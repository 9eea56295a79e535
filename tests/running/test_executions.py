"""Executions of a trivial machine in Step Functions, as moto's interpreter runs it."""

import json
import time

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from meshwright.plan import names
from meshwright.runner.cloud import Cloud
from meshwright.running.executions import Executions
from meshwright.running.result import RunError
from meshwright.running.values import Machine, Request, State

from machines import BEGIN, result

ROLE = "arn:aws:iam::111122223333:role/mesh/sales/runtime"
FAILING = {
    "StartAt": "check",
    "States": {
        "check": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.full", "IsPresent": True, "Next": "fail"}],
            "Default": "done",
        },
        "fail": {"Type": "Fail", "Error": "mesh.QualityFailed", "Cause": "orders: 3 rows"},
        "done": {"Type": "Pass", "End": True},
    },
}


@pytest.fixture
def cloud(dev, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield Cloud(dev, boto3.Session(region_name=dev.spec.region), {})


@pytest.fixture
def machine(cloud):
    made = cloud.client("stepfunctions").create_state_machine(
        name="orders", definition=json.dumps(FAILING), roleArn=ROLE
    )
    return Machine("sales.orders", made["stateMachineArn"], "team-sales@acme.example")


@pytest.fixture
def service(cloud):
    return Executions(cloud)


def ended(service, machine, execution):
    while (now := service.described(machine, execution)).state is State.RUNNING:
        time.sleep(0.01)
    return now


def test_a_run_is_started_with_its_request_and_followed_to_its_end(service, machine):
    begun = service.start(machine, Request())
    done = ended(service, machine, begun)

    assert begun.state is State.RUNNING
    assert done.state is State.SUCCEEDED
    assert done.ended >= done.started
    assert done.name == begun.arn.rpartition(":")[2]


def test_a_failed_one_says_its_error_and_cause(service, machine):
    done = ended(service, machine, service.start(machine, Request(full=True)))

    assert done.state is State.FAILED
    assert (done.error, done.cause) == ("mesh.QualityFailed", "orders: 3 rows")


def test_the_newest_is_listed_first(service, machine):
    first = service.start(machine, Request())
    time.sleep(0.01)
    second = service.start(machine, Request())

    assert [e.arn for e in service.listed(machine)] == [second.arn, first.arn]


def test_the_result_lies_in_the_catalogs_bucket(service, cloud, machine, dev):
    execution = service.start(machine, Request())
    bucket = names.catalog_bucket(dev.place_of(None))
    s3 = cloud.client("s3")
    where = {"LocationConstraint": dev.spec.region}
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    assert service.result(machine, execution) is None

    said = result("sales.orders", BEGIN)
    key = f"runs/sales.orders/{execution.name}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=said.model_dump_json())

    assert service.result(machine, execution) == said


def test_a_machine_that_is_not_deployed_says_what_to_do(service, machine):
    absent = Machine("sales.orders", f"{machine.arn}-gone", machine.owner)
    for call in (lambda: service.start(absent, Request()), lambda: service.listed(absent)):
        with pytest.raises(RunError, match=r"sales\.orders is not deployed in dev") as told:
            call()

        assert told.value.fix == "mesh up sales.orders --env dev"


def test_what_else_aws_refuses_is_told(service, cloud, machine, monkeypatch):
    def down(**_):
        raise EndpointConnectionError(endpoint_url="https://states")

    monkeypatch.setattr(cloud.client("stepfunctions"), "start_execution", down)
    with pytest.raises(RunError, match=r"AWS refuses what a run of sales\.orders needs"):
        service.start(machine, Request())
