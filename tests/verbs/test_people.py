"""The people of a domain, by its reader role: they start its machines and follow their runs."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from meshwright.plan import names
from meshwright.running.result import parse
from meshwright.specs.environments import load_environment

from verbs.ledger import Ledger
from verbs.shop import ORDERS, Shop, until

OVER = ("SUCCEEDED", "FAILED", "ABORTED")


def test_people_run_a_product_of_their_domain_and_see_how_it_went(
    shop: Shop, ledger: Ledger
) -> None:
    place = load_environment(shop.root, "local").place_of("sales")
    role = names.reader_role_arn("sales", place)
    keys = shop.client("sts").assume_role(RoleArn=role, RoleSessionName="people")["Credentials"]
    states, machine = shop.new_client("stepfunctions", keys), shop.machine(ORDERS)

    started = states.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
    ended = until(lambda: over(states, started))

    assert ended["status"] == "SUCCEEDED", ended
    newest = states.list_executions(stateMachineArn=machine)["executions"][0]
    assert newest["executionArn"] == started
    key = names.run_key(ORDERS, ended["name"])
    said = shop.new_client("s3", keys).get_object(Bucket=names.catalog_bucket(place), Key=key)
    assert parse(said["Body"].read(), key=key).is_success
    with pytest.raises(ClientError, match="AccessDenied"):
        states.update_state_machine(stateMachineArn=machine, definition="{}")
    ledger.check("run by people")


def over(states: Any, execution: str) -> dict[str, Any] | None:
    said = states.describe_execution(executionArn=execution)
    return said if said["status"] in OVER else None
