"""A mesh, its plan and its lineage as what a catalog shows; pure.

What readers are told of a product is its catalog entry, taken from the plan as it is deployed; what
is added here is for people who browse: lineage, rights, and where things are written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from meshwright.agreements.listing import standing
from meshwright.aws.resource_types import OBJECT
from meshwright.catalog import model
from meshwright.catalog.entries import channels, product_of
from meshwright.catalog.promises import span
from meshwright.entitlements.entitlement import Entitlement, entitlements_to
from meshwright.entitlements.how_to_read import snippets
from meshwright.ids import joined, product_in, stack_name
from meshwright.lineage.graph import Edge, column_edges, input_edges, rolled_up
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.plan.drafts import deployed
from meshwright.plan.entry import CatalogEntry, read_entry
from meshwright.plan.neighbourhood import Neighbourhoods
from meshwright.specs.environment import Environment
from meshwright.specs.filling import Refresh
from meshwright.specs.made_before import once
from meshwright.specs.models import Agreement, DataProduct, Mesh
from meshwright.specs.wanted import Wanted

PARTS = 2
"""Words of a product's id."""
Names = Mapping[str, tuple[str, ...]]
"""Names of columns, by another's."""


def catalog_of(
    mesh: Mesh, environment: Environment, plan: Plan, wanted: Iterable[Wanted] = ()
) -> model.Catalog:
    """The catalog of a mesh in one environment, on the day of its plan, with what is asked for."""
    mesh = deployed(mesh, environment)
    edges = column_edges(mesh)
    entries = [entry for entry in _entries(mesh, plan) if entry.listed]
    links = _Links(_by_product(edges, up=True), _by_product(edges, up=False), _referring(entries))
    products = {entry.id: _shown(mesh, entry, links) for entry in entries}
    place = environment.place_of(None)
    return model.Catalog(
        environment=environment.name,
        account=place.account,
        region=place.region,
        as_of=plan.as_of,
        domains=_domains(mesh, products),
        products=products,
        product_edges=rolled_up((*edges, *input_edges(mesh)), PARTS),
        column_edges=edges,
        rights=tuple(_rights(mesh, environment, plan, products)),
        wanted=_requests(mesh, wanted),
    )


def _entries(mesh: Mesh, plan: Plan) -> Iterator[CatalogEntry]:
    """The entries that the plan holds, in the order of their products."""
    for id_ in mesh.products:
        stack = plan.stacks.get(stack_name(id_, plan.environment))
        yield from once(_entry, stack.name, stack) if stack else ()


def _entry(stack: StackPlan) -> tuple[CatalogEntry, ...]:
    return tuple(
        read_entry(str(declared.inputs["content"]))
        for declared in stack.declarations
        if declared.type == OBJECT and declared.name == "entry"
    )


@dataclass(frozen=True, slots=True)
class _Links:
    """What leads to columns and what from them, by the product that holds these."""

    above: Mapping[str, tuple[Edge, ...]]
    below: Mapping[str, tuple[Edge, ...]]
    referring: Mapping[str, Names]


