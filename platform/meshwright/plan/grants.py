"""Who may read what: exactly one Lake Formation permission for a principal and a table.

Whoever has one has another, to DESCRIBE the database that the table lies in. Rights come from
agreements and, without one, from the design's defaults: a product's own jobs work on its tables,
its domain's people and the products of its domain that read it see the unprotected columns. An
agreement in force replaces the default for the tables that it names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from meshwright.access.row_filters.tree import Filter
from meshwright.aws.resource_types import PERMISSIONS
from meshwright.ids import domain_of, is_product
from meshwright.plan import names
from meshwright.plan.cells_filters import cells_filter
from meshwright.plan.declaration import Declaration, Json
from meshwright.plan.lineage import Lineage
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Environment
from meshwright.specs.models import Agreement, AgreementTable, DataProduct, Mesh, Table

RUNTIME, READER = "runtime", "reader"
"""Whom the logical name of a grant names where it is the product itself, or its domain."""
OWN_RIGHTS = ("ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT")
THE_DATABASE = "the-database"
"""What stands for the table in the logical name of a grant on the database: no table's name."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one principal may do with one table, and where that is written."""

    consumer: str
    """A product or domain id, or a principal's name in the environment file."""
    principal: str
    table: str
    columns: tuple[str, ...] | None
    """None where the whole table is granted, and columns yet to come with it."""
    agreement: Agreement | None = None
    owner: bool = False
    """Whether this is the product's own runtime role, which also writes."""
    logical: str = RUNTIME
    """What stands for the consumer in the logical name: no move of either side changes it."""

    @property
    def rows(self) -> Filter | None:
        """Which rows are seen; None where all are."""
        return self.agreement and self.agreement.spec.tables[self.table].row_filter

    @property
    def rights(self) -> tuple[str, ...]:
        return OWN_RIGHTS if self.owner else ("SELECT",)


def principal_of(consumer: str, mesh: Mesh, environment: Environment) -> str | None:
    """The one principal behind a consumer's name, or None where the name means nothing here."""
    place = environment.place_of(domain_of(consumer))
    if is_product(consumer) and (consumer in mesh.products or consumer in mesh.unreadable):
        return names.runtime_role_arn(_origin(consumer, mesh), place)
    if consumer in mesh.domains or consumer in mesh.unreadable:
        return names.reader_role_arn(consumer, place)
    return environment.spec.principals.get(consumer)


def _origin(product_id: str, mesh: Mesh) -> str:
    known = mesh.products.get(product_id) or mesh.unreadable[product_id]
    return known.origin


def grants(
    mesh: Mesh,
    product: DataProduct,
    environment: Environment,
    *,
    lineage: Lineage,
    as_of: date,
) -> tuple[Grant, ...]:
    """All grants on a product's tables, by table and consumer; none on those of a retired one."""
    if product.is_retired:
        return ()
    place = environment.place_of(product.domain.id)
    own = names.runtime_role_arn(product.origin, place)
    found = [
        *(Grant(product.id, own, table, None, owner=True) for table in _own_tables(product)),
        *(Grant(product.id, own, table, None) for table in _only_read(product)),
        *_read(mesh, product, environment, lineage, as_of),
    ]
    # No columns, no permission: Lake Formation knows no empty grant.
    granted = (grant for grant in found if grant.columns != ())
    return tuple(sorted(granted, key=lambda grant: (grant.table, grant.consumer)))


def _own_tables(product: DataProduct) -> Iterator[str]:
    """A product's tables, and those that its runs need beside them."""
    for name, table in product.tables.items():
        if not table.is_read_only:
            yield name
        yield from (f"{name}{end}" for end in names.companion_ends(table))


def _only_read(product: DataProduct) -> Iterator[str]:
    """What its own jobs read, and do not write: what shows landed files, and files of others."""
    yield from (name for name, table in product.tables.items() if table.is_read_only)
    for name, table in product.refreshed_tables.items():
        if table.source is not None:
            yield f"{name}{names.LANDING}"


