"""An agreement names who and what there is, on days that exist, with a basis where needed."""

from collections.abc import Iterator
from datetime import date

from meshwright.checks import codes
from meshwright.checks.row_filters import row_filter_problems
from meshwright.checks.whole_files import whole_file_problems
from meshwright.errors import Code, Finding, Position
from meshwright.ids import is_product
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once
from meshwright.specs.models import Agreement, AgreementTable, DataProduct, Mesh, Table
from meshwright.wording import Suggestions

Problem = tuple[Code, Position, str, str]
"""A code, a position, the dotted path there, and the message."""


def check_agreements(mesh: Mesh, environment: Environment, as_of: date) -> Iterator[Finding]:
    consumers = {*mesh.products, *mesh.domains, *environment.spec.principals}
    suggestions = Suggestions(consumers)
    for product in mesh.products.values():
        for agreement in product.agreements:
            consumer = agreement.consumer
            if consumer not in consumers and not mesh.is_unreadable(consumer):
                message = f"{_nobody(consumer, environment)}{suggestions.of(consumer)}"
                at = agreement.source.at()
                yield codes.NO_SUCH_CONSUMER.at(at, message, subject=product.id)
        yield from once(_of_product, product.id, product, as_of)


def _of_product(product: DataProduct, as_of: date) -> tuple[Finding, ...]:
    """What is wrong with a product's agreements, whoever reads by them."""
    return tuple(
        code.at(position, message, subject=product.id, where=where)
        for agreement in product.agreements
        for code, position, where, message in _problems(product, agreement, as_of)
    )


def _nobody(consumer: str, environment: Environment) -> str:
    if is_product(consumer):
        return f"there is no product '{consumer}'"
    return f"unknown consumer '{consumer}', neither a domain nor a principal of {environment.name}"


def _problems(product: DataProduct, agreement: Agreement, as_of: date) -> Iterator[Problem]:
    if agreement.consumer == agreement.producer:
        yield (
            codes.OWN_AGREEMENT,
            agreement.source.at(),
            "",
            f"the consumer is the product itself, {product.id}",
        )
    yield from _dates(agreement, as_of)
    yield from _legal_basis(product, agreement)
    suggestions = Suggestions(product.spec.tables)
    for name, opened in agreement.spec.tables.items():
        table = product.spec.tables.get(name)
        if table is not None:
            yield from _columns(product, agreement, name, table, opened)
            yield from _retired(product, agreement, name, table)
            yield from row_filter_problems(product, agreement, name, opened)
            yield from whole_file_problems(product, agreement, name, opened)
        else:
            at = agreement.source.at("tables", name)
            message = f"{product.id} has no table '{name}'{suggestions.of(name)}"
            yield codes.NO_SUCH_TABLE, at, f"tables.{name}", message


def _dates(agreement: Agreement, as_of: date) -> Iterator[Problem]:
    starts, expires = agreement.spec.starts, agreement.spec.expires
    at_end = agreement.source.at_value("expires")
    if starts is not None and expires < starts:
        message = f"it expires on {expires}, before it starts on {starts}"
        yield codes.ENDS_BEFORE_START, at_end, "expires", message
    elif expires < as_of:
        message = f"the agreement with {agreement.consumer} expired on {expires}"
        yield codes.EXPIRED, at_end, "expires", message
    elif starts is not None and as_of < starts:
        message = f"the agreement with {agreement.consumer} does not start before {starts}"
        yield codes.NOT_STARTED, agreement.source.at_value("starts"), "starts", message


def _columns(
    product: DataProduct, agreement: Agreement, name: str, table: Table, opened: AgreementTable
) -> Iterator[Problem]:
    if opened.columns is None and all(map(product.is_protected, table.columns.values())):
        at = agreement.source.at("tables", name)
        message = f"every column of '{name}' is protected, and the agreement names none"
        yield codes.OPENS_NOTHING, at, f"tables.{name}", message
    named = opened.columns if isinstance(opened.columns, tuple) else ()
    suggestions = Suggestions(table.columns)
    for index, column in enumerate(named):
        if column not in table.columns:
            at = agreement.source.at("tables", name, "columns", index)
            message = f"'{name}' has no column '{column}'{suggestions.of(column)}"
            yield codes.NO_SUCH_COLUMN, at, f"tables.{name}.columns.{index}", message


def _retired(
    product: DataProduct, agreement: Agreement, name: str, table: Table
) -> Iterator[Problem]:
    if table.is_retired:
        message = f"'{name}' of {product.id} is retired"
        yield codes.TABLE_RETIRED, agreement.source.at("tables", name), f"tables.{name}", message


def _legal_basis(product: DataProduct, agreement: Agreement) -> Iterator[Problem]:
    if agreement.spec.legal_basis is not None:
        return
    for name, opened in agreement.spec.tables.items():
        table = product.spec.tables.get(name)
        personal = [] if table is None else _personal_columns(table, opened)
        if personal:
            message = f"'{name}' opens personal data without legalBasis: {', '.join(personal)}"
            at = agreement.source.at("tables", name)
            yield codes.NO_LEGAL_BASIS, at, f"tables.{name}", message


def _personal_columns(table: Table, opened: AgreementTable) -> list[str]:
    # Where no columns are named, the unprotected ones are opened: none of them is personal.
    named = table.columns if opened.columns == "all" else opened.columns or ()
    asked = dict.fromkeys((*named, *opened.compared))
    return [name for name in asked if name in table.columns and table.columns[name].pii]
