"""JSON is read with its lines, and refused where readers would not agree."""

import json
from typing import Any

import pytest

from meshwright.errors import Finding
from meshwright.standards.readers import json_text
from meshwright.standards.readers.json_text import Json, read_json

TEXT = """\
{
  "a": [1, -2.5e1, true, null, "x\\u00e9\\ud83d\\ude00"],
  "b" : { "c":
    {} }
}
"""


def read(text: str | bytes) -> Json:
    found = read_json(text if isinstance(text, bytes) else text.encode(), "f.json")
    assert isinstance(found, Json)
    return found


def said(text: str | bytes, limit: int = 1000) -> str:
    found = read_json(text if isinstance(text, bytes) else text.encode(), "f.json", limit)
    assert isinstance(found, Finding)
    return f"{found.position.line}:{found.position.column} {found.code} {found.message}"


def test_values_are_those_of_the_standard_library() -> None:
    assert read(TEXT).value == json.loads(TEXT)
    assert read("[]").value == []
    assert read(" 7 ").value == 7
    assert read(b"\xef\xbb\xbf{}").value == {}


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("a",), (2, 3), (2, 8)),
        (("a", 1), (2, 12), (2, 12)),
        (("b", "c"), (3, 11), (4, 5)),
        (("b", "c", "d"), (3, 11), (3, 11)),
    ],
)
def test_each_value_has_a_place(path: Any, key: tuple[int, int], value: tuple[int, int]) -> None:
    source = read(TEXT).source

    assert (source.at(*path).line, source.at(*path).column) == key
    assert (source.at_value(*path).line, source.at_value(*path).column) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1 IMP011 the file is empty"),
        ("[", "1:2 IMP011 the file ends too early"),
        ("{} {}", "1:4 IMP011 something stands behind the value"),
        ('{"a":\n nul}', "2:2 IMP011 'n' is not expected here"),
        ("[01]", "1:2 IMP011 '0' is not expected here"),
        ("[1,]", "1:4 IMP011 ']' is not expected here"),
        ("[1", "1:3 IMP011 a comma or ']' is expected here"),
        ("{a: 1}", "1:2 IMP011 a key in double quotes is expected here"),
        ('{"a" 1}', "1:6 IMP011 a colon is expected here"),
        ('{"a": 1,\n"a": 2}', "2:1 IMP011 the key 'a' is said twice"),
        ('["a', "1:2 IMP011 unterminated string starting at"),
        (r'["\ud83d"]', "1:10 IMP011 half of a pair of surrogates is no character"),
        ("[1e999]", "1:2 IMP011 a number has to be finite"),
        ("[NaN]", "1:2 IMP011 'N' is not expected here"),
        (
            b'["a",\n"\xff"]',
            "2:2 IMP011 the byte 0xff is not UTF-8, as which the file has to be saved",
        ),
        ("[" * 100, "1:66 IMP012 more than 64 levels of nesting"),
        (" " * 1001, "1:1 IMP012 the file is larger than 1,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str | bytes, message: str) -> None:
    assert said(text) == message


def test_a_file_has_a_bounded_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_VALUES", 3)

    assert read("[1, 2]").value == [1, 2]
    assert said("[1, 2, 3]") == "1:8 IMP012 more than 3 values"
