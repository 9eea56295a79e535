"""Who stands beside Lake Formation in an account's catalog: read from databases and tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meshwright.checks.account import DEFAULT_DATABASE, EVERYONE
from meshwright.runner.cloud import Cloud, or_none

ABSENT = "EntityNotFoundException"
TABLE_DEFAULTS = "CreateTableDefaultPermissions"
DESCRIPTION = "Athena asks for it in each query."

Json = Mapping[str, Any]


def open_to_everyone(cloud: Cloud, name: str, tables: Iterable[str]) -> Iterator[str]:
    """What IAM_ALLOWED_PRINCIPALS has on a database and its tables, each in a phrase.

    AWS gives it to all that is new where the settings, or the database, say so.
    Source: Lake Formation developer guide, "Changing the default settings for your data lake".
    """
    found = database(cloud, name)
    if found is not None and EVERYONE in opened_to(found):
        yield f"database {name}: every new table is open to {EVERYONE}"
    for what, resource in _resources(name, tables):
        if rights := rights_of(cloud, EVERYONE, resource):
            yield f"{what}: {EVERYONE} has {', '.join(rights)}"


def _resources(database: str, tables: Iterable[str]) -> Iterator[tuple[str, Json]]:
    yield f"database {database}", {"Database": {"Name": database}}
    yield (
        f"all tables of {database}",
        {"Table": {"DatabaseName": database, "TableWildcard": {}}},
    )
    for table in tables:
        yield f"table {database}.{table}", {"Table": {"DatabaseName": database, "Name": table}}


def database(cloud: Cloud, name: str) -> Json | None:
    """A database as Glue describes it; None where there is none of that name."""
    answer = or_none(cloud.client("glue").get_database, ABSENT, Name=name)
    return answer["Database"] if answer is not None else None


def opened_to(found: Json) -> tuple[str, ...]:
    """Whom a database gives rights on each new table, by its own defaults."""
    defaults = found.get(TABLE_DEFAULTS) or ()
    return tuple(entry["Principal"]["DataLakePrincipalIdentifier"] for entry in defaults)


def rights_of(cloud: Cloud, principal: str, resource: Json) -> tuple[str, ...]:
    """What one principal may do with one thing of the catalog; nothing where it is not there."""
    listed = cloud.listed(
        "lakeformation",
        "list_permissions",
        "PrincipalResourcePermissions",
        ABSENT,
        Principal={"DataLakePrincipalIdentifier": principal},
        Resource=resource,
    )
    return tuple(dict.fromkeys(right for grant in listed for right in grant["Permissions"]))


def has_default_database(cloud: Cloud) -> bool:
    return database(cloud, DEFAULT_DATABASE) is not None


def rights_on_default(cloud: Cloud) -> tuple[str, ...]:
    """What IAM_ALLOWED_PRINCIPALS may do with the database `default`."""
    return rights_of(cloud, EVERYONE, {"Database": {"Name": DEFAULT_DATABASE}})


def make_default_database(cloud: Cloud) -> bool:
    """Makes the database `default` where it is missing; one that is there is left as it is.

    In an account that opens what is new, the new one is closed at once: nobody relies on it yet.
    """
    if has_default_database(cloud):
        return False
    described: Json = {
        "Name": DEFAULT_DATABASE,
        "Description": DESCRIPTION,
        # Empty, and not left out: then the settings would say.
        TABLE_DEFAULTS: [],
    }
    cloud.client("glue").create_database(DatabaseInput=described)
    if rights := rights_on_default(cloud):
        cloud.client("lakeformation").revoke_permissions(**all_of_default(rights))
    return True


def all_of_default(rights: Iterable[str]) -> dict[str, Any]:
    """The arguments of a call about what all of IAM may do with the database `default`."""
    return {
        "Principal": {"DataLakePrincipalIdentifier": EVERYONE},
        "Resource": {"Database": {"Name": DEFAULT_DATABASE}},
        "Permissions": list(rights),
    }
