"""What refreshes a product's tables: its machine, the workgroup it queries in, its schedules.

A retired product has none of it: its data stays, and nothing writes any more.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from meshwright.aws.resource_types import SCHEDULE, STATE_MACHINE, WORKGROUP
from meshwright.jobs.machine import Machine, definition
from meshwright.jobs.outcome import Counted
from meshwright.plan import names, run_names, tags
from meshwright.plan.declaration import Declaration
from meshwright.plan.queries import in_order, inputs_of
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Place
from meshwright.specs.models import DataProduct, Mesh

REFRESH, MAINTAIN = "refresh", "maintain"
"""What a product's schedules are for."""
UTC = "UTC"
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MAINTENANCE_WINDOW = 60
"""Minutes within which Scheduler may start a maintenance: queries share an account's quota."""
LONGEST = timedelta(days=7)
"""An alarm looks back seven days at most: a longer promise is looked after by the maintenance.

Source: Amazon CloudWatch API reference, PutMetricAlarm, EvaluationPeriods.
"""
RETRIES = {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 5}
"""How long a start is tried again; by then the next one is near."""
STANDARD = "STANDARD"
"""A run takes longer than the five minutes of the other type.

Source: Step Functions developer guide, "Choosing workflow type in Step Functions".
"""


def runs(product: DataProduct) -> bool:
    """Whether a product has rows to make."""
    return any(t.primary_key for t in product.refreshed_tables.values()) and not product.is_retired


def own_workgroup(product: DataProduct, place: Place) -> str | None:
    """The workgroup of a product's jobs; None where it has no rows to make, and so none."""
    return run_names.workgroup(product.origin, place) if runs(product) else None


def any_runs(mesh: Mesh, domain: str | None = None) -> bool:
    """Whether some product of a domain has rows to make, or one of the whole mesh.

    One that cannot be read just now may: what it needs is not taken away for a slip of the pen.
    """
    products = mesh.products.values() if domain is None else mesh.products_of(domain)
    unreadable = mesh.unreadable.values() if domain is None else mesh.unreadable_products_of(domain)
    return any(map(runs, products)) or any(entry.makes_rows for entry in unreadable)


def machine(
    product: DataProduct, scope: Scope, after: Sequence[Declaration], mesh: Mesh
) -> Iterator[Declaration]:
    """Workgroup and machine of a product, and when they start by themselves."""
    yield _workgroup(product, scope)
    made = _state_machine(product, scope, after, inputs_of(product, mesh))
    yield made
    yield from _schedules(product, scope, made)


def _workgroup(product: DataProduct, scope: Scope) -> Declaration:
    """A product's own: who shares one sees each other's queries.

    Athena keeps the results, for a day and under a key of its own: of statements that write rows
    and of audits that count them, so that no row is among them but those of samples, which are
    shown to everybody.
    Source: Athena user guide, "Managed query results".
    """
    return scope.declare(
        WORKGROUP,
        "jobs",
        {
            "name": run_names.workgroup(product.origin, scope.place),
            "description": f"Runs of the data product {product.origin}",
            "state": "ENABLED",
            # It goes with the product's runs, and Athena deletes none that has seen a query but so
            # (Athena API reference, DeleteWorkGroup, RecursiveDeleteOption).
            "forceDestroy": True,
            "configuration": {
                "enforceWorkgroupConfiguration": True,
                "publishCloudwatchMetricsEnabled": True,
                "bytesScannedCutoffPerQuery": scope.environment.spec.athena.bytes_scanned_limit,
                "managedQueryResultsConfiguration": {"enabled": True},
            },
            "tags": tags.product_tags(product, scope.place),
        },
    )


def _state_machine(
    product: DataProduct,
    scope: Scope,
    after: Sequence[Declaration],
    inputs: Mapping[str, str],
) -> Declaration:
    place = scope.place
    made = Machine(
        product=product.id,
        tables=in_order(product, inputs),
        workgroup=run_names.workgroup(product.origin, place),
        bus=run_names.event_bus(place),
        results_bucket=names.catalog_bucket(place),
        results_prefix=names.runs_prefix(product.id),
        counted=Counted(run_names.metrics(place), product.origin),
        promised_days=_promised_days(product),
    )
    return scope.declare(
        STATE_MACHINE,
        "machine",
        {
            "name": run_names.state_machine(product.origin, place),
            "type": STANDARD,
            "roleArn": names.runtime_role_arn(product.origin, place),
            "definition": definition(made),
            "tags": tags.product_tags(product, place),
        },
        after=after,
    )


def _promised_days(product: DataProduct) -> int | None:
    """How old rows may be, where no alarm looks back so far."""
    freshness = product.spec.sla.freshness
    return freshness.days if freshness is not None and freshness > LONGEST else None


def _schedules(product: DataProduct, scope: Scope, made: Declaration) -> Iterator[Declaration]:
    expression = product.refresh.expression if product.refresh else None
    if expression is not None:
        yield _schedule(product, scope, made, REFRESH, expression, {"mode": "OFF"})
    window = {"mode": "FLEXIBLE", "maximumWindowInMinutes": MAINTENANCE_WINDOW}
    yield _schedule(product, scope, made, MAINTAIN, _once_a_week(product.origin), window)


def _schedule(
    product: DataProduct,
    scope: Scope,
    made: Declaration,
    purpose: str,
    expression: str,
    window: Mapping[str, Any],
) -> Declaration:
    place, domain = scope.place, product.domain.id
    given = {MAINTAIN: True} if purpose == MAINTAIN else {}
    return scope.declare(
        SCHEDULE,
        purpose,
        {
            "name": run_names.schedule(product.origin, purpose, place),
            "groupName": run_names.schedule_group(domain, place),
            "scheduleExpression": expression,
            "scheduleExpressionTimezone": UTC,
            "flexibleTimeWindow": window,
            "state": "ENABLED",
            "target": {
                "arn": run_names.state_machine_arn(product.origin, place),
                "roleArn": names.starter_role_arn(domain, place),
                "input": json.dumps(given),
                "retryPolicy": RETRIES,
            },
        },
        at=("refresh",),
        after=(made,),
    )


def _once_a_week(origin: str) -> str:
    """A time of the week that follows from the name, so that not all products take the same."""
    number = int.from_bytes(hashlib.sha256(origin.encode()).digest()[:4])
    minutes, day = number % 1440, DAYS[number // 1440 % len(DAYS)]
    return f"cron({minutes % 60} {minutes // 60} ? * {day} *)"


def console_link(place: Place, execution: str) -> str:
    """Where a person looks at a run, in the console."""
    host = "console.amazonaws.cn" if place.partition == "aws-cn" else "console.aws.amazon.com"
    home = f"https://{place.region}.{host}/states/home?region={place.region}"
    return f"{home}#/v2/executions/details/{execution}"
