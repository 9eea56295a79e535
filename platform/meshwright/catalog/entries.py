"""A catalog entry as what a catalog shows of a product: all that the entry itself says; pure."""

from collections.abc import Iterable, Iterator, Sequence

from meshwright.catalog import model
from meshwright.plan.entry import (
    AgreementEntry,
    CatalogEntry,
    ChannelEntry,
    ColumnEntry,
    TableEntry,
    TermsEntry,
)
from meshwright.specs.models import Support


def product_of(entry: CatalogEntry) -> model.Product:
    """The product, without what only its specs say: lineage, queries, and what starts a run."""
    return model.Product(
        id=entry.id,
        domain=entry.domain,
        name=entry.name,
        business_name=entry.business_name or "",
        description=entry.description,
        owner=entry.owner,
        support=entry.support,
        channels=tuple(channels(entry.channels)),
        version=entry.version,
        status=entry.status,
        sunset=entry.sunset,
        successor=entry.successor,
        kind=entry.kind,
        tier=entry.tier,
        classification=entry.classification,
        highest_classification=entry.highest_classification,
        tags=entry.tags,
        inputs=entry.inputs,
        read_by=entry.read_by,
        tables=tuple(_table(entry, table) for table in entry.tables),
        consumers=tuple(_consumer(entry, each) for each in entry.agreements),
        sla=model.ServiceLevel(
            freshness_seconds=entry.sla.freshness_seconds,
            availability_percent=entry.sla.availability_percent,
            retention_seconds=entry.sla.retention_seconds,
        ),
        terms=_terms(entry.terms),
        workgroup=entry.access.workgroup,
        reader_role=entry.access.reader_role,
        request=entry.access.request,
        path="",
        extensions=entry.extensions,
    )


def channels(told: Iterable[Support | ChannelEntry]) -> Iterator[model.Channel]:
    """Where readers ask, as a spec or an entry says it."""
    for each in told:
        yield model.Channel(
            channel=each.channel,
            tool=each.tool or "",
            url=each.url or "",
            scope=each.scope or "",
            description=each.description or "",
        )


def _terms(told: TermsEntry) -> model.Terms:
    price = told.price
    return model.Terms(
        usage=told.usage or "",
        limitations=told.limitations or "",
        license=told.license or "",
        price=price
        and model.Price(amount=price.amount, currency=price.currency, unit=price.unit or ""),
    )


def _table(entry: CatalogEntry, table: TableEntry) -> model.Table:
    return model.Table(
        name=table.name,
        business_name=table.business_name or "",
        description=table.description or entry.description,
        status=table.status,
        sunset=table.sunset,
        successor=table.successor,
        database=table.database,
        location=table.location,
        format=table.format,
        primary_key=table.primary_key,
        partition_by=table.partition_by,
        derived=table.derived,
        columns=tuple(_column(table, column) for column in table.columns),
        quality=table.quality,
        enforced=table.enforced,
        example_query=table.example_query or "",
    )


def _column(table: TableEntry, column: ColumnEntry) -> model.Column:
    return model.Column(
        name=column.name,
        business_name=column.business_name or "",
        type=column.type,
        athena_type=column.athena_type,
        description=column.description or "",
        is_key=column.name in table.primary_key,
        partition=column.partition,
        required=column.required,
        unique=column.unique,
        references=column.references,
        enum=column.enum or (),
        min_length=column.min_length,
        max_length=column.max_length,
        pattern=column.pattern or "",
        pii=column.pii,
        classification=column.classification,
        protected=column.protected,
        quality=column.quality,
    )


def _consumer(entry: CatalogEntry, told: AgreementEntry) -> model.Consumer:
    return model.Consumer(
        name=told.consumer,
        product=entry.id,
        owner=None,
        purpose=told.purpose,
        legal_basis=told.legal_basis,
        contact=told.contact,
        starts=told.starts,
        expires=told.expires,
        opened=tuple(_opened(entry.tables, told)),
        files=told.files,
        path=entry.access.request.replace("<consumer>", told.consumer),
    )


def _opened(tables: Sequence[TableEntry], told: AgreementEntry) -> Iterator[model.Opened]:
    by_name = {table.name: table for table in tables}
    for name, columns in told.tables.items():
        every = tuple(column.name for column in by_name[name].columns)
        yield model.Opened(
            table=name,
            columns=every if columns == "all" else columns,
            whole=columns == "all",
            rows=told.rows.get(name, ""),
        )
