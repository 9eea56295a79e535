"""What Lake Formation decides by in the local AWS, where somebody asks for a few things of Glue's.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-overview.html
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.strict.call import items
from localaws.strict.lake_formation_cells_filters import filters_of
from localaws.strict.lake_formation_grants import Grants
from meshwright.access.grant import Grant
from meshwright.access.lake import EVERYBODY, Lake, LfTags, Thing, cells_filter, tags_of

Place = tuple[str, str]
"""An account and a region."""


def lake_for(role: str, place: Place, things: Collection[Thing]) -> Lake:
    """What is granted to a role and to everybody, with the LF-tags of what is asked for."""
    account, region = place
    backend: Any = lakeformation_backends[account][region]
    settings: Mapping[str, Any] = backend.settings[account]
    return Lake(
        _grants(backend, account, {role, EVERYBODY, f"{account}:IAMPrincipals"}),
        account=account,
        tags=_tags(backend, account, things),
        filters={at: cells_filter(said) for at, said in filters_of(account, region).items()},
        administrators=_named(settings, "DataLakeAdmins"),
        auditors=_named(settings, "ReadOnlyAdmins"),
    )


def _grants(backend: Any, account: str, principals: Collection[str]) -> Iterator[Grant]:
    catalogs: Mapping[str, Any] = backend.grants
    kept = catalogs.get(account)
    if isinstance(kept, Grants):
        with kept.change:
            own = [each for each in kept.by_key.values() if each.principal in principals]
        yield from (each.as_listed() for each in own)


def _tags(backend: Any, account: str, things: Collection[Thing]) -> LfTags:
    databases = {t.database for t in things}
    tables = {(t.database, t.table) for t in things if t.table}
    columns = {(t.database, t.table, t.column) for t in things if t.column}
    return LfTags(
        {name: tags_of(backend.lf_database_tags.get((account, name))) for name in databases},
        {at: tags_of(backend.lf_table_tags.get((account, *at))) for at in tables},
        {at: tags_of(backend.lf_columns_tags.get((account, *at))) for at in columns},
    )


def _named(settings: Mapping[str, Any], field: str) -> list[str]:
    return [str(each["DataLakePrincipalIdentifier"]) for each in items(settings, field)]
