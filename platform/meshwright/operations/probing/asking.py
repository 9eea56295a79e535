"""Roles of the sandbox that ask Athena, with what every question needs of Lake Formation."""

from collections.abc import Sequence
from functools import partial

from meshwright.checks.account import DEFAULT_DATABASE
from meshwright.operations.probing import rights, tables
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import CannotAskError
from meshwright.plan.grants import OWN_RIGHTS
from meshwright.runner.cloud import Cloud


def make_asker(box: Sandbox, role: str) -> None:
    """A role that may ask, and has been granted no table.

    Source: Athena user guide, "Considerations and limitations when querying data registered with
    Lake Formation", on the database `default`.
    """
    box.role(role, rights.queries(box.run))
    for database in (box.run.database, DEFAULT_DATABASE):
        box.grant(role, ("DESCRIBE",), {"Database": {"Name": database}})


def make_writer(
    box: Sandbox, role: str, table: str, fields: Sequence[tables.Field] = tables.ORDERS
) -> Cloud:
    """A role with all grants of a runtime role on a new table, as soon as it can read that."""
    tables.make_iceberg(box, table, fields)
    make_asker(box, role)
    box.grant(role, OWN_RIGHTS, tables.table_resource(box, table))
    return reading(box, role, tables.sql(box, "SELECT count(*) AS n FROM {table}", table))


def reading(box: Sandbox, role: str, sql: str) -> Cloud:
    """The cloud as a role, as soon as it can ask this. Raises CannotAskError where it never can."""
    acting = box.acting(role)
    said = refusal(partial(box.eventually, partial(box.query, acting, sql)))
    if said is not None:
        raise CannotAskError(f"a role with these grants cannot even read: {said}")
    return acting
