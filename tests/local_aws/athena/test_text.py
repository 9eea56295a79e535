"""CSV files without quotes are read at once, and give what reading them line by line gives."""

import pytest

from localaws.athena import text

COLUMNS = ("a", "b")


def said(**parameters: str) -> dict[str, object]:
    how = {"SerializationLibrary": text.OPEN_CSV, "Parameters": parameters}
    return {"StorageDescriptor": {"SerdeInfo": how}}


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n",
        b"a,b\n1,",
        b"1\n1,2\n",
        b"1,2,3\n",
        b"\n1,2\n",
        b"1,2\n\n3,4\n",
        b"1,2\r\n3,4\r\n",
        b"1,\xfc\n",
        b"1,\\x\n",
        b"1,'x'\n",
        b"NA,null\n",
    ],
)
@pytest.mark.parametrize("escape", ["\\", "\x01"])
def test_both_ways_give_the_same_rows(
    content: bytes, escape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = text.rows(said(escapeChar=escape), COLUMNS, content)
    monkeypatch.setattr(text, "_plain", lambda *_: None)
    slow = text.rows(said(escapeChar=escape), COLUMNS, content)

    assert fast.equals(slow)
    assert fast.schema == slow.schema


def test_a_backslash_is_a_sign_like_others_where_another_escapes() -> None:
    rows = text.rows(said(escapeChar="\x01"), COLUMNS, b"1,Martha\\\\'s\n")

    assert rows.column("b").to_pylist() == ["Martha\\\\'s"]


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_a_line_ends_with_either_sign_or_both(end: bytes) -> None:
    rows = text.rows(said(), COLUMNS, b'1,"x"' + end + b"2,y" + end)

    assert rows.to_pylist() == [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]


def test_a_value_in_quotes_may_be_long() -> None:
    rows = text.rows(said(), COLUMNS, b'1,"' + b"x" * 200_000 + b'"\n')

    assert len(rows.column("b")[0].as_py()) == 200_000
