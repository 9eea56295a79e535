"""For how long an agreement may hold, by what it opens: the settings of GOV-013."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from guardrails.rule import Level
from guardrails.rules.governance.agreement_terms import PERSONAL
from guardrails.rules.governance.agreement_terms import RULE as TERMS
from meshwright.governance.layers import Settings
from meshwright.plan.grants import agreed_columns
from meshwright.specs.models import AgreementTable, DataProduct


def kinds(product: DataProduct, tables: Mapping[str, AgreementTable]) -> Iterator[str]:
    """Which kinds of columns are opened, as often as there are such: classes, and personal ones.

    So is a column that a row filter compares: the rows tell its values.
    """
    for name, opened in tables.items():
        table = product.tables.get(name)
        columns = agreed_columns(product, table, opened) if table else ()
        for column, spec in table.columns.items() if table else ():
            if columns is None or column in (*columns, *opened.compared):
                yield product.classification_of(spec).value
                yield from [PERSONAL] if spec.pii else []


def latest_end(
    product: DataProduct,
    tables: Mapping[str, AgreementTable],
    settings: Settings,
    begins: date,
) -> date | None:
    """The last day on which an agreement that begins then may hold; None where nobody bounds it."""
    setting = settings[TERMS.code]
    if setting.level is Level.OFF:
        return None
    terms: Mapping[str, int] = setting.parameters[TERMS.parameters[0].name]
    days = [terms[kind] for kind in {*kinds(product, tables)} if kind in terms]
    most = min(days, default=None)
    return None if most is None else begins + timedelta(days=min(most, (date.max - begins).days))
