"""Every table of a product is in the catalog, with what it is made from and who reads it."""

from collections.abc import Iterator

from guardrails import catalog
from guardrails.rule import Resource, Rule, Stack
from guardrails.types import TABLE


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    if stack.scope.product is None:
        return
    written, entry = catalog.entry_object(stack), catalog.entry(stack)
    if entry is not None:
        yield from _about(entry, stack)
    elif written is not None:
        yield written, "content must be the product's catalog entry, with inputs and readBy"
    else:
        for table in stack.of(TABLE):
            yield table, "its product emits no catalog entry"


def _about(entry: catalog.Entry, stack: Stack) -> Iterator[tuple[Resource, str]]:
    product = f"{stack.scope.domain}.{stack.scope.product}"
    if entry.content["id"] != product:
        yield entry.resource, "content must be the entry of this stack's product"
    if product in (*entry.content["inputs"], *entry.content["readBy"]):
        yield entry.resource, "content must not name the product as its own input or reader"
    for table in stack.of(TABLE):
        if (table.props.get("databaseName"), table.props.get("name")) not in entry.tables:
            yield table, "the product's catalog entry does not tell of this table"


RULE = Rule(
    id="product-is-in-the-catalog",
    code="LIN-004",
    title="Tables are in the catalog, with their lineage",
    why="Whoever has to change or drop a table asks the catalog who is hurt; a table that is not"
    " there is changed blindly.",
    fix="emit one object products/<domain>.<product>.json to the catalog bucket, which tells of"
    " every table of the stack, of the product's inputs and of its readers",
    check_stack=check_stack,
    told_by=("CHK002",),
)
