"""A character of a text in YAML is found, however the text is quoted or folded."""

import pytest

from meshwright.errors import Position
from meshwright.specs.inside import position_inside
from meshwright.specs.yaml import read_yaml


def place(yaml: str, character: str) -> tuple[int, int]:
    """Where a character of the value of `rows` is said to stand."""
    document = read_yaml(yaml.encode(), "f.yaml")
    assert document.value is not None, document.findings
    value = document.value["rows"]
    found = position_inside(document.source, ("rows",), value, value.index(character))
    return found.line, found.column


@pytest.mark.parametrize(
    ("yaml", "where"),
    [
        ("rows: a = @\n", (1, 11)),
        ("rows: 'a = ''b'' @'\n", (1, 18)),
        ('rows: "a = @"\n', (1, 12)),
        ('rows: "a\\x20= \\u0041\\U00000042\\"\\n @"\n', (1, 36)),
        ("rows: a =\n  b\n  and @\n", (3, 7)),
        ("rows: 'a\n\n\n  @'\n", (4, 3)),
        ("rows: |\n  a\n  and @\n", (3, 7)),
        ("rows: |-  # why\n  a\n  @", (3, 3)),
        ("rows: |\n\n  a @\n", (1, 7)),
        ("rows: >-\n  a\n  and @\n", (3, 7)),
        ("rows: >\n    @ b\n", (2, 5)),
    ],
)
def test_a_character_is_found(yaml: str, where: tuple[int, int]) -> None:
    assert place(yaml, "@") == where


@pytest.mark.parametrize(
    "yaml",
    [
        "x: &x a @\nrows: *x\n",
        'rows: "a\\\n  b @"\n',
        'rows: "\\e @"\n',
        "rows: >\n  a\n    more\n  @\n",
        "rows: |1\n  a @\n",
        "rows: >-\n  a\n\n\n  @\n",
    ],
)
def test_where_it_is_not_the_whole_value_is_named(yaml: str) -> None:
    document = read_yaml(yaml.encode(), "f.yaml")
    if document.value is None:
        return
    value = document.value["rows"]

    found = position_inside(document.source, ("rows",), value, value.index("@"))

    assert found == document.source.at_value("rows")


def test_the_end_of_a_text_has_a_place() -> None:
    document = read_yaml(b"rows: 'ab'\n", "f.yaml")

    assert position_inside(document.source, ("rows",), "ab", 2) == Position("f.yaml", 1, 10)


def test_a_value_that_is_another_is_named_whole() -> None:
    document = read_yaml(b"rows: ab\n", "f.yaml")

    assert position_inside(document.source, ("rows",), "ac", 1) == Position("f.yaml", 1, 7)
    assert position_inside(document.source, ("rows",), "abcde", 4) == Position("f.yaml", 1, 7)
