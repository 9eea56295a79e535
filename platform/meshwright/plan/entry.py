"""A product's catalog entry: one value with all that a reader needs, written as JSON.

Its schema is promised to readers: `apiVersion` changes when a field changes its meaning or goes.
What rules compare is defined in `guardrails.catalog_entry`, which reads the text back; the rest
is added here.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from guardrails import catalog_entry as form
from meshwright.access.row_filters.tree import Filter
from meshwright.access.row_filters.writing import partiql
from meshwright.athena.quoting import query_name
from meshwright.plan import names
from meshwright.plan.declaration import canonical
from meshwright.plan.grants import agreed_columns, principal_of
from meshwright.plan.lineage import Lineage
from meshwright.plan.scope import Scope
from meshwright.specs.models import (
    Agreement,
    Column,
    DataProduct,
    Mesh,
    QualityRule,
    Support,
    Table,
    Terms,
)
from meshwright.specs.schema import described

API_VERSION = "mesh/catalog-entry/v1"


_CAMEL = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)
"""camelCase outside, nothing beyond the fields."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class ColumnEntry(form.ColumnEntry):
    """A column as a reader sees it."""

    athena_type: str
    """As Athena says it of the deployed table."""
    business_name: str | None = None
    """What people call it."""
    description: str | None
    required: bool
    """Whether the owner promises a value in each row; see the table's `enforced`."""
    unique: bool
    """Whether the owner promises each value once; see the table's `enforced`."""
    references: tuple[str, ...] = ()
    """The columns whose values these are, as `domain.product.table.column`."""
    enum: tuple[str | int, ...] | None
    """The only values that the owner promises; see the table's `enforced`."""
    min_length: int | None = None
    """The fewest characters that the owner promises; see the table's `enforced`."""
    max_length: int | None = None
    """The most characters that the owner promises; see the table's `enforced`."""
    pattern: str | None = None
    """What the owner promises to be found in each text; see the table's `enforced`."""
    quality: tuple[Mapping[str, Any], ...]
    """What the owner promises of the values; see the table's `enforced`."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class TableEntry(form.TableEntry):
    """A table as a reader sees it."""

    business_name: str | None = None
    """What people call it."""
    description: str | None
    status: str
    """draft, active, deprecated, or retired: then it is gone from Glue, and only named here."""
    sunset: date | None
    """The last day on which readers can count on it; None where no end is known."""
    days_left: int | None
    """The days after this one until the sunset; None where no end is known."""
    successor: str | None
    """Of one that ends: the table that takes its place."""
    location: str
    format: str
    primary_key: tuple[str, ...]
    """What the owner promises to tell rows apart; see `enforced`."""
    derived: bool
    """Whether its rows are made from the product's inputs by a query."""
    columns: tuple[ColumnEntry, ...]
    """In Athena's order: those that partition a table of Parquet files come last."""
    quality: tuple[Mapping[str, Any], ...]
    """What the owner promises of the rows; see `enforced`."""
    enforced: bool
    """Whether rows are held to `required`, `unique`, `enum`, lengths, `pattern`, `primaryKey` and
    to rules of `quality` of severity error before they are read: where the mesh makes the rows.
    Else they are the owner's promises."""
    example_query: str | None
    """None for a retired table."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class AgreementEntry(form.AgreementEntry):
    """Who may read what of this product, why and until when."""

    consumer: str
    purpose: str
    legal_basis: str | None = field()
    starts: date | None
    expires: date
    status: Literal["pending", "active", "expired"]
    contact: str | None
    files: bool = False
    """Whether the files of its tables are given too, whole, through an access point."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class ServiceLevelEntry:
    """What the owner promises; durations in seconds, availability in percent."""

    freshness_seconds: int | None
    availability_percent: Decimal | None
    retention_seconds: int | None


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class ChannelEntry:
    """Where readers ask, or are told."""

    channel: str
    tool: str | None = None
    """What it is a channel of, such as `slack`."""
    url: str | None = None
    """Where it opens."""
    scope: str | None = None
    """What it is for, such as `issues`."""
    description: str | None = None


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class PriceEntry:
    """What a reader pays; nothing is billed by the mesh."""

    amount: Decimal
    currency: str
    unit: str | None = None
    """What is counted, such as `month`."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class TermsEntry:
    """What a reader has to know before asking."""

    usage: str | None = None
    """What the data is meant for."""
    limitations: str | None = None
    """What it cannot tell, and what it must not be used for."""
    license: str | None = None
    """The licence of the data: its name or the address of its text."""
    price: PriceEntry | None = None


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class AccessEntry(form.AccessEntry):
    """How to read the product, and how to ask for it."""

    workgroup: str
    """The Athena workgroup of the owning domain; others query in their own."""
    request: str
    """The file that asks for access, by pull request."""


@dataclass(frozen=True, kw_only=True, config=_CAMEL)
class CatalogEntry(form.CatalogEntry):
    """The whole entry."""

    api_version: Literal["mesh/catalog-entry/v1"] = API_VERSION
    domain: str
    name: str
    environment: str
    account: str
    region: str
    business_name: str | None = None
    """What people call it."""
    description: str
    owner: str
    support: str | None
    """The channel where readers ask in doubt."""
    channels: tuple[ChannelEntry, ...] = ()
    """All channels, that one first."""
    cost_center: str
    version: str
    status: str
    listed: bool
    """Whether a catalog shows it: a draft is known to whom its owner tells of it."""
    sunset: date | None
    """The last day on which readers can count on it; None where no end is known."""
    days_left: int | None
    """The days after this one until the sunset; None where no end is known."""
    successor: str | None
    """Of one that ends: the product that takes its place."""
    kind: str
    tier: str
    classification: str
    highest_classification: str
    tags: tuple[str, ...]
    tables: tuple[TableEntry, ...]
    agreements: tuple[AgreementEntry, ...]
    sla: ServiceLevelEntry
    terms: TermsEntry = TermsEntry()
    """What a reader has to know before asking."""
    noncurrent_days: int
    access: AccessEntry
    extensions: Mapping[str, Any]


_ENTRY = TypeAdapter(CatalogEntry)


def text_of(entry: CatalogEntry) -> str:
    """The entry as it lies in the catalog: canonical JSON."""
    return canonical(_ENTRY.dump_python(entry, mode="json", by_alias=True)).decode()


def read_entry(text: str) -> CatalogEntry:
    """The entry that `text_of` wrote."""
    return _ENTRY.validate_json(text)


def catalog_entry(
    mesh: Mesh, product: DataProduct, scope: Scope, *, lineage: Lineage, as_of: date
) -> CatalogEntry:
    """The entry of a product on one day."""
    spec, domain = product.spec, product.domain.spec
    return CatalogEntry(
        id=product.id,
        domain=product.domain.id,
        name=product.name,
        environment=scope.place.environment,
        account=scope.place.account,
        region=scope.place.region,
        business_name=spec.business_name,
        description=spec.description,
        owner=product.owner,
        support=next((each.channel for each in product.support), None),
        channels=tuple(map(_channel, product.support)),
        cost_center=domain.cost_center,
        version=spec.version,
        status=spec.status.value,
        listed=not spec.is_draft,
        sunset=spec.sunset,
        days_left=spec.days_left(as_of),
        successor=product.successor,
        kind=product.kind.value,
        tier=spec.tier.value,
        classification=product.classification.value,
        highest_classification=product.highest_classification.value,
        tags=spec.tags,
        inputs=spec.inputs,
        read_by=lineage.readers_of(product.id),
        tables=tuple(_tables(product, scope, as_of)),
        agreements=tuple(_agreement(mesh, product, a, scope, as_of) for a in product.agreements),
        sla=_service_level(product),
        terms=_terms(spec.terms),
        noncurrent_days=spec.storage.noncurrent_days,
        access=_access(product, scope),
        extensions=spec.extensions,
    )


def _channel(told: Support) -> ChannelEntry:
    return ChannelEntry(
        channel=told.channel,
        tool=told.tool,
        url=told.url,
        scope=told.scope,
        description=told.description,
    )


def _tables(product: DataProduct, scope: Scope, as_of: date) -> Iterator[TableEntry]:
    successors = product.successors
    for name, table in product.spec.tables.items():
        yield _table(product, name, table, successors.get(name), scope, as_of)


def _table(
    product: DataProduct,
    name: str,
    table: Table,
    successor: str | None,
    scope: Scope,
    as_of: date,
) -> TableEntry:
    database = names.database_of(product)
    return TableEntry(
        name=name,
        business_name=table.business_name,
        description=table.description,
        status=table.status.value,
        sunset=table.sunset,
        days_left=table.days_left(as_of),
        successor=successor,
        database=database,
        location=names.table_location(product, name, scope.place),
        format=table.format,
        primary_key=table.primary_key,
        partition_by=table.partition_by,
        derived=table.query is not None,
        columns=tuple(
            _column(product, column, table.columns[column], partition=column in table.partition_by)
            for column in _in_athenas_order(table)
        ),
        quality=tuple(map(_quality, table.quality)),
        enforced=table.is_refreshed,
        example_query=None if table.is_retired else _example(product, name, table),
    )


def _example(product: DataProduct, name: str, table: Table) -> str:
    columns = tuple(map(query_name, product.unprotected_columns(table)[:5]))
    shown, database = ", ".join(columns) or "count(*)", names.database_of(product)
    return f"select {shown} from {query_name(database)}.{query_name(name)} limit 10"  # noqa: S608 - shown, never run


def _in_athenas_order(table: Table) -> Iterator[str]:
    """An Iceberg table keeps its columns as they are declared, whichever part its files."""
    yield from table.columns if table.is_iceberg else (*table.file_columns, *table.partition_by)


def _column(product: DataProduct, name: str, column: Column, *, partition: bool) -> ColumnEntry:
    return ColumnEntry(
        name=name,
        type=column.type.text,
        athena_type=column.type.athena,
        business_name=column.business_name,
        description=column.description,
        required=column.required,
        unique=column.unique,
        references=product.referenced(column),
        enum=column.enum,
        min_length=column.min_length,
        max_length=column.max_length,
        pattern=column.pattern,
        pii=column.pii,
        classification=product.classification_of(column).value,
        protected=product.is_protected(column),
        partition=partition,
        quality=tuple(map(_quality, column.quality)),
    )


def _quality(rule: QualityRule) -> Mapping[str, Any]:
    return rule.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _agreement(
    mesh: Mesh, product: DataProduct, agreement: Agreement, scope: Scope, as_of: date
) -> AgreementEntry:
    spec = agreement.spec
    tables: dict[str, tuple[str, ...] | Literal["all"]] = {}
    for name, opened in spec.tables.items():
        if name in product.spec.tables:
            columns = agreed_columns(product, product.spec.tables[name], opened)
            tables[name] = "all" if columns is None else columns
    return AgreementEntry(
        consumer=agreement.consumer,
        principal=principal_of(agreement.consumer, mesh, scope.environment),
        purpose=spec.purpose,
        legal_basis=spec.legal_basis,
        starts=spec.starts,
        expires=spec.expires,
        status=_status(agreement, as_of),
        contact=spec.contact,
        files=spec.files,
        tables=tables,
        rows={name: partiql(rows) for name, rows in _rows(product, agreement)},
    )


def _rows(product: DataProduct, agreement: Agreement) -> Iterator[tuple[str, Filter]]:
    for name, opened in agreement.spec.tables.items():
        if opened.row_filter is not None and name in product.spec.tables:
            yield name, opened.row_filter


def _status(agreement: Agreement, as_of: date) -> Literal["pending", "active", "expired"]:
    if agreement.is_active(as_of):
        return "active"
    return "expired" if agreement.spec.expires < as_of else "pending"


def _service_level(product: DataProduct) -> ServiceLevelEntry:
    sla = product.spec.sla
    return ServiceLevelEntry(
        freshness_seconds=_seconds(sla.freshness),
        availability_percent=sla.availability,
        retention_seconds=_seconds(sla.retention),
    )


def _terms(terms: Terms) -> TermsEntry:
    price = terms.price
    return TermsEntry(
        usage=terms.usage,
        limitations=terms.limitations,
        license=terms.license,
        price=price
        and PriceEntry(amount=Decimal(str(price.number)), currency=price.currency, unit=price.unit),
    )


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else int(duration.total_seconds())


def _access(product: DataProduct, scope: Scope) -> AccessEntry:
    domain = product.domain.id
    return AccessEntry(
        reader_role=names.reader_role_arn(domain, scope.place),
        runtime_role=names.runtime_role_arn(product.origin, scope.place),
        workgroup=names.workgroup(domain, scope.place),
        request=f"domains/{domain}/{product.name}/access/<consumer>.yaml",
    )


def documents() -> Mapping[str, str]:
    """The entry's JSON Schema, by the path it is kept under."""
    generated = _ENTRY.json_schema(by_alias=True, mode="serialization")
    schema = described(generated, sys.modules[__name__], form)
    titled = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    text = json.dumps(titled, indent=2, ensure_ascii=False) + "\n"
    return {"schema/catalog-entry.v1.schema.json": text}