def _by_product(edges: Iterable[Edge], *, up: bool) -> Mapping[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        near = edge.target if up else edge.source
        found.setdefault(product_in(near), []).append(edge)
    return {product: tuple(told) for product, told in found.items()}


def _referring(entries: Iterable[CatalogEntry]) -> Mapping[str, Names]:
    """By product, the columns that refer to each of its own."""
    found: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        for target, name in once(_references, entry.id, entry):
            own = found.setdefault(product_in(target), {})
            own.setdefault(target, []).append(name)
    return {
        product: {t: tuple(names) for t, names in own.items()} for product, own in found.items()
    }


def _references(entry: CatalogEntry) -> tuple[tuple[str, str], ...]:
    return tuple(
        (target, joined((entry.id, table.name, column.name)))
        for table in entry.tables
        for column in table.columns
        for target in column.references
    )


def _shown(mesh: Mesh, entry: CatalogEntry, links: _Links) -> model.Product:
    product, id_ = mesh.products[entry.id], entry.id
    owners = tuple(mesh.owner_of(agreement.consumer) for agreement in product.agreements)
    above, below = links.above.get(id_, ()), links.below.get(id_, ())
    return once(_product, id_, product, entry, owners, above, below, links.referring.get(id_, {}))


def _product(
    product: DataProduct,
    entry: CatalogEntry,
    owners: tuple[str | None, ...],
    above: tuple[Edge, ...],
    below: tuple[Edge, ...],
    referring: Names,
) -> model.Product:
    """What the entry says, and what the specs and their queries say beside it."""
    told = product_of(entry)
    near = _Near(_links(above, up=True), _links(below, up=False), referring)
    return replace(
        told,
        tables=tuple(_table(product, table, near) for table in told.tables),
        consumers=tuple(_consumers(product, told, owners)),
        refreshed=_starts(product.refresh),
        path=product.source.path,
    )


@dataclass(frozen=True, slots=True)
class _Near:
    """What leads to each column and what from it, by its name."""

    above: Mapping[str, tuple[model.Link, ...]]
    below: Mapping[str, tuple[model.Link, ...]]
    referring: Names


def _links(edges: Iterable[Edge], *, up: bool) -> Mapping[str, tuple[model.Link, ...]]:
    found: dict[str, list[model.Link]] = {}
    for edge in edges:
        near, far = (edge.target, edge.source) if up else (edge.source, edge.target)
        found.setdefault(near, []).append(model.Link(far, edge.how))
    return {name: tuple(links) for name, links in found.items()}


def _table(product: DataProduct, table: model.Table, near: _Near) -> model.Table:
    name, spec = joined((product.id, table.name)), product.spec.tables[table.name]
    return replace(
        table,
        query=product.queries.get(table.name, ""),
        landed=spec.source is not None,
        decided_by=near.above.get(name, ()),
        columns=tuple(_column(name, column, near) for column in table.columns),
    )


def _column(table: str, column: model.Column, near: _Near) -> model.Column:
    name = joined((table, column.name))
    return replace(
        column,
        made_of=near.above.get(name, ()),
        goes_into=near.below.get(name, ()),
        referenced_by=near.referring.get(name, ()),
    )


def _consumers(
    product: DataProduct, told: model.Product, owners: tuple[str | None, ...]
) -> Iterator[model.Consumer]:
    known = zip(product.agreements, told.consumers, owners, strict=True)
    for agreement, consumer, owner in known:
        yield replace(
            consumer,
            owner=owner,
            protected=_protected(product, agreement),
            path=agreement.source.path,
        )


def _protected(product: DataProduct, agreement: Agreement) -> tuple[str, ...]:
    # Which columns it opens does not depend on the day.
    return standing(product, agreement, as_of=agreement.spec.expires).protected


def _starts(refresh: Refresh | None) -> str:
    if refresh is None:
        return ""
    if refresh.on == "inputs":
        return "whenever an input was refreshed or a file has landed"
    if refresh.every is not None:
        return f"every {span(int(refresh.every.total_seconds()))}"
    return f"by the schedule {refresh.cron} (UTC)" if refresh.cron else "on request"


def _domains(mesh: Mesh, products: Mapping[str, model.Product]) -> Mapping[str, model.Domain]:
    members: dict[str, list[str]] = {}
    for product in products.values():
        members.setdefault(product.domain, []).append(product.id)
    return {
        domain.id: model.Domain(
            id=domain.id,
            owner=domain.spec.owner,
            description=domain.spec.description,
            support=next((each.channel for each in domain.spec.support), None),
            channels=tuple(channels(domain.spec.support)),
            cost_center=domain.spec.cost_center,
            classification=domain.spec.classification.value,
            products=tuple(members.get(domain.id, ())),
            path=domain.source.path,
        )
        for domain in mesh.domains.values()
    }


def _requests(mesh: Mesh, wanted: Iterable[Wanted]) -> tuple[model.Request, ...]:
    made = (
        model.Request(
            name=each.name,
            description=each.spec.description,
            purpose=each.spec.purpose,
            asked_by=each.spec.asked_by,
            asked_on=each.spec.asked_on,
            contact=each.spec.contact or mesh.owner_of(each.spec.asked_by),
            votes=each.spec.votes,
            offered_by=each.spec.offered_by,
            path=each.source.path,
        )
        for each in wanted
    )
    return tuple(sorted(made, key=lambda r: (r.offered_by is not None, -len(r.votes), r.name)))


def _rights(
    mesh: Mesh, environment: Environment, plan: Plan, products: Iterable[str]
) -> Iterator[model.Right]:
    near = Neighbourhoods(mesh)
    for id_ in products:
        around = near.around(id_)
        found = entitlements_to(around, mesh.products[id_], environment, plan)
        yield from once(_told, stack_name(id_, environment.name), found, around, environment)


def _told(
    found: tuple[Entitlement, ...], near: Mesh, environment: Environment
) -> tuple[model.Right, ...]:
    return tuple(_right(each, near, environment) for each in found)


def _right(found: Entitlement, mesh: Mesh, environment: Environment) -> model.Right:
    return model.Right(
        reader=found.reader.name,
        who=found.reader.who.value,
        product=found.product,
        table=found.table,
        columns=found.columns,
        whole=found.whole,
        rows=found.rows,
        basis=found.basis.value,
        expires=found.agreement.spec.expires if found.agreement else None,
        path=found.spec.path,
        snippets=snippets(found, mesh, environment)[0],
    )
