"""What the roles of a domain may do for runs: a product's machine, who starts it, who hears of it.

As `roles` has it: by name patterns, so that no role grows with the mesh.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from meshwright.plan import documents, names, roles, run_names
from meshwright.plan.roles import Statement
from meshwright.specs.environment import Place

FIND_CATALOG = ("athena:GetDataCatalog",)
"""What Athena asks for of whoever runs a statement over tables of the Glue Data Catalog.

Source: Athena user guide, "Access to Athena Data Catalogs".
"""
READ_RUNS = ("states:DescribeExecution",)
"""By which a run that waits sees what another was asked for."""
LIST_RUNS = ("states:ListExecutions",)
"""By which a run sees whether another of its machine is under way."""
TELL_READERS = ("events:PutEvents",)
OWN_EVENTS = {"StringEquals": {"events:source": run_names.SOURCE}}
START_RUNS = ("states:StartExecution",)
TELL_OWNERS = ("sns:Publish",)
WRITE_RESULTS = ("s3:PutObject",)


def machine(origin: str, product_id: str, place: Place, *, lands: bool) -> tuple[Statement, ...]:
    """What a product's machine does beside its jobs' rights: query, write results, tell readers.

    Sources: Step Functions developer guide, "Run Athena queries with Step Functions", IAM
    permissions, and "Add EventBridge events with Step Functions".
    """
    catalog = names.bucket_arn(names.catalog_bucket(place), place)
    landing = names.landing_bucket(origin, place)
    files = roles.bucket_statements("Landed", landing, place, roles.READ_OBJECTS) if lands else ()
    return (
        documents.allow("Runs", roles.RUN_QUERIES, [run_names.workgroup_arn(origin, place)]),
        documents.allow("Browsing", FIND_CATALOG, [names.data_catalog_arn(place)]),
        documents.allow("Turns", LIST_RUNS, [run_names.state_machine_arn(origin, place)]),
        documents.allow("Others", READ_RUNS, [run_names.executions_arn(origin, place)]),
        documents.allow("News", TELL_READERS, [run_names.event_bus_arn(place)], OWN_EVENTS),
        # By this the alarm of a product knows that its rows are new; it is allowed on no resource.
        documents.allow("Counts", roles.WRITE_METRICS, ["*"], own_metrics(place)),
        documents.allow(
            "RunResults",
            (*WRITE_RESULTS, *roles.READ_OBJECTS),
            [f"{catalog}/{names.runs_prefix(product_id)}*"],
            documents.own_account(place),
        ),
        *files,
    )


def own_metrics(place: Place, *others: str) -> Mapping[str, Any]:
    """The namespace of the mesh's metrics, beside others.

    Source: Amazon CloudWatch user guide, "Using condition keys to limit access to CloudWatch
    namespaces".
    """
    return {"StringEquals": {"cloudwatch:namespace": [*others, run_names.metrics(place)]}}


def starter(domain: str, moved: Sequence[str], place: Place) -> tuple[Statement, ...]:
    """What schedules and rules of a domain do: start its machines, and tell of what failed.

    The topic's key opens by its own policy, as all keys of the mesh do. `moved` are the origins of
    products that have come from another domain, and that are named after it.
    """
    return (
        documents.allow("Runs", START_RUNS, _machines(domain, moved, place)),
        documents.allow("Owners", TELL_OWNERS, [run_names.topic_arn(domain, place)]),
    )


def _machines(domain: str, moved: Sequence[str], place: Place) -> list[str]:
    """The machines of a domain's products, those that have come from another domain too."""
    own = run_names.state_machines_arn(domain, place)
    return [own, *(run_names.state_machine_arn(origin, place) for origin in moved)]


def people(domain: str, moved: Sequence[str], place: Place) -> tuple[Statement, ...]:
    """What a domain's people do with the machines of its products: start them, and see how runs go.

    A run does what the machine does, as the product; who starts it chooses days and whether no rows
    may take the place of some. What a run leaves lies in the catalog, which people read anyhow.
    `moved` are the origins of products that have come from another domain.
    """
    executions = (run_names.executions_arn(origin, place) for origin in moved)
    return (
        documents.allow(
            "RunProducts",
            (*LIST_RUNS, *START_RUNS),
            _machines(domain, moved, place),
        ),
        documents.allow(
            "FollowRuns", READ_RUNS, [run_names.domain_executions_arn(domain, place), *executions]
        ),
    )


def slack() -> tuple[Statement, ...]:
    """What a channel does: nothing but hear. A role is asked for, and its policy has to say so."""
    return ({"Sid": "Nothing", "Effect": "Deny", "Action": "*", "Resource": "*"},)
