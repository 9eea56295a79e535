"""Any fields as YAML: our reader and PyYAML's read them back as they were."""

from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meshwright.specs.yaml import read_yaml
from meshwright.standards.spec_text import spec_text
from reports.test_strangers_text import PIECES, obeyed

SEEN = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20)
WORDS = st.sampled_from(
    ["yes", "null", "1e3", "0o14", "1.0", "~", "- a", "a: b", "a #b", "2026-01-01"]
)
VALUES = st.recursive(
    SEEN | WORDS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SEEN | WORDS, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(SEEN, VALUES, min_size=1, max_size=3)


@given(FIELDS)
@example({"a": "x" * 300, "y" * 200: ["b" * 90, {"c": "d e " * 60}]})
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(fields: dict[str, Any]) -> None:
    text = spec_text(fields)

    assert yaml.safe_load(text) == fields
    assert read_yaml(text.encode(), "x").value == fields


def test_what_would_be_obeyed_is_escaped_and_means_the_same() -> None:
    fields = {"a": "".join(PIECES).replace("\ud800", "") + "\U000e0041", "##[x]": ["##vso[y]"]}

    text = spec_text(fields)

    assert obeyed(text) == []
    assert yaml.safe_load(text) == fields
