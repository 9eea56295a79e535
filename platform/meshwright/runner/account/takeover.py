"""What a deployer may not do with databases and tables that another one made, and how it may.

Who makes a database or table may change and drop it. An administrator of Lake Formation may not,
but may grant it to anybody, to itself too. So a new deployer does that before it changes a product.
Source: Lake Formation developer guide, "Implicit Lake Formation permissions".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.aws.resource_types import DATABASE, TABLE
from meshwright.runner.account.lake import ABSENT, rights_of
from meshwright.runner.cloud import Cloud, or_none
from meshwright.runner.state.checkpoint import Json

ALL = "ALL"
NEEDED = {"Database": ("ALTER", "CREATE_TABLE", "DROP"), "Table": ("ALTER", "DROP")}
"""What the deployer does with either: nothing that reads a row."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A database or table that the deployer may not change as it has to."""

    resource: Mapping[str, Any]
    rights: tuple[str, ...]

    @property
    def what(self) -> str:
        kind, named = next(iter(self.resource.items()))
        if kind == "Database":
            return f"database {named['Name']}"
        return f"table {named['DatabaseName']}.{named['Name']}"


def lacking(cloud: Cloud, resources: Iterable[Json]) -> Iterator[Lacking]:
    """What the deployer cannot change of the databases and tables in a state."""
    deployer = cloud.environment.spec.deployer
    for resource in _in_catalog(resources):
        held = rights_of(cloud, deployer, resource)
        missing = tuple(r for r in NEEDED[next(iter(resource))] if r not in held)
        # Nothing at all is listed for what is no longer there, too: the engine makes it anew.
        if missing and ALL not in held and _is_there(cloud, resource):
            yield Lacking(resource, missing)


def take_over(cloud: Cloud, found: Lacking) -> None:
    """Grants the deployer what it lacks."""
    cloud.client("lakeformation").grant_permissions(
        Principal={"DataLakePrincipalIdentifier": cloud.environment.spec.deployer},
        Resource=found.resource,
        Permissions=list(found.rights),
    )


def _in_catalog(resources: Iterable[Json]) -> Iterator[Mapping[str, Any]]:
    for resource in resources:
        inputs: Json = resource.get("inputs") or {}
        if resource.get("type") == DATABASE:
            yield {"Database": {"Name": inputs["name"]}}
        elif resource.get("type") == TABLE:
            yield {"Table": {"DatabaseName": inputs["databaseName"], "Name": inputs["name"]}}


def _is_there(cloud: Cloud, resource: Mapping[str, Any]) -> bool:
    glue = cloud.client("glue")
    if named := resource.get("Database"):
        return or_none(glue.get_database, ABSENT, Name=named["Name"]) is not None
    table = resource["Table"]
    asked = {"DatabaseName": table["DatabaseName"], "Name": table["Name"]}
    return or_none(glue.get_table, ABSENT, **asked) is not None
