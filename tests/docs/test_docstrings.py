"""A docstring stands alone: none begins by pointing at its neighbour."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("platform", "policies", "tools", "tests")
NEIGHBOURLY = ("The same", "As above", "As before", "Likewise", "Ditto")


def docstrings(source: str) -> Iterator[str]:
    """Every text that stands by itself in a module, a class or a function, behind a field too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def test_no_docstring_needs_the_one_before_it() -> None:
    files = [file for folder in SOURCES for file in sorted((ROOT / folder).rglob("*.py"))]
    found = [
        (file.relative_to(ROOT).as_posix(), text)
        for file in files
        for text in docstrings(file.read_text(encoding="utf-8"))
        if text.startswith(NEIGHBOURLY)
    ]

    assert len(files) > 500
    assert found == []


def test_a_docstring_behind_a_field_is_one_too() -> None:
    assert [*docstrings('class A:\n    b: int\n    """The same."""\n')] == ["The same."]
