"""With a table or database go its permissions and tags; moto keeps them for the next of its name.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-overview.html
"""

from typing import Any

from moto.glue.models import GlueBackend
from moto.lakeformation.models import lakeformation_backends

from localaws.strict import lake_formation_cells_filters
from localaws.strict.call import Patch
from localaws.strict.lake_formation_grants import forget


def install() -> None:
    delete_database, delete_table = GlueBackend.delete_database, GlueBackend.delete_table

    def without_database(self: GlueBackend, database_name: str) -> None:
        delete_database(self, database_name)
        _forget(self, database_name)

    def without_table(self: GlueBackend, database_name: str, table_name: str) -> None:
        delete_table(self, database_name, table_name)
        _forget(self, database_name, table_name)

    GlueBackend.delete_database = without_database
    GlueBackend.delete_table = without_table


def _forget(glue: GlueBackend, database: str, table: str | None = None) -> None:
    forget(glue.account_id, glue.region_name, database, table)
    lake_formation_cells_filters.forget(glue.account_id, glue.region_name, database, table)
    lake: Any = lakeformation_backends[glue.account_id][glue.region_name]
    gone = (glue.account_id, database, *([table] if table else []))
    for shelf in (lake.lf_database_tags, lake.lf_table_tags, lake.lf_columns_tags):
        for place in [place for place in shelf if place[: len(gone)] == gone]:
            del shelf[place]


PATCH = Patch(install)
