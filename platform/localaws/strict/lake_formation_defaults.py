"""New databases and tables get the permissions that the settings give to all; moto gives none.

https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
https://docs.aws.amazon.com/glue/latest/webapi/API_Database.html
"""

from functools import wraps
from typing import Any

from moto.glue.models import GlueBackend
from moto.lakeformation.models import lakeformation_backends

from localaws.strict.call import Patch
from localaws.strict.lake_formation_grants import grant_by_default

DATABASES, TABLES = "CreateDatabaseDefaultPermissions", "CreateTableDefaultPermissions"


def install() -> None:
    create_database, create_table = GlueBackend.create_database, GlueBackend.create_table

    @wraps(create_database)
    def with_database(
        self: GlueBackend,
        database_name: str,
        database_input: dict[str, Any],
        *more: Any,
        **named: Any,
    ) -> Any:
        own = database_input.get(TABLES)
        described = database_input | {TABLES: _defaults(self, TABLES) if own is None else own}
        made = create_database(self, database_name, described, *more, **named)
        resource = {"Database": {"CatalogId": self.account_id, "Name": database_name}}
        _grant(self, resource, _defaults(self, DATABASES))
        return made

    @wraps(create_table)
    def with_table(
        self: GlueBackend, database_name: str, table_name: str, *more: Any, **named: Any
    ) -> Any:
        made = create_table(self, database_name, table_name, *more, **named)
        place = {"DatabaseName": database_name, "Name": table_name}
        resource = {"Table": {"CatalogId": self.account_id, **place}}
        _grant(self, resource, self.get_database(database_name).input.get(TABLES) or [])
        return made

    GlueBackend.create_database = with_database
    GlueBackend.create_table = with_table


def _defaults(glue: GlueBackend, field: str) -> list[dict[str, Any]]:
    lake = lakeformation_backends[glue.account_id][glue.region_name]
    return lake.get_data_lake_settings(glue.account_id).get(field) or []


def _grant(glue: GlueBackend, resource: dict[str, Any], defaults: list[dict[str, Any]]) -> None:
    for default in defaults:
        entry = {**default, "Resource": resource}
        grant_by_default(glue.account_id, glue.region_name, entry)


PATCH = Patch(install)
