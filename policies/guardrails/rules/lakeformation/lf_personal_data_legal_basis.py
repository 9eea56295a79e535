"""A grant of personal data rests on an agreement that names its legal basis."""

import re
from collections.abc import Iterator

from guardrails import catalog
from guardrails.lake_permissions import opened_tables
from guardrails.rule import Resource, Rule, Stack
from guardrails.types import PERMISSIONS

NAMED = re.compile(r"""'[^']*'|(?<![\w."])"?([a-z][a-z0-9_]*)""")
"""A text of a row filter, of which a quote within begins another, and what stands in which names
nothing; or a name that is no field of a struct, with the quotes of one that is also a key word."""


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    described = catalog.entry(stack)
    if described is None:
        return
    without = set(_without_basis(described.content))
    for permission in stack.of(PERMISSIONS):
        principal = permission.props["principal"]
        for _, database, table in opened_tables(permission.props):
            if (principal, database, table) in without:
                yield permission, "opens personal data, and its agreement names no legalBasis"


def _without_basis(content: catalog.Content) -> Iterator[tuple[str | None, str, str]]:
    """Whom an agreement in force opens personal data of which table without a legal basis."""
    for (database, name), table in content.tables.items():
        personal = {column.name for column in table.columns if column.pii}
        for (principal, opened), agreed in content.agreed.items() if personal else ():
            if opened == name and any(_lacks_basis(said, personal) for said in agreed):
                yield principal, database, name


def _lacks_basis(said: catalog.Opened, personal: set[str]) -> bool:
    if said.legal_basis:
        return False
    if said.columns == "all":
        return True
    return not personal.isdisjoint((*said.columns, *_compared(said.rows)))


def _compared(rows: str | None) -> list[str]:
    """The columns that a row filter tells of; its key words are in capitals."""
    return NAMED.findall(rows) if rows else []


RULE = Rule(
    id="lf-personal-data-legal-basis",
    code="LF-005",
    title="Personal data is granted on a legal basis",
    why="Whoever reads of persons needs a basis in law, and whoever grants it has to be able to say"
    " which: a right that outlives its reason is found only where the reason was written.",
    fix="name the legalBasis in the agreement (GDPR, article 6(1)), or leave the personal columns"
    " out of its columns and of its rows",
    controls=("GDPR art. 6(1)",),
    check_stack=check_stack,
)
