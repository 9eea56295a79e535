"""What starts a product's machine beside its schedules: its inputs' news, and files that land.

A producer need not know its readers: they listen for the event that its run ends with.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.aws.resource_types import EVENT_RULE, EVENT_TARGET
from meshwright.plan import names, run_names, tags
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope
from meshwright.specs.models import DataProduct

INPUTS, LANDED = "inputs", "landed"
"""What a product's rules are for."""
TARGET = "machine"
RETRIES = {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 5}


def starts(product: DataProduct, scope: Scope, made: Declaration) -> Iterator[Declaration]:
    """The rules that start a machine, where the product says nothing else."""
    if product.refresh is None or product.refresh.on != "inputs":
        return
    bus = run_names.event_bus(scope.place)
    if product.spec.inputs:
        yield from _start(product, scope, made, INPUTS, bus, _refreshed(product))
    if any(table.source for table in product.refreshed_tables.values()):
        pattern = _landed(names.landing_bucket(product.origin, scope.place))
        yield from _start(product, scope, made, LANDED, run_names.DEFAULT_BUS, pattern)


def _refreshed(product: DataProduct) -> Mapping[str, Any]:
    return {
        "source": [run_names.SOURCE],
        "detail-type": [run_names.REFRESHED],
        "detail": {"product": sorted(product.spec.inputs)},
    }


def _landed(bucket: str) -> Mapping[str, Any]:
    """Source: Amazon S3 user guide, "EventBridge event message structure"."""
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [bucket]}},
    }


def _start(
    product: DataProduct,
    scope: Scope,
    made: Declaration,
    purpose: str,
    bus: str,
    pattern: Mapping[str, Any],
) -> Iterator[Declaration]:
    place = scope.place
    rule = scope.declare(
        EVENT_RULE,
        purpose,
        {
            "name": run_names.event_rule(product.origin, purpose, place),
            "eventBusName": bus,
            "eventPattern": json.dumps(pattern),
            "state": "ENABLED",
            "tags": tags.product_tags(product, place),
        },
        at=("inputs",) if purpose == INPUTS else (),
    )
    yield rule
    yield scope.declare(
        EVENT_TARGET,
        purpose,
        {
            "eventBusName": bus,
            "rule": rule.inputs["name"],
            "targetId": TARGET,
            "arn": run_names.state_machine_arn(product.origin, place),
            "roleArn": names.starter_role_arn(product.domain.id, place),
            # A run asks for nothing in particular; else it would be given the event.
            "input": "{}",
            "retryPolicy": RETRIES,
        },
        after=(rule, made),
    )
