"""Every table of a product is in the catalog, with what it is made from and who reads it."""

from collections.abc import Iterator

from guardrails import catalog
from guardrails.naming import catalog_bucket, catalog_entry_key, companion_of
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import OBJECTS, TABLE


def check_object(props: Props) -> Iterator[str]:
    """A stack writes its own entry: another's is overwritten in silence, and so are others' files.

    Its content is asked about in the light of the tables.
    """
    place = props.get("bucket"), props.get("key")
    if place != (catalog_bucket(props.scope), catalog_entry_key(props.scope)):
        yield "must be the catalog entry of this stack's product, by bucket and key"


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
    if entry.content.said.id != product:
        yield entry.resource, "content must be the entry of this stack's product"
    if product in (*entry.content.said.inputs, *entry.content.said.read_by):
        yield entry.resource, "content must not name the product as its own input or reader"
    for table in stack.of(TABLE):
        # What a table's runs need beside it is nobody's to find.
        name = companion_of(table.props.get("name", "")) or table.props.get("name")
        if (table.props.get("databaseName"), name) not in entry.content.tables:
            yield table, "the product's catalog entry does not tell of this table"


RULE = Rule(
    id="catalog-entry-required",
    code="LIN-004",
    title="Tables are in the catalog, with their lineage",
    why="Whoever has to change or drop a table asks the catalog who is hurt; a table that is not"
    " there is changed blindly.",
    fix="emit one object products/<domain>.<product>.json to the catalog bucket, which tells of"
    " every table of the stack, of the product's inputs and of its readers",
    checks=dict.fromkeys(OBJECTS, check_object),
    check_stack=check_stack,
)
