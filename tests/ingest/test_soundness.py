"""What is seen of a file before it is sent, whatever blocks it is read in."""

import pytest

from meshwright.ingest.soundness import LINE, UnsoundError, judge

COLUMNS = ("id", "note")


def judged(content: bytes, form: str = "csv", size: int = 7) -> bytes:
    blocks = (content[at : at + size] for at in range(0, len(content), size))
    return b"".join(judge(blocks, form, COLUMNS))


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    "content",
    [
        b"id,note\n1,a\n",
        b"id,note\n1,a",
        b"id,note\r\n1,a\r\n",
        b'"id","note"\n1,"a, b"\n',
        b'id,note\n1,"say ""yes"""\n',
        b"id,note\n",
        b"id,note",
        "id,note\n1,Zürich\n".encode(),
        b"id,note\n1,a\n\n",
    ],
)
def test_a_whole_csv_file_is_handed_on_as_it_is(content, size):
    assert judged(content, size=size) == content


@pytest.mark.parametrize("size", [4, 1000])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\n1,a\n", "it is empty"),
        (b"id,text\n1,a\n", "names other columns than the table's, without note, with text"),
        (b"id\n1\n", "names other columns than the table's, without note"),
        (b"id,note,more\n1,a,b\n", "names other columns than the table's, with more"),
        (b"note,id\na,1\n", "names the columns in another order"),
        (b"id,note\n1,a\n2", r"it ends within a row: line 3 has 1 of 2 values"),
        (b'id,note\n1,a\n2,"b', "it ends inside of a quoted value that began on line 3"),
        (b'id,note\n1,"a\nb"\n2,c\n', "a value of line 2 holds a line break"),
        (b'id,note\n1,a\n2,"a\nb\nc"\n3,"d\ne"\n', "a value of line 3 holds a line break"),
        ("id,note\n1,a\n2,Zürich\n".encode("latin-1"), "line 3 is not UTF-8: byte 0xfc"),
        ("id,note\n1,a\n2,ü".encode()[:-1], "line 3 is not UTF-8: byte 0xc3"),
        (b"\x1f\x8b\x08\x00", "it is compressed"),
        (b"\xef\xbb\xbfid,note\n1,a\n", "begins with a byte order mark"),
    ],
)
def test_what_cannot_become_rows_is_told(content, said, size):
    with pytest.raises(UnsoundError, match=said) as told:
        judged(content, size=size)

    assert told.value.fix


@pytest.mark.parametrize(
    "content", [b'{"id": 1}\n{"id": 2}\n', b'{"id": 1}\n{"id": 2}', b'{"id": 1}\n\n']
)
def test_a_file_of_records_is_handed_on(content):
    assert judged(content, "json") == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"id": 1}]\n', "it is one list"),
        (b'{"id": 1}\n{"id"', "it ends within a record: line 2 is no JSON object"),
        (b'{"id": 1}\n3', "it ends within a record: line 2 is no JSON object"),
        (b'{"id": "\xfc"}\n', "line 1 is not UTF-8"),
    ],
)
def test_what_is_no_file_of_records_is_told(content, said):
    with pytest.raises(UnsoundError, match=said):
        judged(content, "json")


def test_the_end_of_a_record_that_is_very_long_is_left_to_the_run():
    content = b'{"id": "' + b"x" * LINE

    assert judged(content, "json", size=LINE) == content


def test_a_whole_parquet_file_is_handed_on():
    content = b"PAR1" + b"x" * 8 + b"PAR1"

    assert judged(content, "parquet") == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is no Parquet file"),
        (b"id,note\n", "it is no Parquet file"),
        (b"PAR1xxxxxxxxx", "it has no footer"),
        (b"PAR1", "it has no footer"),
    ],
)
def test_half_a_parquet_file_is_told(content, said):
    with pytest.raises(UnsoundError, match=said):
        judged(content, "parquet")