def _read(
    mesh: Mesh, product: DataProduct, environment: Environment, lineage: Lineage, as_of: date
) -> Iterator[Grant]:
    by_default = {product.domain.id, *_readers(product, lineage)}
    agreements = {agreement.consumer: agreement for agreement in product.agreements}
    # Its own jobs have more than an agreement gives, and one permission a table.
    for consumer in (by_default | set(agreements)) - {product.id}:
        principal = principal_of(consumer, mesh, environment)
        if principal is None:
            continue
        opened = opened_columns(
            product, agreements.get(consumer), by_default=consumer in by_default, as_of=as_of
        )
        for table, (columns, agreement) in opened.items():
            logical = logical_of(consumer, product, mesh)
            yield Grant(consumer, principal, table, columns, agreement, logical=logical)


def logical_of(consumer: str, product: DataProduct, mesh: Mesh) -> str:
    """A consumer in the terms of where it and the product began, as their AWS names are.

    To Lake Formation a grant under another logical name is the same one: made first and revoked
    last, it would be gone.
    """
    if consumer == domain_of(product.origin):
        return READER
    is_known = consumer in mesh.products or consumer in mesh.unreadable
    return _origin(consumer, mesh) if is_product(consumer) and is_known else consumer


def _readers(product: DataProduct, lineage: Lineage) -> Iterator[str]:
    """The other products of its domain that name it as an input."""
    for reader in lineage.readers_of(product.id):
        if domain_of(reader) == product.domain.id and reader != product.id:
            yield reader


def opened_columns(
    product: DataProduct, agreement: Agreement | None, *, by_default: bool, as_of: date
) -> Mapping[str, tuple[tuple[str, ...] | None, Agreement | None]]:
    """The columns that a consumer reads of each table, None for all, and by which agreement.

    `by_default` are the unprotected ones, for who belongs to the product's domain.
    """
    opened: dict[str, tuple[tuple[str, ...] | None, Agreement | None]] = {}
    if by_default:
        for name, table in product.tables.items():
            opened[name] = product.unprotected_columns(table), None
    if agreement is not None and agreement.is_active(as_of):
        for name, agreed in agreement.spec.tables.items():
            table = product.tables.get(name)
            if table is not None:
                opened[name] = agreed_columns(product, table, agreed), agreement
    return opened


def agreed_columns(
    product: DataProduct, table: Table, opened: AgreementTable
) -> tuple[str, ...] | None:
    """The columns that an agreement opens of a table, in the table's order; None for all."""
    if opened.columns == "all":
        return None
    if opened.columns is None:
        return product.unprotected_columns(table)
    return tuple(name for name in table.columns if name in opened.columns)


def permissions(
    mesh: Mesh,
    product: DataProduct,
    scope: Scope,
    *,
    tables: Mapping[str, Declaration],
    lineage: Lineage,
    as_of: date,
) -> Iterator[Declaration]:
    """The grants as resources, each under the table it opens or the agreement it comes from."""
    for grant in grants(mesh, product, scope.environment, lineage=lineage, as_of=as_of):
        where, table = _scope_of(grant, scope), tables[grant.table]
        if grant.rows is None:
            yield _permission(grant, where, _opened(grant, product, where), table, table)
        else:
            yield from _filtered(grant, grant.rows, product, where, table)


def on_the_database(
    mesh: Mesh,
    product: DataProduct,
    scope: Scope,
    *,
    database: Declaration,
    lineage: Lineage,
    as_of: date,
) -> Iterator[Declaration]:
    """For each principal with a grant on a table the one grant by which it sees the database.

    Engines ask for the database before they ask for a table of it; that a right on a table shows
    its database is what AWS does, and what its pages say only of a right on all tables.
    Source: Lake Formation developer guide, "Lake Formation permissions reference", DESCRIBE, and
    "Granting permissions on tables using the named resource method".
    """
    found = grants(mesh, product, scope.environment, lineage=lineage, as_of=as_of)
    for principal, logical in sorted({grant.principal: grant.logical for grant in found}.items()):
        yield scope.declare(
            PERMISSIONS,
            f"{THE_DATABASE}:{logical}",
            {
                "catalogId": scope.place.account,
                "principal": principal,
                "permissions": ["DESCRIBE"],
                "database": {
                    "catalogId": scope.place.account,
                    "name": names.database_of(product),
                },
            },
            after=(database,),
            delete_first=True,
        )


