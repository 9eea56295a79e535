"""One product whole, as a person reads it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from meshwright.cli.catalog_hits import about, unreadable
from meshwright.ids import joined
from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.catalog.model import Channel, Column, Consumer, Product, Table
    from meshwright.catalog.source import Source
    from meshwright.snippets.reading import Snippet

    Ways = Mapping[str, tuple[tuple[Snippet, ...], tuple[str, ...]]]

WIDEST = 40
"""Characters of a name or type for which a column of the listing is widened."""
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
HOUR, DAY = 3600, 86_400


def lines(source: "Source", product: "Product", reader: str, ways: "Ways") -> Iterator[str]:
    """What it is, whose, what is in it, what is promised, who uses it, and how one may too."""
    ends = f" until {product.sunset}" if product.sunset else ""
    state = f"{product.status}{ends}, {product.tier}, {product.kind}"
    if product.business_name:
        yield one_line(product.business_name)
    yield f"{one_line(product.id)}  {one_line(product.version)}, {state}"
    yield f"  {about(product.description, 10_000)}"
    yield ""
    yield from (f"  {said}" for said in _facts(product))
    for table in product.tables:
        yield ""
        yield from _table(table)
    yield ""
    yield from _users(source, product)
    yield ""
    yield from _reading(reader, ways)
    yield from _asking(product)
    yield from unreadable(source)


def _facts(product: "Product") -> Iterator[str]:
    asked = ", ".join(_channel(each) for each in product.asked_in)
    yield f"owner: {one_line(product.owner)}{f', asked in {asked}' if asked else ''}"
    if product.successor:
        yield f"its successor: {one_line(product.successor)}"
    highest = product.highest_classification
    up_to = "" if highest == product.classification else f", columns up to {highest}"
    yield f"classification: {product.classification}{up_to}"
    if product.tags:
        yield f"tags: {', '.join(map(one_line, product.tags))}"
    if promised := ", ".join(_promises(product)):
        yield f"promised: {promised}"
    yield from (f"{name}: {about(said, 10_000)}" for name, said in product.terms.told)
    if product.refreshed:
        yield f"refreshed: {one_line(product.refreshed)}"
    if product.inputs:
        yield f"made from: {', '.join(map(one_line, product.inputs))}"


def _channel(told: "Channel") -> str:
    about = ", ".join(filter(None, (told.about, told.url)))
    return one_line(f"{told.channel} ({about})" if about else told.channel)


def _promises(product: "Product") -> Iterator[str]:
    sla = product.sla
    if sla.freshness_seconds is not None:
        yield f"rows no older than {span(sla.freshness_seconds)}"
    if sla.availability_percent is not None:
        yield f"available {sla.availability_percent} %"
    if sla.retention_seconds is not None:
        yield f"kept for {span(sla.retention_seconds)}"


def span(seconds: int) -> str:
    """A duration in the largest unit that says it without a rest."""
    for size, word in ((DAY, "day"), (HOUR, "hour")):
        if seconds % size == 0:
            return plural(seconds // size, word)
    return str(timedelta(seconds=seconds))


def _table(table: "Table") -> Iterator[str]:
    yield f"  {one_line(joined((table.database, table.name)))}  {', '.join(_about(table))}"
    yield f"    {about(table.told, 10_000)}"
    names = _width(column.name for column in table.columns)
    types = _width(column.type for column in table.columns)
    for column in table.columns:
        name, kind = one_line(column.name).ljust(names), one_line(column.type).ljust(types)
        yield f"    {name}  {kind}  {_column(column)}".rstrip()
    rules = [*table.quality, *(q for column in table.columns for q in _named(column))]
    if rules:
        yield f"    rules, {'held before each run is read' if table.enforced else 'as promised'}:"
        yield from (f"      {rule_text(rule)}" for rule in rules)


def _about(table: "Table") -> Iterator[str]:
    yield one_line(table.format)
    if table.status != "active":
        yield table.status + (f" until {table.sunset}" if table.sunset else "")
    if table.successor:
        yield f"followed by {one_line(table.successor)}"
    if table.primary_key:
        yield f"key {' + '.join(map(one_line, table.primary_key))}"
    if table.partition_by:
        yield f"partitioned by {' + '.join(map(one_line, table.partition_by))}"


def _width(texts: Iterator[str]) -> int:
    return max((len(line) for text in texts if len(line := one_line(text)) <= WIDEST), default=0)


def _column(column: "Column") -> str:
    """What is said of a column: first whether it is protected, and why."""
    from meshwright.catalog.promises import form

    why = ", ".join(("personal", column.classification) if column.pii else (column.classification,))
    marks = [f"PROTECTED ({why})"] if column.protected else []
    marks += ["required"] if column.required else []
    marks += ["unique"] if column.unique else []
    if column.enum:
        marks.append(f"one of {', '.join(one_line(str(value)) for value in column.enum)}")
    marks += map(one_line, form(column))
    if column.references:
        marks.append(f"refers to {', '.join(map(one_line, column.references))}")
    said = about(column.told, 10_000)
    return "  ".join(filter(None, (", ".join(marks), said)))


def _named(column: "Column") -> Iterator[Mapping[str, Any]]:
    yield from ({"column": column.name, **rule} for rule in column.quality)


def rule_text(rule: Mapping[str, Any]) -> str:
    """A rule of quality in the words of the specs, such as `rowCount must be greater than 0`."""
    column = f"{rule['column']}: " if "column" in rule else ""
    unit = " %" if rule.get("unit") == "percent" else ""
    bounds = [
        f"{_CAPITAL.sub(lambda found: f' {found[1].lower()}', name)} {_bound(value)}{unit}"
        for name, value in rule.items()
        if name.startswith("must")
    ]
    arguments = f" {rule['arguments']}" if rule.get("arguments") else ""
    said = f"{column}{rule['metric']}{arguments} {' and '.join(bounds)}"
    return one_line(f"{said} ({rule['severity']})" if "severity" in rule else said)


def _bound(value: Any) -> str:
    """A bound of a rule; two of them where it has to lie between."""
    if not isinstance(value, list | tuple):
        return str(value)
    return " and ".join(map(str, cast("Sequence[Any]", value)))


def _users(source: "Source", product: "Product") -> Iterator[str]:
    yield "  used by:"
    if not product.consumers and not product.read_by:
        yield "    nobody outside of its domain"
    agreed = {consumer.name for consumer in product.consumers}
    for consumer in product.consumers:
        yield f"    {_consumer(source, consumer)}"
    for reader in product.read_by:
        if reader not in agreed:
            yield f"    {one_line(reader)}"


def _consumer(source: "Source", consumer: "Consumer") -> str:
    day = source.as_of
    until = f"until {consumer.expires}"
    if consumer.expires < day:
        until = f"ended {consumer.expires}"
    elif consumer.starts is not None and consumer.starts > day:
        until = f"from {consumer.starts} until {consumer.expires}"
    files = ", with whole files" if consumer.files else ""
    return f"{one_line(consumer.name)}  {until}{files}: {about(consumer.purpose)}"


def _reading(reader: str, ways: "Ways") -> Iterator[str]:
    if not ways:
        yield f"  {one_line(reader)} may read nothing of it"
        return
    yield f"  how {one_line(reader)} reads it:"
    for snippets, notes in ways.values():
        yield from (f"    note: {one_line(note)}" for note in notes)
        for snippet in snippets[:1]:
            yield from (f"    {line}" for line in snippet.text.splitlines())
    yield f"    more ways, for Python and Spark: mesh access what {one_line(reader)} --how"


def _asking(product: "Product") -> Iterator[str]:
    yield "  ask for access:"
    yield f'    mesh new access {one_line(product.id)} --for YOU --purpose "WHAT FOR"'
    if product.protected_columns:
        yield "    a protected column is opened by an agreement that names it (--columns)"
