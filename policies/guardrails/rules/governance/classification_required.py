"""Data says how confidential it is, in the mesh's own four words, down to each column."""

from collections.abc import Iterator, Mapping

from guardrails.glue_tables import CLASSIFICATION, PII, TableColumn, columns, words
from guardrails.rule import At, Check, Props, Rule
from guardrails.types import DOMAIN, PRODUCT, TABLE, TAGGABLE

LEVELS = ("public", "internal", "confidential", "restricted")
BOOLEANS = ("false", "true")
ONE_OF_THE_FOUR = f"classification must be {' or '.join(LEVELS)}"


def check_spec(props: Props) -> Iterator[At]:
    """A product with its tables and their columns, or a domain with its default for them."""
    if props.get("classification") not in LEVELS:
        yield At("classification", ONE_OF_THE_FOUR)
    for name, table in props.get("tables", {}).items():
        if table.get("classification") not in LEVELS:
            yield At(f"tables.{name}", ONE_OF_THE_FOUR)
        for column, said in table["columns"].items():
            yield from _column(f"tables.{name}.columns.{column}", said)


def _column(path: str, said: Props) -> Iterator[At]:
    if said.get("classification") not in LEVELS:
        yield At(path, ONE_OF_THE_FOUR)
    if not isinstance(said.get("pii"), bool):
        yield At(path, "pii must be true or false")


def check_tags(props: Props) -> Iterator[str]:
    # That the tag is there at all is GOV-011's question.
    tags = props.get("tags", {})
    if CLASSIFICATION in tags:
        yield from _word(tags, CLASSIFICATION, LEVELS, "tags")


def check_table(props: Props) -> Iterator[str]:
    """Partition keys are not asked: Glue refuses parameters on them, and they hide nothing."""
    # Where a table says nothing at all, each of its columns lacks the same words.
    yield from dict.fromkeys(_table_words(props))


def _table_words(props: Props) -> Iterator[str]:
    where, said = words(props)
    yield from _word(said, CLASSIFICATION, LEVELS, where)
    yield from _word(said, PII, BOOLEANS, where)
    for column in columns(props):
        yield from _words(column)


def _words(column: TableColumn) -> Iterator[str]:
    if not column.said:
        return
    said = {CLASSIFICATION: column.classification, PII: column.pii}
    yield from _word(said, CLASSIFICATION, LEVELS, column.said)
    yield from _word(said, PII, BOOLEANS, column.said)


def _word(
    said: Mapping[str, str | None], name: str, vocabulary: tuple[str, ...], where: str
) -> Iterator[str]:
    if said.get(name) not in vocabulary:
        yield f"{where}: {name} must be {' or '.join(vocabulary)}"


CHECKS: dict[str, Check] = {
    **dict.fromkeys(TAGGABLE, check_tags),
    TABLE: check_table,
    PRODUCT: check_spec,
    DOMAIN: check_spec,
}

RULE = Rule(
    id="classification-required",
    code="GOV-002",
    title="Data is classified",
    why="Access, retention and alarms follow the classification; another word than the four is"
    " followed by nothing.",
    fix="say public, internal, confidential or restricted, and whether a column is personal",
    checks=CHECKS,
)
