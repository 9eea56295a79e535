"""What looks personal is marked as personal, and what is marked carries the LF-tag that says so."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from guardrails.glue_tables import PARTITION_KEYS, TableColumn, columns
from guardrails.pii_names import Sign, signs
from guardrails.rule import At, Parameter, Props, Resource, Rule, Stack, Tightening
from guardrails.rules.governance.classification_required import BOOLEANS
from guardrails.types import LF_TAGS, PRODUCT, TABLE

TAG = "pii"
"""The key of the LF-tag."""
Target = tuple[str, ...]
"""A database, a table of it, a column of that; Glue's names have no case."""
Columns = Mapping[Target, tuple[TableColumn, ...]]
"""The columns of each table of the stack."""


def check(props: Props) -> Iterator[At]:
    for table_name, table in props["tables"].items():
        for name, column in table["columns"].items():
            path = f"tables.{table_name}.columns.{name}"
            if not column["pii"] and not _is_allowed(f"{props['id']}.{table_name}.{name}", props):
                yield from _column(path, name, column, props.parameters["patterns"])


def _is_allowed(full: str, props: Props) -> bool:
    return any(fnmatchcase(f".{full}", f"*.{name}") for name in props.parameters["notPersonal"])


def _column(path: str, name: str, column: Props, patterns: tuple[str, ...]) -> Iterator[At]:
    """One problem a column, the certain sign before the hint."""
    found = signs(name, column["type"], column.get("fields", {}), patterns)
    first = min(found, key=lambda sign: not sign[1].is_certain, default=None)
    if first is None:
        return
    field, sign = first
    # Whoever has written that it is not personal has thought of the hint already.
    if sign.is_certain or not column["saysPii"]:
        yield At(path, _message(field, sign), advisory=not sign.is_certain)


def _message(field: str, sign: Sign) -> str:
    subject = f"its field {field}" if field else "it"
    if sign.is_certain:
        return f"{subject} looks like {sign.what}, and it is not marked as pii"
    return f"{subject} may be {sign.what}: say pii: true, or pii: false if it tells of nobody"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    tables = [(table, _names(table.props)) for table in stack.of(TABLE)]
    tags = dict(_tags(stack, {names: columns(table.props) for table, names in tables}))
    for table, names in tables:
        for column in columns(table.props):
            said = _said(column)
            # A column that does not say is GOV-002's question.
            if said in BOOLEANS and _tagged(tags, (*names, column.name.lower())) != said:
                yield table, f"{column.where}: its LF-tag {TAG} must be {said}, {_reason(column)}"


def _said(column: TableColumn) -> str | None:
    """What is said of a column; a partition key says nothing, since Glue takes no parameters there.

    It is never personal: "You cannot restrict access control on columns that are partition keys"
    (AWS Lake Formation developer guide, "Lake Formation permissions reference").
    """
    return "false" if _is_key(column) else column.pii


def _reason(column: TableColumn) -> str:
    return "since a key hides nothing" if _is_key(column) else "as it is marked"


def _is_key(column: TableColumn) -> bool:
    return column.where.startswith(PARTITION_KEYS)


def _names(table: Props) -> Target:
    return table["databaseName"].lower(), table["name"].lower()


def _tagged(tags: Mapping[Target, str], column: Target) -> str | None:
    """The tag's value at a column: what has none of its own has that of what it lies in.

    Source: AWS Lake Formation developer guide, "Lake Formation tag-based access control".
    """
    around = (tags.get(column[:depth]) for depth in (3, 2, 1))
    return next((value for value in around if value is not None), None)


def _tags(stack: Stack, known: Columns) -> Iterator[tuple[Target, str]]:
    """The tag's value by what carries it."""
    for resource in stack.of(*LF_TAGS):
        props = resource.props
        alone = (props["lfTag"],) if "lfTag" in props else ()
        for tag in (*props.get("lfTags", ()), *alone):
            if tag["key"].lower() == TAG:
                for target in _targets(props, known):
                    yield target, tag["value"].lower()


def _targets(props: Props, known: Columns) -> Iterator[Target]:
    if "database" in props:
        yield (props["database"]["name"].lower(),)
    if "table" in props:
        table = props["table"]
        named = (table["name"].lower(),) if table.get("name") else ()
        yield (table["databaseName"].lower(), *named)
    if "tableWithColumns" in props:
        table = props["tableWithColumns"]
        names = table["databaseName"].lower(), table["name"].lower()
        for column in table.get("columnNames") or _all_but_some(table, known.get(names, ())):
            yield (*names, column.lower())


def _all_but_some(table: Props, known: tuple[TableColumn, ...]) -> Iterator[str]:
    """The columns of a wildcard, in either form that the provider has for it."""
    wildcard = table.get("columnWildcard", table)
    excluded = {name.lower() for name in wildcard.get("excludedColumnNames", ())}
    for column in known:
        if column.name.lower() not in excluded:
            yield column.name


RULE = Rule(
    id="pii-columns-tagged",
    code="GOV-003",
    title="Columns of personal data are marked and tagged",
    why="A column that is not marked as pii is open to every reader of its domain, and one without"
    " its LF-tag to every platform-wide reader.",
    fix="write pii: true at the column; if it tells of nobody, pii: false settles a warning, and an"
    " error needs another name, or governance that lists the column under notPersonal",
    checks={PRODUCT: check},
    check_stack=check_stack,
    parameters=(
        Parameter(
            name="patterns",
            what="names of columns and fields that are personal too, such as member_no or *_badge",
            default=(),
            tightens=Tightening.MORE,
        ),
        Parameter(
            name="notPersonal",
            what="columns that tell of nobody though they look so: a name such as customer_name,"
            " or more of its path, such as sales.partners.companies.customer_name",
            default=(),
            tightens=Tightening.FEWER,
        ),
    ),
    controls=("GDPR art. 30",),
)
