"""Every right to read a table, as the specs give it on one day: to whom, what, and by which words.

It follows from the same grants as the plan's permissions and from the same LF-tags, so that what is
said here is what is deployed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meshwright.access.row_filters.writing import partiql
from meshwright.changes.access import Reader, Who, read_by
from meshwright.errors import Position
from meshwright.ids import domain_of, is_product, stack_name
from meshwright.plan import whole_files
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.plan.grants import Grant, grants
from meshwright.plan.lineage import lineage
from meshwright.plan.neighbourhood import Neighbourhoods
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once
from meshwright.specs.models import Agreement, DataProduct, Mesh


class Basis(StrEnum):
    """Why somebody may read: an agreement, or one of the defaults that need none."""

    AGREEMENT = "agreement"
    OWN = "the product's own jobs"
    PEOPLE = "people of the product's domain"
    INPUT = "input of a product of the same domain"
    PLATFORM = "platform-wide reader of the environment"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one reader may do with one table."""

    reader: Reader
    principal: str
    """The ARN of the role or user behind it."""
    people: tuple[str, ...]
    """Who may act as that principal, as the environment file says it."""
    product: str
    table: str
    columns: tuple[str, ...]
    basis: Basis
    spec: Position
    """The line that says it."""
    agreement: Agreement | None = None
    whole: bool = False
    """Whether columns that are yet to come are read too."""
    rows: str = ""
    """The filter that rows have to fit, as AWS has it; empty where all rows are read."""
    files: str = ""
    """The ARN of the access point through which whole files are read; empty where none are."""

    @property
    def writes(self) -> bool:
        """Whether the rows may also be changed: a product's own jobs do."""
        return self.basis is Basis.OWN


def entitlements(mesh: Mesh, environment: Environment, plan: Plan) -> tuple[Entitlement, ...]:
    """All of them, by product, table and reader; `mesh` without drafts that are not deployed."""
    near = Neighbourhoods(mesh)
    return tuple(
        each
        for id_, product in mesh.products.items()
        for each in entitlements_to(near.around(id_), product, environment, plan)
    )


def entitlements_to(
    near: Mesh, product: DataProduct, environment: Environment, plan: Plan
) -> tuple[Entitlement, ...]:
    """Those to one product's tables, by table and reader; `near` is what its stack's plan knows."""
    name = stack_name(product.id, environment.name)
    return once(_to, name, near, product, environment, plan.stacks.get(name), plan.as_of)


def _to(
    near: Mesh,
    product: DataProduct,
    environment: Environment,
    stack: StackPlan | None,
    as_of: date,
) -> tuple[Entitlement, ...]:
    known = grants(near, product, environment, lineage=lineage(near), as_of=as_of)
    # What runs need beside a table is its own jobs' alone.
    granted = (_granted(g, product, near, environment) for g in known if g.table in product.tables)
    found = (*granted, *_tagged(product, environment, stack))
    return tuple(sorted(found, key=lambda each: (each.table, each.reader)))


def _granted(
    grant: Grant, product: DataProduct, mesh: Mesh, environment: Environment
) -> Entitlement:
    basis = _basis(grant, product)
    return Entitlement(
        reader=Reader(grant.consumer, _who(grant.consumer, environment)),
        principal=grant.principal,
        people=people_of(grant.consumer, environment),
        product=product.id,
        table=grant.table,
        columns=(
            tuple(product.tables[grant.table].columns) if grant.columns is None else grant.columns
        ),
        basis=basis,
        spec=_spec(grant, product),
        agreement=grant.agreement,
        # A filter names its columns, so that none that is yet to come is read through it.
        whole=grant.columns is None and grant.rows is None,
        rows="" if grant.rows is None else partiql(grant.rows),
        files=_files(grant, product, mesh, environment),
    )


def _files(grant: Grant, product: DataProduct, mesh: Mesh, environment: Environment) -> str:
    if grant.agreement is None:
        return ""
    return whole_files.access_point_arn(mesh, product, grant.agreement, environment) or ""


def _basis(grant: Grant, product: DataProduct) -> Basis:
    if grant.agreement is not None:
        return Basis.AGREEMENT
    if grant.owner:
        return Basis.OWN
    return Basis.PEOPLE if grant.consumer == product.domain.id else Basis.INPUT


def _spec(grant: Grant, product: DataProduct) -> Position:
    source = product.source if grant.agreement is None else grant.agreement.source
    return source.at("tables", grant.table)


def _who(consumer: str, environment: Environment) -> Who:
    if is_product(consumer):
        return Who.PRODUCT
    return Who.PRINCIPAL if consumer in environment.spec.principals else Who.PEOPLE


def people_of(consumer: str, environment: Environment) -> tuple[str, ...]:
    """Who may assume the role of a domain's people or of a product's jobs."""
    trust = environment.spec.assume.get(domain_of(consumer))
    if trust is None or consumer in environment.spec.principals:
        return ()
    if is_product(consumer):
        return (*trust.runtime.services, *trust.runtime.principals)
    return trust.reader


def _tagged(
    product: DataProduct, environment: Environment, stack: StackPlan | None
) -> Iterator[Entitlement]:
    """What platform-wide readers read through LF-tags, as the product's stack sets them."""
    readers = environment.spec.readers
    if stack is None or not readers:
        return
    resources = {declared.key: declared.inputs for declared in stack.declarations}
    for (table, reader), columns in read_by(product.id, resources, readers).items():
        if reader.who is Who.PLATFORM and table in product.tables:
            yield Entitlement(
                reader=reader,
                principal=readers[reader.name].principal,
                people=(),
                product=product.id,
                table=table,
                columns=columns,
                basis=Basis.PLATFORM,
                spec=environment.source.at("readers", reader.name),
            )
