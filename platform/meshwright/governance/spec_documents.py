"""The specs of domains and products as rules read them: what they mean in their mesh.

In the specs' own words; the domain's defaults are applied and references are looked up, so that a
rule compares what is there and resolves nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from guardrails.types import DOMAIN, PRODUCT
from meshwright.athena.column_type import ColumnType
from meshwright.errors import Position
from meshwright.governance.terms import kinds
from meshwright.plan.grants import opened_columns
from meshwright.specs.made_before import once
from meshwright.specs.models import Agreement, Column, DataProduct, Domain, Mesh, Support, Table
from meshwright.specs.source import Source

Values = Mapping[str, Any]
DAY = timedelta(days=1)
AGREEMENTS = "agreements"
"""The field under which a product's document has what its agreements' files say."""


@dataclass(frozen=True, slots=True)
class SpecDocument:
    """What a rule is asked about in place of a resource, and the file it comes from."""

    type: str
    id: str
    """Of the domain or the product."""
    values: Values
    source: Source
    agreements: Mapping[str, Source] = field(default_factory=dict[str, Source])
    """The files of a product's agreements, by their consumers."""

    def at(self, path: str) -> Position:
        """Where a path of the document stands: in the spec, or in an agreement's own file."""
        for consumer, source in self.agreements.items():
            before = f"{AGREEMENTS}.{consumer}."
            if path.startswith(before):
                return source.at_value(path.removeprefix(before))
        steps = (int(step) if step.isdecimal() else step for step in path.split(".") if step)
        return self.source.at(*steps)


def spec_documents(mesh: Mesh, *, as_of: date) -> Iterator[SpecDocument]:
    """Every readable domain, then every readable product, in the order of their ids."""
    for domain in mesh.domains.values():
        yield once(_of_domain, domain.id, domain)
    tables = {known: once(_tables, known, product) for known, product in mesh.products.items()}
    agreements = mesh.agreements()
    for product in mesh.products.values():
        inputs = tuple(
            _read(mesh, read, tables, agreements.get((read, product.id)))
            for read in product.spec.inputs
        )
        yield once(_of_product, product.id, product, tables[product.id], inputs, as_of)


def _of_domain(domain: Domain) -> SpecDocument:
    return SpecDocument(DOMAIN, domain.id, _domain(domain), domain.source)


def _of_product(
    product: DataProduct, tables: Values, inputs: Iterable["_Read"], as_of: date
) -> SpecDocument:
    values = _product(product, tables, [_input(product, read, as_of) for read in inputs])
    values = {**values, AGREEMENTS: _agreements(product, as_of)}
    files = {agreement.consumer: agreement.source for agreement in product.agreements}
    return SpecDocument(PRODUCT, product.id, values, product.source, files)


@dataclass(frozen=True, slots=True)
class _Read:
    """An input: the product that is read, and by which agreement."""

    id: str
    exists: bool
    producer: DataProduct | None
    """None for one that cannot be read."""
    tables: Values
    agreement: Agreement | None


def _read(
    mesh: Mesh, read: str, tables: Mapping[str, Values], agreement: Agreement | None
) -> _Read:
    producer = mesh.products.get(read)
    exists = producer is not None or mesh.is_unreadable(read)
    return _Read(read, exists, producer, tables.get(read, {}), agreement)


def _domain(domain: Domain) -> Values:
    spec = domain.spec
    return {
        "id": domain.id,
        "owner": spec.owner,
        "description": spec.description,
        "classification": spec.classification.value,
        "support": _support(spec.support),
        "reviewers": list(spec.reviewers),
    }


def _support(channels: Sequence[Support]) -> Values | None:
    """The channel where one asks in doubt."""
    return {"channel": channels[0].channel} if channels else None


def _product(product: DataProduct, tables: Values, inputs: list[Values]) -> Values:
    spec = product.spec
    return {
        "id": product.id,
        "domain": product.domain.id,
        "owner": product.owner,
        "support": _support(product.support),
        "description": spec.description,
        "version": spec.version,
        "status": spec.status.value,
        "kind": product.kind.value,
        "tier": spec.tier.value,
        "classification": product.classification.value,
        "declassification": spec.declassification,
        "tags": list(spec.tags),
        "inputs": inputs,
        "sla": _service_level(product),
        "noncurrentDays": spec.storage.noncurrent_days,
        "tables": tables,
    }


def _service_level(product: DataProduct) -> Values:
    """What is promised: durations in minutes and days, a part of a day being one."""
    sla = product.spec.sla
    return {
        "freshness": None if sla.freshness is None else sla.freshness // timedelta(minutes=1),
        "availability": None if sla.availability is None else float(sla.availability),
        "retention": None if sla.retention is None else -(-sla.retention // DAY),
    }


def _tables(product: DataProduct) -> Values:
    return {name: _table(product, table) for name, table in product.tables.items()}


def _table(product: DataProduct, table: Table) -> Values:
    return {
        "description": table.description,
        "classification": product.highest_classification_of(table).value,
        "primaryKey": list(table.primary_key),
        "partitionBy": list(table.partition_by),
        "quality": len(table.quality),
        "columns": {name: _column(product, column) for name, column in table.columns.items()},
    }


def _column(product: DataProduct, column: Column) -> Values:
    return {
        "type": column.type.text,
        "fields": fields(column.type) if column.type.is_nested else None,
        "description": column.description,
        "classification": product.classification_of(column).value,
        "pii": column.pii,
        # Whether somebody has thought about it, rather than left it out.
        "saysPii": "pii" in column.model_fields_set,
        "quality": len(column.quality),
    }


@lru_cache(maxsize=1024)
def fields(nested: ColumnType) -> Mapping[str, tuple[str, ...]]:
    """The plain types inside of a nested one by the path of their fields.

    What has no field's name, such as a map's keys and values, stands at the path around it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path, kind in _fields(nested, ()):
        found[path] = (*found.get(path, ()), kind)
    return found


def _fields(inner: ColumnType, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not inner.is_nested:
        yield ".".join(path), inner.name
    names = inner.fields or (None,) * len(inner.arguments)
    for name, argument in zip(names, inner.arguments, strict=True):
        yield from _fields(argument, path if name is None else (*path, name))


def _input(product: DataProduct, read: _Read, as_of: date) -> Values:
    """An input with the columns that the product is granted of it, by table."""
    if read.producer is None:
        return {"id": read.id, "exists": read.exists, "granted": {}}
    own = read.producer.domain.id == product.domain.id
    opened = opened_columns(read.producer, read.agreement, by_default=own, as_of=as_of)
    granted = {
        table: _chosen(read.tables[table]["columns"], columns)
        for table, (columns, _) in opened.items()
    }
    return {"id": read.id, "exists": True, "granted": granted}


def _agreements(product: DataProduct, as_of: date) -> Values:
    """For how long each consumer reads, from the day on or from its first, and what kinds of data.

    A renewal is agreed to anew, so that what lies behind does not count.
    """
    return {
        agreement.consumer: {
            "days": (agreement.spec.expires - max(agreement.spec.starts or as_of, as_of)).days,
            "opens": list(dict.fromkeys(kinds(product, agreement.spec.tables))),
        }
        for agreement in product.agreements
    }


def _chosen(columns: Values, names: tuple[str, ...] | None) -> Values:
    """Those columns, the very documents of the producer's table."""
    return columns if names is None else {name: columns[name] for name in names}
