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
from meshwright.catalog.terms import terms
from meshwright.entitlements.entitlement import Entitlement, entitlements
from meshwright.entitlements.how_to_read import snippets
from meshwright.ids import joined, stack_name
from meshwright.lineage.graph import Edge, column_edges, input_edges, rolled_up
from meshwright.plan.declaration import Plan
from meshwright.plan.drafts import deployed
from meshwright.plan.entry import CatalogEntry, read_entry
from meshwright.specs.environment import Environment
from meshwright.specs.filling import Refresh
from meshwright.specs.models import Agreement, DataProduct, Mesh
from meshwright.specs.wanted import Wanted

PARTS = 2
"""Words of a product's id."""
Links = Mapping[str, tuple[model.Link, ...]]


@dataclass(frozen=True, slots=True)
class _Near:
    """What leads to each column and what from it, by its name."""

    above: Links
    below: Links
    referring: Mapping[str, tuple[str, ...]]


def catalog_of(
    mesh: Mesh, environment: Environment, plan: Plan, wanted: Iterable[Wanted] = ()
) -> model.Catalog:
    """The catalog of a mesh in one environment, on the day of its plan, with what is asked for."""
    mesh = deployed(mesh, environment)
    edges = column_edges(mesh)
    above, below = _links(edges, up=True), _links(edges, up=False)
    entries = [entry for entry in _entries(mesh, plan) if entry.listed]
    near = _Near(above, below, _referring(entries))
    products = {entry.id: _product(mesh, mesh.products[entry.id], entry, near) for entry in entries}
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
        rights=tuple(
            _right(each, mesh, environment)
            for each in entitlements(mesh, environment, plan)
            if each.product in products
        ),
        terms=terms(products.values()),
        wanted=_requests(mesh, wanted),
    )


def _entries(mesh: Mesh, plan: Plan) -> Iterator[CatalogEntry]:
    """The entries that the plan holds, in the order of their products."""
    for id_ in mesh.products:
        stack = plan.stacks.get(stack_name(id_, plan.environment))
        for declared in stack.declarations if stack else ():
            if declared.type == OBJECT and declared.name == "entry":
                yield read_entry(str(declared.inputs["content"]))


def _links(edges: Iterable[Edge], *, up: bool) -> Links:
    found: dict[str, list[model.Link]] = {}
    for edge in edges:
        near, far = (edge.target, edge.source) if up else (edge.source, edge.target)
        found.setdefault(near, []).append(model.Link(far, edge.how))
    return {name: tuple(links) for name, links in found.items()}


def _product(mesh: Mesh, product: DataProduct, entry: CatalogEntry, near: _Near) -> model.Product:
    """What the entry says, and what the specs and their queries say beside it."""
    told = product_of(entry)
    return replace(
        told,
        tables=tuple(_table(product, table, near) for table in told.tables),
        consumers=tuple(_consumers(mesh, product, told)),
        refreshed=_starts(product.refresh),
        path=product.source.path,
    )


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


def _referring(entries: Iterable[CatalogEntry]) -> Mapping[str, tuple[str, ...]]:
    """The columns that refer to each one."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        for table in entry.tables:
            for column in table.columns:
                for target in column.references:
                    found.setdefault(target, []).append(joined((entry.id, table.name, column.name)))
    return {target: tuple(names) for target, names in found.items()}


def _consumers(mesh: Mesh, product: DataProduct, told: model.Product) -> Iterator[model.Consumer]:
    for agreement, consumer in zip(product.agreements, told.consumers, strict=True):
        yield replace(
            consumer,
            owner=mesh.owner_of(agreement.consumer),
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
