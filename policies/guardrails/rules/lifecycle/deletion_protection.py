"""What holds data is protected by the engine, and no deletion empties it first."""

from collections.abc import Iterator

from guardrails.naming import holds_no_data
from guardrails.rule import Check, Props, Rule
from guardrails.types import BUCKETS, DATABASE, DIRECTORY_BUCKET, KEYS, TABLE, WORKGROUP


def check(props: Props) -> Iterator[str]:
    yield from check_force(props)
    if props.scope.keeps_data and not props.is_protected:
        yield "the resource must be protected: declare it with protect"


def check_force(props: Props) -> Iterator[str]:
    if props.scope.keeps_data and props.get("forceDestroy", False) is not False:
        yield "forceDestroy must be false: a deletion would take what is in it along"


def check_table(props: Props) -> Iterator[str]:
    """What is staged comes again, and what has landed lies in files: neither table holds data."""
    if not holds_no_data(props.get("name", "")):
        yield from check(props)


def check_workgroup(props: Props) -> Iterator[str]:
    """A workgroup holds the history of people's queries, which is worth a question.

    That of a product holds its runs' alone, and has to go with them.
    """
    if props.scope.product is None:
        yield from check_force(props)


CHECKS: dict[str, Check] = {
    **dict.fromkeys((*BUCKETS, DIRECTORY_BUCKET, DATABASE, *KEYS), check),
    TABLE: check_table,
    WORKGROUP: check_workgroup,
}

RULE = Rule(
    id="deletion-protection",
    code="LCY-001",
    title="Resources that hold data have deletion protection",
    why="A folder renamed in a pull request must not end as an empty bucket: what holds data goes"
    " only when somebody says so in writing.",
    fix="set forceDestroy false and the resource option protect true on buckets, databases, tables"
    " and keys; to end a product's life, retire it in its spec",
    checks=CHECKS,
    controls=("FSBP KMS.3",),
)
