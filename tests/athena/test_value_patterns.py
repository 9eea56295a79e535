"""Patterns of values: written anew so that engines agree, and refused where they would not."""

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.athena.value_patterns import LONGEST, PatternError, engine_pattern

TEXTS = (
    "",
    "a",
    "ab",
    "AB12",
    "a\n",
    "\na",
    "a.b",
    "é",
    "a-b",
    "a]b",
    "x y",
    "漢字",
    "aaa",
    "\\",
    "^",
)


def in_python(pattern: str, text: str) -> bool:
    return re.search(pattern.replace(r"\z", r"\Z"), text) is not None


def in_duckdb(pattern: str, *texts: str) -> list[bool]:
    asked = "SELECT regexp_matches(t, ?) FROM (SELECT unnest(?) AS t)"
    return [found for (found,) in duckdb.execute(asked, [pattern, list(texts)]).fetchall()]


@pytest.mark.parametrize(
    ("pattern", "written", "fits"),
    [
        ("^a$", r"\Aa\z", ("a",)),
        ("a", "a", ("a", "ab", "a\n", "\na", "a.b", "a-b", "a]b", "aaa")),
        ("^.$", r"\A[^\n]\z", ("a", "é", "\\", "^")),
        (r"^\w+$", r"\A[0-9A-Za-z_]+\z", ("a", "ab", "AB12", "aaa")),
        (r"\s", r"[ \t\n\r\f\x0b]", ("a\n", "\na", "x y")),
        (r"^\D*$", r"\A[^0-9]*\z", tuple(t for t in TEXTS if t != "AB12")),
        (r"^[A-Z]{2}\d{1,3}$", r"\A[A-Z]{2}[0-9]{1,3}\z", ("AB12",)),
        (r"^[\w.]{2,}$", r"\A[0-9A-Za-z_\.]{2,}\z", ("ab", "AB12", "a.b", "aaa")),
        ("^(?:a|(ab))$", r"\A(?:a|(?:ab))\z", ("a", "ab")),
        ("^a?$", r"\Aa?\z", ("", "a")),
        (r"^a\.b$", r"\Aa\.b\z", ("a.b",)),
        ("^[^a-z\\n]+$", r"\A[^a-z\n]+\z", ("AB12", "é", "漢字", "\\", "^")),
        ("[-]", r"[\-]", ("a-b",)),
        ("[a-]b", r"[a\-]b", ("ab", "a-b")),
        ("a]b", r"a\]b", ("a]b",)),
        (r"[\]^]", r"[\]\^]", ("a]b", "^")),
        ("^漢", r"\A漢", ("漢字",)),
        ("x y|\\\\", r"x y|\\", ("x y", "\\")),
        ("a\n", r"a\n", ("a\n",)),
        ("^(a{2}){1}a$", r"\A(?:a{2}){1}a\z", ("aaa",)),
        ("^a{0,2}$", r"\Aa{0,2}\z", ("", "a")),
        ("(|a)^", r"(?:|a)\A", TEXTS),
    ],
)
def test_a_pattern_has_one_meaning(pattern: str, written: str, fits: tuple[str, ...]) -> None:
    assert engine_pattern(pattern) == written
    assert [text for text in TEXTS if in_python(written, text)] == [t for t in TEXTS if t in fits]
    assert in_duckdb(written, *TEXTS) == [text in fits for text in TEXTS]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "at character 1: the pattern is empty"),
        ("a" * (LONGEST + 1), f"at character {LONGEST + 1}: a pattern has at most {LONGEST}"),
        ("a(?=b)", "at character 2: '(?=' is not known to every engine; write ( or (?: alone"),
        ("(?i)a", "at character 1: '(?i' is not known"),
        ("(?<n>a)", "at character 1: '(?<' is not known"),
        (r"(a)\1", r"at character 4: '\1' is not read alike"),
        (r"\bword", r"at character 1: '\b' is not read alike"),
        (r"\p{L}", r"at character 1: '\p' is not read alike"),
        (r"\u0041", r"at character 1: '\u' is not read alike"),
        ("a\\", "at character 2: '\\' is not read alike"),
        (r"a\é", r"at character 2: '\é' is not read alike"),
        ("a+?", "at character 3: +? repeats a repetition"),
        ("a*+", "at character 3: *+ repeats a repetition"),
        ("a{2}{3}", "at character 5: '{' has nothing to repeat"),
        ("^*", "at character 2: * repeats an end"),
        ("*a", "at character 1: '*' has nothing to repeat; write \\* for the character itself"),
        ("a{", "at character 2: '{' begins no count"),
        ("a{,2}", "at character 2: '{' begins no count"),
        ("a{3,2}", "at character 2: '{' begins no count"),
        ("a{x}", "at character 2: '{' begins no count"),
        ("a{2,x}", "at character 2: '{' begins no count"),
        ("(a{100}){11}", "at character 9: {11} counts more than 1000 in all"),
        ("(a", "at character 1: '(' is not closed"),
        ("a)", "at character 2: ')' closes nothing"),
        ("[a", "at character 1: '[' is not closed"),
        ("[]", "at character 1: '[]' holds no character"),
        ("[[:alpha:]]", "at character 2: '[' in a class is not read alike"),
        ("[z-a]", "at character 2: a range that ends before it begins"),
        (r"[\D]", r"at character 2: '\D' is not read alike"),
        (r"[a-\d]", r"at character 4: '\d' is not read alike"),
        ("a\u200bb", "at character 2: a character that cannot be seen"),
        ("(" * 21 + ")" * 21, "at character 21: brackets nest deeper than 20"),
    ],
)
def test_what_engines_read_otherwise_is_refused_where_it_stands(pattern: str, said: str) -> None:
    with pytest.raises(PatternError) as raised:
        engine_pattern(pattern)

    assert str(raised.value).startswith(said)


@given(
    st.text(alphabet="ab.^$|*+?(){}[]-\\dws12,\n", max_size=12), st.text("ab12.-\n\r ", max_size=6)
)
def test_what_is_read_means_the_same_to_two_engines(pattern: str, text: str) -> None:
    try:
        written = engine_pattern(pattern)
    except PatternError:
        return
    assert in_duckdb(written, text) == [in_python(written, text)]
