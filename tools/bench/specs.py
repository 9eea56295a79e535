"""Meshes made up from a seed: any number of products, as teams write them, with nothing wrong.

The first products of a mesh are those of a smaller one of the same seed, but for who reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

PER_DOMAIN = 10
COLUMNS = 20
TABLE = "events"
KEY = "event_id"
KEY_COMMENT = "Number of the event"
DAY = "happened_on"

SUBJECTS = ("orders", "payments", "shipments", "visits", "returns", "invoices", "stock", "prices")
AREAS = ("sales", "finance", "logistics", "people", "support", "supply", "media", "risk")
WORDS = ("amount", "channel", "country", "currency", "depot", "device", "discount", "origin")
ENDINGS = ("code", "count", "group", "name", "rate", "total")
TYPES = ("string", "string", "string", "bigint", "int", "double", "timestamp", "boolean")
RICH_TYPES = ("decimal(18,2)", "array<string>", "struct<region:string,city:string>")
SENTENCES = (
    "As the source system reports it",
    "Taken over from the ledger, never corrected later",
    "Empty until the process has come to its end",
    "Of the day on which it happened, in UTC",
)


@dataclass(slots=True)
class Product:
    """A product while its mesh is being made up."""

    domain: str
    name: str
    inputs: list["Product"] = field(default_factory=list["Product"])
    consumers: list["Product"] = field(default_factory=list["Product"])
    """Those of other domains, which need an agreement."""
    freshness: int = 24
    """Hours."""

    @property
    def id(self) -> str:
        return f"{self.domain}.{self.name}"

    @property
    def folder(self) -> str:
        return f"{self.domain}/{self.name}"


def files(count: int, *, seed: int) -> Mapping[str, str]:
    """The texts of a mesh of that many products, by their paths below `domains/`."""
    products = _products(count, seed)
    found = {f"{p.domain}/domain.yaml": _domain(p.domain) for p in products}
    for index, product in enumerate(products):
        chance = Random(f"{seed} text {index}")  # noqa: S311 - the same mesh each time is meant
        found[f"{product.folder}/product.yaml"] = "\n".join(_product(product, chance)) + "\n"
        for consumer in product.consumers:
            path = f"{product.folder}/access/{consumer.id}.yaml"
            found[path] = _agreement(consumer)
    return found


def write(domains: Path, texts: Mapping[str, str]) -> None:
    """Puts the texts of a mesh below its `domains/`."""
    for name, text in texts.items():
        path = domains / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def with_another_comment(product: str) -> str:
    """A product's text with the description of one column changed."""
    return product.replace(KEY_COMMENT, f"{KEY_COMMENT} at its source", 1)


def _products(count: int, seed: int) -> Sequence[Product]:
    products: list[Product] = []
    for index in range(count):
        area, place = divmod(index, PER_DOMAIN)
        domain = f"{AREAS[area % len(AREAS)]}_{area:03}"
        product = Product(domain, f"{SUBJECTS[place % len(SUBJECTS)]}_{place}")
        chance = Random(f"{seed} inputs {index}")  # noqa: S311 - as above
        # Only earlier ones are read, so that nobody waits for itself.
        for other in chance.sample(products, min(len(products), chance.choice((0, 1, 1, 2, 3)))):
            product.inputs.append(other)
            if other.domain != domain:
                other.consumers.append(product)
        # Rows are no newer than those that they are derived from.
        own = chance.randrange(1, 24)
        product.freshness = max([own, *(other.freshness for other in product.inputs)])
        products.append(product)
    return products


def _domain(name: str) -> str:
    return f"""\
owner: team-{name.replace("_", "-")}@acme.example
description: Everything about {name.replace("_", " ")}, from its source to the report.
costCenter: cc-{name[-3:]}
classification: internal
support: {{channel: "#{name}-data"}}
reviewers: ["@acme/{name}"]
"""


def _product(product: Product, chance: Random) -> Iterator[str]:
    yield "apiVersion: mesh/v1"
    yield f"description: One row per event of {product.name.replace('_', ' ')}, as it happened."
    yield f"version: {chance.randrange(1, 4)}.{chance.randrange(10)}.0"
    columns = [tuple(_column(index, chance)) for index in range(COLUMNS - 3)]
    described = 1 + sum("description: " in "".join(lines) for lines in columns)
    yield f"tier: {chance.choice(_tiers(described))}"
    yield f"tags: [{product.domain}, generated]"
    if product.inputs:
        yield f"inputs: [{', '.join(other.id for other in product.inputs)}]"
    yield "tables:"
    yield f"  {TABLE}:"
    yield "    description: One row per event, never changed once it is written."
    yield f"    primaryKey: [{KEY}]"
    yield f"    partitionBy: [{DAY}]"
    yield "    columns:"
    yield f"      {KEY}: {{type: string, description: {KEY_COMMENT}, required: true}}"
    yield "      customer_email: {type: string, pii: true, classification: confidential}"
    for lines in columns:
        yield from lines
    yield f"      {DAY}: date"
    yield "    quality:"
    yield "      - {metric: rowCount, mustBeGreaterThan: 0}"
    yield f"sla: {{freshness: {product.freshness}h, availability: 99.5%, retention: 730d}}"
    yield f"storage: {{noncurrentDays: {chance.randrange(7, 90)}}}"


def _tiers(described: int) -> Sequence[str]:
    """What a product may promise with so many of its columns described."""
    least = {"bronze": 0.0, "silver": 0.5, "gold": 0.8}
    return [tier for tier, share in least.items() if described >= share * COLUMNS]


def _column(index: int, chance: Random) -> Iterator[str]:
    """A column in one of the ways in which teams write them: bare, on one line, over several."""
    name = f"{chance.choice(WORDS)}_{chance.choice(ENDINGS)}_{index}"
    kind = chance.choice(TYPES)
    match chance.randrange(5):
        case 0 | 1:
            yield f"      {name}: {kind}"
        case 2:
            sentence = chance.choice(SENTENCES).replace(",", " and")
            yield f"      {name}: {{type: {kind}, description: {sentence}, required: true}}"
        case 3:
            yield f"      {name}:"
            yield f"        type: {chance.choice(RICH_TYPES)}"
            yield f"        description: {chance.choice(SENTENCES)}"
        case _:
            yield f"      {name}:"
            yield "        type: string"
            yield f"        description: {chance.choice(SENTENCES)}"
            yield "        enum: [open, paid, shipped, cancelled]"
            yield "        quality:"
            yield "          - {metric: nullValues, unit: percent, mustBeLessThan: 5}"


def _agreement(consumer: Product) -> str:
    return f"""\
purpose: Source of {consumer.name.replace("_", " ")} in {consumer.domain.replace("_", " ")}
legalBasis: contract
tables:
  {TABLE}: {{columns: [{KEY}, customer_email, {DAY}]}}
starts: 2026-01-01
expires: 2099-12-31
contact: team-{consumer.domain.replace("_", "-")}@acme.example
"""
