import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.specs.types import ColumnType, ColumnTypeError, UnquotedTypeError, parse_type

NESTED = "struct<a:array<map<string,timestamptz>>,b:decimal(3,1),c:uuid>"

ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "decimal(18,2)": pa.decimal128(18, 2),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", "UTC"),
    "binary": pa.binary(),
    "uuid": pa.string(),
    "array<int>": pa.list_(pa.int32()),
    "map<string,int>": pa.map_(pa.string(), pa.int32()),
    "struct<a:int,b:string>": pa.struct([("a", pa.int32()), ("b", pa.string())]),
}

NAMES = ("string", "boolean", "int", "bigint", "float", "double", "date", "timestamp", "uuid")
PRIMITIVES = st.sampled_from(NAMES).map(ColumnType) | st.integers(1, 38).flatmap(
    lambda p: st.integers(0, p).map(lambda s: ColumnType("decimal", p, s))
)
FIELDS = st.from_regex(r"[a-z][a-z0-9]{0,3}(_[a-z0-9]{1,3})?", fullmatch=True)
TYPES = st.recursive(
    PRIMITIVES,
    lambda inner: (
        inner.map(lambda element: ColumnType("array", arguments=(element,)))
        | st.tuples(PRIMITIVES, inner).map(lambda pair: ColumnType("map", arguments=pair))
        | st.dictionaries(FIELDS, inner, min_size=1, max_size=3).map(
            lambda d: ColumnType("struct", arguments=tuple(d.values()), fields=tuple(d))
        )
    ),
    max_leaves=8,
)


@given(TYPES)
def test_a_types_text_reads_back_as_the_same_type(column_type: ColumnType) -> None:
    assert parse_type(column_type.text) == column_type


@pytest.mark.parametrize("text", ARROW)
def test_arrow_names_are_arrows_own(text: str) -> None:
    assert parse_type(text).arrow == str(ARROW[text])


def test_a_nested_type_has_a_name_in_glue() -> None:
    glue = parse_type(NESTED).glue

    assert glue == "struct<a:array<map<string,timestamp>>,b:decimal(3,1),c:string>"


def test_a_nested_type_has_a_name_in_athena() -> None:
    athena = parse_type(NESTED).athena

    assert athena == ("row(a array(map(varchar, timestamp(3))), b decimal(3,1), c varchar)")


def test_a_nested_type_has_a_name_in_iceberg() -> None:
    iceberg = parse_type(NESTED).iceberg

    assert iceberg == "struct<a: list<map<string, timestamptz>>, b: decimal(3, 1), c: uuid>"


def test_spaces_make_no_other_type() -> None:
    assert parse_type(" struct< a : decimal( 18 , 2 ) > ").text == "struct<a:decimal(18,2)>"


def test_only_arrays_maps_and_structs_are_nested() -> None:
    assert parse_type("array<int>").is_nested
    assert not parse_type("decimal(1,0)").is_nested


def test_a_type_that_is_read_already_stays_as_it_is() -> None:
    assert parse_type(ColumnType("int")) == ColumnType("int")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a type is missing"),
        ("strng", "unknown type 'strng', did you mean 'string'?"),
        ("STRING", "unknown type 'STRING', did you mean 'string'?"),
        ("qqq", "unknown type 'qqq'"),
        ("smallint", "type 'smallint' is not supported: write int"),
        ("varchar(20)", "type 'varchar' is not supported: write string"),
        ("char(2)", "type 'char' is not supported: write string"),
        ("decimal", "'decimal' is not of the form decimal(18,2)"),
        ("decimal(x,2)", "'decimal(x,2)' is not of the form decimal(18,2)"),
        ("decimal(99999,2)", "'decimal(99999,2)' is not of the form decimal(18,2)"),
        ("decimal(0,0)", "a decimal has 1 to 38 digits, not 0"),
        ("decimal(2,3)", "a decimal of 2 digits cannot have 3 after the point"),
        ("int int", "unexpected text after the type: 'int'"),
        ("array<>", "unknown type '>'"),
        ("array", "'array' is not of the form array<string>"),
        ("map<string>", "'map<string>' is not of the form map<string,int>"),
        ("map<array<int>,int>", "a map's key has to be a plain type, not array"),
        ("struct<a:int,a:int>", "duplicate field 'a' in the struct"),
        (
            "struct<A:int>",
            "'A' is not a valid field name: lower-case words joined by underscores",
        ),
        ("struct<a int>", "'struct<a int>' is not of the form struct<street:string,city:string>"),
        ("x" * 10_001, "a type has at most 10000 characters"),
    ],
)
def test_what_is_no_type_is_refused_with_a_remedy(text: str, message: str) -> None:
    with pytest.raises(ColumnTypeError) as refused:
        parse_type(text)

    assert str(refused.value) == message


@pytest.mark.parametrize("text", ["decimal(18", "struct<a:int", "array<decimal(1>"])
def test_a_type_cut_by_flow_style_is_told_apart(text: str) -> None:
    with pytest.raises(UnquotedTypeError):
        parse_type(text)


def test_sixteen_levels_are_the_deepest() -> None:
    assert parse_type("array<" * 15 + "int" + ">" * 15).is_nested
    with pytest.raises(ColumnTypeError, match="at most 16 levels"):
        parse_type("array<" * 16 + "int" + ">" * 16)
