"""What `mesh export` writes of the example's products comes back when it is imported."""

import json
import re
from collections.abc import Callable

import pytest

from meshwright.specs.models import DataProduct
from meshwright.standards import athena_ddl, avro, dbt
from meshwright.standards.json_schema import row_schemas
from meshwright.standards.readers import avro as avro_in
from meshwright.standards.readers import dbt as dbt_in
from meshwright.standards.readers import json_schema, sql
from meshwright.standards.readers.product import Read
from meshwright.standards.spec_text import spec_text
from standards.odcs.contracts import DEV, product_of
from standards.readers.reading import example, taken

Spelled = Callable[[str], str]


def same(text: str) -> str:
    return text


def of_json_schema(text: str) -> str:
    """JSON knows one kind of number with a point."""
    return re.sub(r"decimal\(\d+,\d+\)|\bfloat\b", "double", text)


def of_glue(text: str) -> str:
    """Glue knows neither a zone nor a uuid."""
    return text.replace("timestamptz", "timestamp").replace("uuid", "string")


FORMATS: dict[str, tuple[Callable[[DataProduct], str], Read, str, Spelled]] = {
    "jsonschema": (
        lambda product: json.dumps(row_schemas(product), indent=1),
        json_schema.read,
        "shop.schema.json",
        of_json_schema,
    ),
    "dbt": (lambda product: spec_text(dbt.sources(product)), dbt_in.read, "shop.yml", of_glue),
    "ddl": (
        lambda product: athena_ddl.statements(product, DEV),
        sql.reader("athena"),
        "shop.sql",
        of_glue,
    ),
    "avro": (lambda product: json.dumps(avro.records(product)), avro_in.read, "shop.avsc", same),
}


@pytest.mark.parametrize("name", sorted(example().products))
@pytest.mark.parametrize("kind", FORMATS)
def test_tables_columns_and_types_come_back(kind: str, name: str) -> None:
    write, read, path, spelled = FORMATS[kind]
    product = example().products[name]

    again = product_of(taken(read, write(product), path))

    assert list(again.tables) == list(product.tables)
    for table, columns in product.tables.items():
        found = again.tables[table].columns
        assert {n: c.type.text for n, c in found.items()} == {
            n: spelled(c.type.text) for n, c in columns.columns.items()
        }
