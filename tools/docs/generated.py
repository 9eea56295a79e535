"""Files that are committed though code writes them: what they should hold.

Generators are imported where they are called: `mesh --help` needs none of them.
"""

from collections.abc import Callable

from meshwright.cli.written_files import Texts


def schemas() -> Texts:
    """The JSON Schemas for editors."""
    from meshwright.specs import schema

    return {f"schema/{name}": text for name, text in schema.documents().items()}


def field_types() -> Texts:
    """The page of every field: what it takes, its default and its meaning."""
    from tools.docs import field_types as reference

    return reference.documents()


def catalog() -> Texts:
    """The JSON Schemas that catalog entries keep to, by their versions."""
    from meshwright.catalog import exchange
    from meshwright.plan import entry

    return {**entry.documents(), **exchange.schemas()}


def rules() -> Texts:
    """A page for each rule."""
    from meshwright.governance.domain_rules import load_domain_rules
    from meshwright.workspace import find_workspace
    from tools.docs import rule_pages as pages

    return dict(pages.documents(load_domain_rules(find_workspace().root)))


def findings() -> Texts:
    """The page of every code that a finding can carry; each rule has one by itself."""
    from meshwright.athena.codes import SQL_CODES
    from meshwright.checks.codes import CHECK_CODES
    from meshwright.contracts.codes import CHANGE_CODES
    from meshwright.governance.codes import POLICY_CODES
    from meshwright.governance.owners import OWNER_CODES
    from meshwright.operations.proof.codes import PROOF_CODES
    from meshwright.plan.limits import PLAN_CODES
    from meshwright.specs.codes import SPEC_CODES, findings_page
    from meshwright.standards.glue.codes import GLUE_IMPORT_CODES
    from meshwright.standards.odcs.codes import IMPORT_CODES
    from meshwright.standards.readers.codes import READER_CODES

    codes = (
        *SPEC_CODES,
        *CHECK_CODES,
        *SQL_CODES,
        *CHANGE_CODES,
        *PLAN_CODES,
        *OWNER_CODES,
        *POLICY_CODES,
        *PROOF_CODES,
        *IMPORT_CODES,
        *GLUE_IMPORT_CODES,
        *READER_CODES,
    )
    return {"docs/reference/findings.md": findings_page(codes)}


def sql_functions() -> Texts:
    """The functions that queries may call, tried one by one."""
    from tools.docs import sql_functions as functions

    return functions.documents()


def exit_codes() -> Texts:
    """What the process says to its caller."""
    from meshwright.cli.exit_codes import page

    return {"docs/reference/exit-codes.md": page()}


def commands() -> Texts:
    """The page of every command, its arguments and its options."""
    from tools.docs import commands as reference

    return reference.documents()


def decisions() -> Texts:
    """The index of the decisions."""
    from meshwright.workspace import find_workspace
    from tools.docs import decisions as index

    return index.documents(find_workspace().root)


def actions() -> Texts:
    """AWS's actions, for the rules about policies."""
    from tools.docs import actions

    return actions.documents()


GENERATORS: tuple[Callable[[], Texts], ...] = (
    schemas,
    field_types,
    catalog,
    rules,
    findings,
    sql_functions,
    exit_codes,
    commands,
    decisions,
    actions,
)


def all_texts() -> Texts:
    return {path: text for generator in GENERATORS for path, text in generator().items()}
