from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meshwright.errors import Position
from meshwright.specs.source import Source
from meshwright.specs.yaml import Document, read_yaml

ORDERS = b"""\
status: open
tables:
  orders:
    primaryKey: [id, day]
tags:
- sales
description:
  One row
  per order.
"""


def value_of(text: str) -> Any:
    document = read_yaml(f"a: {text}\n".encode(), "f.yaml")
    assert document.value is not None
    assert not document.findings
    return document.value["a"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("012345670123", 12345670123),
        ("0o17", 15),
        ("0xff", 255),
        ("-7", -7),
        ("+7", 7),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"\\u00e4"', "ä"),
        ("nullable", "nullable"),
        ("[1, two]", [1, "two"]),
    ],
)
def test_scalars_are_read_by_yaml_1_2(text: str, value: object) -> None:
    assert value_of(text) == value
    assert type(value_of(text)) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".nan", "1e999", "9" * 101, "0x" + "f" * 200])
def test_numbers_that_json_cannot_hold_are_refused(text: str) -> None:
    (finding,) = read_yaml(f"a: {text}\n".encode(), "f.yaml").findings

    assert finding.code == "SPEC021"
    assert finding.where == "a"


def test_every_key_and_item_has_a_position() -> None:
    source = read_yaml(ORDERS, "f.yaml").source

    assert source.at("status") == Position("f.yaml", 1, 1)
    assert source.at("tables", "orders", "primaryKey") == Position("f.yaml", 4, 5)
    assert source.at("tables", "orders", "primaryKey", 1) == Position("f.yaml", 4, 22)
    assert source.at("tags", 0) == Position("f.yaml", 6, 3)


def test_what_a_key_says_has_a_position() -> None:
    source = read_yaml(ORDERS, "f.yaml").source

    assert source.at_value("status") == Position("f.yaml", 1, 9)
    assert source.at_value("description") == Position("f.yaml", 8, 3)
    assert source.at_value("tables") == Position("f.yaml", 2, 1)


def test_a_path_that_was_not_written_stands_at_the_nearest_that_was() -> None:
    source = read_yaml(ORDERS, "f.yaml").source

    assert source.at("tables", "lines", "columns") == Position("f.yaml", 2, 1)
    assert source.at_value("status", "x") == Position("f.yaml", 1, 1)
    assert source.at("sla") == source.at_value("sla") == source.at() == Position("f.yaml", 1, 1)
    assert Source("f.yaml").at("any") == Position("f.yaml")


def test_what_was_written_is_told_from_what_was_not() -> None:
    source = read_yaml(ORDERS, "f.yaml").source

    assert source.holds("tables", "orders")
    assert not source.holds("tables", "orders", "columns")


def test_an_alias_repeats_a_value() -> None:
    document = read_yaml(b"a: &a {b: 1}\nc: *a\n", "f.yaml")

    assert document.value == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.source.at("c", "b") == Position("f.yaml", 2, 1)


def test_the_first_of_two_equal_keys_is_named() -> None:
    (finding,) = read_yaml(b"a:\n  b: 1\n  c: {d: 1}\n  c: {d: [2]}\n", "f.yaml").findings

    assert finding.message == "duplicate key 'c', first defined in line 3"
    assert finding.where == "a.c"


def test_characters_that_scripts_need_are_no_findings() -> None:
    text = "a: 👨\u200d👩 می\u200cخواهم naïve 数据\n"

    assert not read_yaml(text.encode(), "f.yaml").findings


def test_a_large_number_of_values_is_bounded_without_an_alias() -> None:
    (finding,) = read_yaml(b"a: [" + b"v," * 100_001 + b"]", "f.yaml").findings

    assert finding.code == "SPEC009"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%YAML 1.9\n---\na: 1\n", "found incompatible YAML document"),
        ("a:\n  - 1\n  b: 2\n", "an item of a list is expected here"),
        ("a: [1, 2\nb: 1\n", "a comma or a closing ']' is missing"),
        ("a: {b: 1\n", "a comma or a closing '}' is missing"),
        ("a\nb: 1\n", "a colon stands where no key can be"),
    ],
)
def test_syntax_is_explained(text: str, message: str) -> None:
    (finding,) = read_yaml(text.encode(), "f.yaml").findings

    assert finding.code == "SPEC001"
    assert finding.message == message


WORDS = """a b: - ? & * ! | > ' " % @ ` { } [ ] , # \\ << : &a *a !!int 0x1 .inf null ~ --- ..."""
PIECES = st.sampled_from([*WORDS.split(), *" \n\t\0", "  ", "\u202e", "\ud7ff", "\x85", "é"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join) | st.binary(max_size=200) | st.text(max_size=80))
@example("a: &a\n? *a")
@example(b"\xef\xbb\xbf")
def test_nothing_that_is_written_raises(content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")

    document = read_yaml(raw, "f.yaml")

    assert isinstance(document, Document)
    assert (document.value is None) <= bool(document.findings)
