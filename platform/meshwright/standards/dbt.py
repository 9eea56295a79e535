"""A product as a source of dbt: its tables with columns, types and the tests that it promises.

Source: docs.getdbt.com, "Source properties". dbt renders what it reads as templates, so that braces
of a spec are written as text.
"""

import re
from typing import Any

from meshwright.ids import joined, words
from meshwright.plan import names
from meshwright.specs.models import Column, DataProduct
from meshwright.standards.forms import form_fields

Fields = dict[str, Any]
CATALOG = "awsdatacatalog"
_OPENING = re.compile(r"\{[{%#]")


def sources(product: DataProduct) -> Fields:
    """The content of a `sources.yml`."""
    spec = product.spec
    return {
        "version": 2,
        "sources": [
            {
                "name": names.database_of(product),
                "description": _text(spec.description),
                "database": CATALOG,
                "schema": names.database_of(product),
                "config": {"meta": {"product": product.id, "owner": product.owner}},
                "tables": [
                    {
                        "name": name,
                        "description": _text(table.description or spec.description),
                        "columns": [_column(product, n, c) for n, c in table.columns.items()],
                    }
                    for name, table in product.tables.items()
                ],
            }
        ],
    }


def _column(product: DataProduct, name: str, column: Column) -> Fields:
    tests: list[Any] = [
        *(["not_null"] if column.required else []),
        *(["unique"] if column.unique else []),
    ]
    if column.enum:
        values = [_text(each) if isinstance(each, str) else each for each in column.enum]
        tests.append({"accepted_values": {"arguments": {"values": values}}})
    own, others = _references(product, column)
    tests += own
    meta: Fields = {"classification": product.classification_of(column).value, "pii": column.pii}
    meta |= form_fields(column)
    if others:
        meta["references"] = others
    return {
        "name": name,
        **({"description": _text(column.description)} if column.description else {}),
        "data_type": column.type.athena,
        "config": {"meta": meta},
        **({"data_tests": tests} if tests else {}),
    }


def _references(product: DataProduct, column: Column) -> tuple[list[Any], list[str]]:
    """A test for each column of the product itself, and the names of the others.

    A test that names a source which a project does not have would keep dbt from reading the file.
    """
    tests: list[Any] = []
    others: list[str] = []
    for name in product.referenced(column):
        *other, table, referenced = words(name)
        if joined(other) == product.id and table in product.tables:
            source = f"source('{names.database(product.origin)}', '{table}')"
            tests.append({"relationships": {"arguments": {"to": source, "field": referenced}}})
        else:
            others.append(name)
    return tests, others


def _text(text: str) -> str:
    return _OPENING.sub(lambda found: f"{{{{ '{found[0]}' }}}}", text)
