"""A column's type as a value, spelled for Glue, Athena, Arrow and Iceberg."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meshwright.athena.quoting import query_name


@dataclass(frozen=True, slots=True)
class Names:
    """How one type is called by each of the systems that see it."""

    glue: str
    athena: str
    arrow: str
    iceberg: str


# Glue has neither a zone nor a uuid: a timestamptz is stored in UTC, a uuid as its text. Athena
# reads a table by its Glue types, and of a timestamp in Parquet files it knows milliseconds.
# Source: Athena user guide, "Data types in Amazon Athena".
PRIMITIVES: Mapping[str, Names] = {
    "string": Names("string", "varchar", "string", "string"),
    "boolean": Names("boolean", "boolean", "bool", "boolean"),
    "int": Names("int", "integer", "int32", "int"),
    "bigint": Names("bigint", "bigint", "int64", "long"),
    "float": Names("float", "real", "float", "float"),
    "double": Names("double", "double", "double", "double"),
    "date": Names("date", "date", "date32[day]", "date"),
    "timestamp": Names("timestamp", "timestamp(3)", "timestamp[us]", "timestamp"),
    "timestamptz": Names("timestamp", "timestamp(3)", "timestamp[us, tz=UTC]", "timestamptz"),
    "binary": Names("binary", "varbinary", "binary", "binary"),
    "uuid": Names("string", "varchar", "string", "uuid"),
}
NESTED: Mapping[str, str] = {
    "array": "array<string>",
    "map": "map<string,int>",
    "struct": "struct<street:string,city:string>",
}
"""Types made of others, each with an example of how it is written."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A column's type: a primitive, a decimal, an array, a map or a struct."""

    name: str
    """The outermost word: a primitive's name, `decimal`, `array`, `map` or `struct`."""
    precision: int = 0
    """Of a decimal: its digits in all."""
    scale: int = 0
    """Of a decimal: its digits after the point."""
    arguments: tuple["ColumnType", ...] = ()
    """An array's element; a map's key and value; the types of a struct's fields."""
    fields: tuple[str, ...] = ()
    """The names of a struct's fields, in the order of `arguments`."""

    @property
    def is_nested(self) -> bool:
        return self.name in NESTED

    @property
    def text(self) -> str:
        """The type as a spec says it, without spaces."""
        return _spelled(self, _TEXT)

    @property
    def glue(self) -> str:
        """The type of a column in the Glue data catalog, in Hive's words."""
        return _spelled(self, _GLUE)

    @property
    def athena(self) -> str:
        """What Athena says the type of such a column is, written as in a CAST."""
        return _spelled(self, _ATHENA)

    @property
    def arrow(self) -> str:
        """The type as Arrow prints it, such as `list<item: string>`."""
        return _spelled(self, _ARROW)

    @property
    def iceberg(self) -> str:
        """The type in the words of the Iceberg specification."""
        return _spelled(self, _ICEBERG)


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How one system writes types."""

    primitive: Callable[[str], str]
    decimal: str
    array: str
    map: str
    struct: str
    comma: str
    field: str
    """What stands between the name and the type of a struct's field."""
    name: Callable[[str], str] = str
    """How the name of a struct's field is written."""


_HIVE = ("decimal({},{})", "array<{}>", "map<{}>", "struct<{}>", ",", ":")
_TEXT = _Spelling(lambda name: name, *_HIVE)
_GLUE = _Spelling(lambda name: PRIMITIVES[name].glue, *_HIVE)
_ATHENA = _Spelling(
    lambda name: PRIMITIVES[name].athena,
    *("decimal({},{})", "array({})", "map({})", "row({})", ", ", " "),
    query_name,
)
_ARROW = _Spelling(
    lambda name: PRIMITIVES[name].arrow,
    *("decimal128({}, {})", "list<item: {}>", "map<{}>", "struct<{}>", ", ", ": "),
)
_ICEBERG = _Spelling(
    lambda name: PRIMITIVES[name].iceberg,
    *("decimal({}, {})", "list<{}>", "map<{}>", "struct<{}>", ", ", ": "),
)


def _spelled(column_type: ColumnType, spelling: _Spelling) -> str:
    inner = [_spelled(argument, spelling) for argument in column_type.arguments]
    match column_type.name:
        case "decimal":
            return spelling.decimal.format(column_type.precision, column_type.scale)
        case "array":
            return spelling.array.format(*inner)
        case "map":
            return spelling.map.format(spelling.comma.join(inner))
        case "struct":
            named = zip(column_type.fields, inner, strict=True)
            pairs = [f"{spelling.name(name)}{spelling.field}{text}" for name, text in named]
            return spelling.struct.format(spelling.comma.join(pairs))
        case name:
            return spelling.primitive(name)
