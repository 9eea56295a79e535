"""Which products somebody means who looks for words, the likeliest first; pure.

Every word has to fit something of a product: its name weighs most, then its tables, its domain,
its columns and tags, then who owns it, and least what is written about it. Where no product has
them all, those with the most of them are told. Words that fit one place together weigh more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from meshwright.catalog.model import Product, Table
from meshwright.catalog.words import Likeness, alike, asked, words_of
from meshwright.ids import joined


class Field(StrEnum):
    """Where a word is found."""

    PRODUCT = "product"
    TABLE = "table"
    COLUMN = "column"
    TAG = "tag"
    DOMAIN = "domain"
    OWNER = "owner"
    ABOUT_PRODUCT = "description"
    ABOUT_TABLE = "table description"
    ABOUT_COLUMN = "column description"


WEIGHTS: Mapping[Field, int] = {
    Field.PRODUCT: 10,
    Field.TABLE: 8,
    Field.COLUMN: 6,
    Field.TAG: 6,
    Field.DOMAIN: 7,
    Field.OWNER: 4,
    Field.ABOUT_PRODUCT: 3,
    Field.ABOUT_TABLE: 2,
    Field.ABOUT_COLUMN: 2,
}
TOGETHER = 0.5
"""What a place adds in which several words are found, of their weight there."""
ENDING = 0.5
"""What is left of the weight of a product that ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """A text of a product that is searched."""

    field: Field
    name: str
    """The table or column that it is about, as `orders.margin`; a tag; else empty."""
    text: str
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that fits, and where its words are found."""

    product: Product
    score: float
    found: tuple[Place, ...]
    """The best first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found."""

    hits: tuple[Hit, ...]
    missing: tuple[str, ...] = ()
    """The words that were looked for and that no product has, or none together with the others."""
    read_as: Mapping[str, str] = field(default_factory=dict[str, str])
    """What words with a slip were taken for."""


def search(products: Iterable[Product], texts: Iterable[str]) -> Answer:
    """The products that fit words, the best first, and those alike by id."""
    words, index = asked(texts), _Index.of(products)
    meant = {word: alike(word, index.places.keys()) for word in words}
    weighed = [_weighed(index, near) for near in meant.values()]
    counts = Counter(number for each in weighed for number in each)
    most = max(counts.values(), default=0)
    hits = (_hit(index, number, weighed) for number, count in counts.items() if count == most)
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.product.id))
    return Answer(tuple(ordered), _missing(words, weighed, most), _read_as(meant))


def everything(products: Iterable[Product]) -> Answer:
    """All products, in the order of their ids, where nothing is looked for."""
    ordered = sorted(products, key=lambda product: product.id)
    return Answer(tuple(Hit(product, 0.0, ()) for product in ordered))


_Weights = Mapping[Place, float]
_Weighed = Mapping[int, _Weights]
"""What a word weighs in the places of each product in which it is found."""


@dataclass(frozen=True, slots=True)
class _Index:
    """The places of all products, by the words in them."""

    products: Sequence[Product]
    places: Mapping[str, Sequence[tuple[int, Place]]]

    @classmethod
    def of(cls, products: Iterable[Product]) -> "_Index":
        known, places = tuple(products), defaultdict[str, list[tuple[int, Place]]](list)
        for number, product in enumerate(known):
            for place in places_of(product):
                for word in words_of(place.text):
                    places[word].append((number, place))
        return cls(known, places)


def places_of(product: Product) -> Iterator[Place]:
    """What of a product is searched."""
    yield Place(Field.PRODUCT, "", product.name)
    if product.business_name:
        yield Place(Field.PRODUCT, "", product.business_name)
    yield Place(Field.DOMAIN, "", product.domain)
    yield Place(Field.OWNER, "", product.owner)
    yield Place(Field.ABOUT_PRODUCT, "", product.description)
    yield from (Place(Field.TAG, tag, tag) for tag in product.tags)
    for table in product.tables:
        yield from _of_table(table)


def _of_table(table: Table) -> Iterator[Place]:
    yield Place(Field.TABLE, table.name, table.name)
    if table.business_name:
        yield Place(Field.TABLE, table.name, table.business_name)
    yield Place(Field.ABOUT_TABLE, table.name, table.description)
    for column in table.columns:
        name = joined((table.name, column.name))
        yield Place(Field.COLUMN, name, column.name, column.protected)
        if column.business_name:
            yield Place(Field.COLUMN, name, column.business_name, column.protected)
        if column.description:
            yield Place(Field.ABOUT_COLUMN, name, column.description, column.protected)


def _weighed(index: _Index, near: Mapping[str, Likeness]) -> _Weighed:
    found: dict[int, dict[Place, float]] = defaultdict(dict)
    for known, likeness in near.items():
        for number, place in index.places[known]:
            weight = WEIGHTS[place.field] * likeness / Likeness.SAME
            own = found[number]
            own[place] = max(weight, own.get(place, 0))
    return found


def _hit(index: _Index, number: int, weighed: Sequence[_Weighed]) -> Hit:
    """The best place of each word counts, and the one that has the most of them."""
    product = index.products[number]
    nowhere: _Weights = {}
    own = [each.get(number, nowhere) for each in weighed]
    together = defaultdict[Place, list[float]](list)
    for weights in own:
        for place, weight in weights.items():
            together[place].append(weight)
    best = sum(max(weights.values(), default=0) for weights in own)
    several = max((sum(each) for each in together.values() if len(each) > 1), default=0)
    score = (best + TOGETHER * several) * (1 if product.sunset is None else ENDING)
    found = sorted(together, key=lambda place: (-sum(together[place]), place.field, place.name))
    return Hit(product, score, tuple(found))


def _missing(words: Sequence[str], weighed: Sequence[_Weighed], most: int) -> tuple[str, ...]:
    if most == len(words):
        return ()
    lacking = tuple(word for word, each in zip(words, weighed, strict=True) if not each)
    return lacking or tuple(words)


def _read_as(meant: Mapping[str, Mapping[str, Likeness]]) -> Mapping[str, str]:
    return {
        word: min(near)
        for word, near in meant.items()
        if near and set(near.values()) == {Likeness.SLIP}
    }
