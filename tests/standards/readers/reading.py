"""Files of other formats to import, and what comes of them."""

from functools import cache
from pathlib import Path

from meshwright.errors import Severity
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Column, Mesh
from meshwright.standards.odcs.imported import Imported, Target
from meshwright.standards.readers.product import Read, imported
from standards.odcs.contracts import DEV, domains, product_of

ROOT = Path(__file__).parents[3]


@cache
def example() -> Mesh:
    """The mesh that the project comes with."""
    return load_mesh(ROOT).mesh


def taken(read: Read, text: str | bytes, path: str = "shop.json") -> Imported:
    content = text if isinstance(text, bytes) else text.encode()
    return imported(read, [(path, content)], Target(domains(), (), DEV, "sales"))


def columns(found: Imported, table: str) -> dict[str, Column]:
    return dict(product_of(found).tables[table].columns)


def types(found: Imported, table: str) -> dict[str, str]:
    """The types of a table's columns, by name; an exclamation mark stands behind required ones."""
    listed = columns(found, table).items()
    return {name: column.type.text + "!" * column.required for name, column in listed}


def told(found: Imported) -> list[str]:
    """What is said of a file, but for the owner, whom no such file names."""
    return [
        f"{each.position.line}:{each.position.column} {each.code} {each.message}"
        for each in found.findings
        if "no mail address" not in each.message
    ]


def refused(found: Imported) -> list[str]:
    assert not found.is_usable
    return [
        each
        for each, f in zip(told(found), found.findings, strict=True)
        if f.severity is Severity.ERROR
    ]
