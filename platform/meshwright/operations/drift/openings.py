"""What a database opens by itself, without a grant of its tables: its own defaults for new ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from meshwright.aws.resource_types import DATABASE
from meshwright.checks.account import DEFAULT_DATABASE, EVERYONE
from meshwright.ids import FOUNDATION
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.runner.account import lake
from meshwright.runner.cloud import Cloud

KEPT = ("Name", "Description", "LocationUri", "Parameters", "TargetDatabase", "FederatedDatabase")
"""What an update of a database has to name, or it is lost: AWS takes its input as a whole."""


def open_databases(
    holdings: Holdings, cloud: Cloud, subject_of: Callable[[str], str]
) -> Iterator[Drift]:
    """Databases of a stack that give rights on each new table: no provider looks at those."""
    for holding in holdings.of(DATABASE):
        found = lake.database(cloud, str(holding.inputs["name"]))
        if found is None or not (who := lake.opened_to(found)):
            continue
        what = f"database {found['Name']} opens each new table to {', '.join(who)}"
        subject = subject_of(holding.key)
        yield Drift(holdings.stack, subject, Kind.EXTRA, what, opens=True, remedy=_closing(found))


def _closing(found: Mapping[str, Any]) -> Call:
    kept = {name: found[name] for name in KEPT if found.get(name)}
    closed = {**kept, lake.TABLE_DEFAULTS: list[Any]()}
    return Call("glue", "update_database", {"Name": found["Name"], "DatabaseInput": closed})


def open_default(cloud: Cloud) -> Iterator[Drift]:
    """What all of IAM may do with the database `default`; others may rely on it, so it is told."""
    rights = lake.rights_on_default(cloud)
    if rights:
        what = f"right of {EVERYONE} to {', '.join(rights)} on database {DEFAULT_DATABASE}"
        remedy = Call("lakeformation", "revoke_permissions", lake.all_of_default(rights))
        yield Drift(cloud.environment.name, FOUNDATION, Kind.EXTRA, what, remedy=remedy)