def _scope_of(grant: Grant, scope: Scope) -> Scope:
    if grant.agreement is None:
        table = names.beside(grant.table)
        return scope.within("Table", table, "tables", table)
    agreed = Scope(scope.environment, scope.place, grant.agreement.source, scope.component)
    return agreed.within("Agreement", grant.consumer, "tables", grant.table)


def _opened(grant: Grant, product: DataProduct, scope: Scope) -> Mapping[str, Json]:
    """The table of a grant, or its columns, as the provider takes them."""
    named = {
        "catalogId": scope.place.account,
        "databaseName": names.database_of(product),
        "name": grant.table,
    }
    if grant.columns is None:
        return {"table": named}
    return {"tableWithColumns": {**named, "columnNames": list(grant.columns)}}


def _filtered(
    grant: Grant, rows: Filter, product: DataProduct, scope: Scope, table: Declaration
) -> Iterator[Declaration]:
    """A filter of rows and columns, and the permission on it: never one on the table beside it."""
    named = {
        "databaseName": names.database_of(product),
        "name": names.cells_filter(grant.logical),
        "tableCatalogId": scope.place.account,
        "tableName": grant.table,
    }
    every = tuple(product.tables[grant.table].columns)
    columns = every if grant.columns is None else grant.columns
    shown = cells_filter(scope, _name(grant), rows, columns, named=named, table=table)
    yield shown
    yield _permission(grant, scope, {"dataCellsFilter": named}, shown, table)


def _name(grant: Grant) -> str:
    return f"{grant.table}:{grant.logical}"


def _permission(
    grant: Grant, scope: Scope, opened: Mapping[str, Json], after: Declaration, table: Declaration
) -> Declaration:
    return scope.declare(
        PERMISSIONS,
        _name(grant),
        {
            "catalogId": scope.place.account,
            "principal": grant.principal,
            "permissions": list(grant.rights),
            **opened,
        },
        after=(after,),
        # To Lake Formation the old and the new grant of a principal on a table are one: revoking
        # the old one last would take columns of the new one along.
        delete_first=True,
        lost_with=(table,),
    )


def named_in(name: str, product: str, paths: Paths = AT_HOME) -> tuple[str, str]:
    """The table and the consumer that the logical name of a product's grant stands for.

    Both sides are named by where they began; a product that has moved is called by its path.
    """
    table, _, consumer = name.partition(":")
    own = {RUNTIME: product, READER: domain_of(paths.origin(product))}
    return table, own.get(consumer) or paths.path(consumer)


def next_change(product: DataProduct, as_of: date) -> date | None:
    """The next day on which an agreement or a waiver of this product begins or ends to hold.

    Of a product that ends, or has a table that does, every day is another: readers are told how
    many are left.
    """
    agreed = (a.spec for a in product.agreements)
    days = [day for spec in agreed for day in _turns(spec.starts, spec.expires)]
    for waiver, _ in product.waivers or ():
        days += _turns(waiver.granted, waiver.expires)
    if any(living.days_left(as_of) for living in (product.spec, *product.spec.tables.values())):
        days.append(as_of + timedelta(days=1))
    return min((day for day in days if day > as_of), default=None)


def next_turn(agreements: Iterable[Agreement], as_of: date) -> date | None:
    """The next day on which one of some agreements begins or ends to hold."""
    days = (day for a in agreements for day in _turns(a.spec.starts, a.spec.expires))
    return min((day for day in days if day > as_of), default=None)


def _turns(first: date | None, last: date) -> Iterator[date]:
    """The days on which something begins to hold, and no longer does."""
    if first is not None:
        yield first
    if last < date.max:
        yield last + timedelta(days=1)
