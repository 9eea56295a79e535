"""The questions that `mesh new access` asks on a terminal, where its flags leave them open."""

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from meshwright.cli import output

if TYPE_CHECKING:
    from meshwright.agreements.asking import Ask
    from meshwright.specs.models import DataProduct
    from meshwright.workspace import Workspace


def answered(workspace: "Workspace", ask: "Ask") -> "Ask":
    """What is asked for, completed by somebody at a terminal; Enter takes what stands there."""
    from meshwright.agreements.asking import producer_of
    from meshwright.agreements.choices import chosen, personal_columns
    from meshwright.specs.load import load_mesh

    product = producer_of(load_mesh(workspace.root).mesh, ask.producer)
    tables = ask.tables or _words("tables", ", ".join(product.tables))
    _show(product, tables)
    columns = ask.columns or _words("columns (`all`, names, or Enter for the unprotected ones)", "")
    opened = chosen(product, tables, columns, ask.rows)
    basis = ask.legal_basis
    if basis is None and (personal := personal_columns(product, opened)):
        output.say(f"of persons tell {', '.join(personal)}")
        basis = _text("legal basis of GDPR article 6(1), such as contract")
    return replace(
        ask, tables=tables, columns=columns, legal_basis=basis, purpose=_text("what it is read for")
    )


def _show(product: "DataProduct", tables: tuple[str, ...]) -> None:
    """The columns to choose among, by what protects them."""
    from meshwright.agreements.choices import columns_by_protection

    for name, table in product.tables.items():
        for word, columns in (
            columns_by_protection(product, table).items() if name in tables else ()
        ):
            output.say(f"  {name}, {word}: {', '.join(columns)}")


def _words(question: str, default: str) -> tuple[str, ...]:
    said: str = typer.prompt(question, default=default, show_default=bool(default), err=True)
    return tuple(word for word in (part.strip() for part in said.split(",")) if word)


def _text(question: str) -> str:
    said: str = typer.prompt(question, err=True)
    return said
