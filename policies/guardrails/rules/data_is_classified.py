"""Data says how confidential it is, in the mesh's own four words, down to each column."""

from collections.abc import Iterator

from guardrails.rule import Check, Props, Rule
from guardrails.types import TABLE, TAGGABLE

CLASSIFICATION = "mesh:classification"
PII = "mesh:pii"
LEVELS = ("public", "internal", "confidential", "restricted")
BOOLEANS = ("false", "true")


def check_tags(props: Props) -> Iterator[str]:
    # That the tag is there at all is GOV-011's question.
    tags = props.get("tags", {})
    if CLASSIFICATION in tags:
        yield from _word(tags, CLASSIFICATION, LEVELS, "tags")


def check_table(props: Props) -> Iterator[str]:
    yield from _words(props, "parameters")
    descriptor = props.get("storageDescriptor", {})
    for field, columns in (
        ("storageDescriptor.columns", descriptor.get("columns", ())),
        ("partitionKeys", props.get("partitionKeys", ())),
    ):
        for i, column in enumerate(columns):
            yield from _words(column, f"{field}[{i}].parameters")


def _words(described: Props, where: str) -> Iterator[str]:
    parameters = described.get("parameters", {})
    yield from _word(parameters, CLASSIFICATION, LEVELS, where)
    yield from _word(parameters, PII, BOOLEANS, where)


def _word(said: Props, name: str, vocabulary: tuple[str, ...], where: str) -> Iterator[str]:
    if said.get(name) not in vocabulary:
        yield f"{where}: {name} must be {' or '.join(vocabulary)}"


CHECKS: dict[str, Check] = {**dict.fromkeys(TAGGABLE, check_tags), TABLE: check_table}

RULE = Rule(
    id="data-is-classified",
    code="GOV-002",
    title="Data is classified",
    why="Access, retention and alarms follow the classification; another word than the four is"
    " followed by nothing.",
    fix="say public, internal, confidential or restricted, and whether a column is personal",
    checks=CHECKS,
)
