from pathlib import Path

import pytest

from meshwright.specs import schema
from meshwright.specs.column_type import PRIMITIVES
from tools.docs.field_types import PATH, documents

PAGE = documents()[PATH]
ROOT = Path(__file__).parents[2]


def section(title: str) -> str:
    """What the page says under a title."""
    return PAGE.partition(f"# {title}\n")[2].partition("\n#")[0]


def row(title: str, field: str) -> str:
    """What the page says of a field."""
    lines = [line for line in section(title).splitlines() if line.startswith(f"| `{field}`")]
    assert len(lines) == 1, f"{title}: {field}"
    return lines[0]


def test_the_page_is_what_the_models_say() -> None:
    assert (ROOT / PATH).read_text("utf-8") == PAGE


@pytest.mark.parametrize("name", schema.documents())
def test_each_kind_of_file_has_its_section(name: str) -> None:
    assert section(name.removesuffix(".schema.json"))


@pytest.mark.parametrize("primitive", PRIMITIVES)
def test_each_type_of_column_is_shown(primitive: str) -> None:
    assert f"\n| `{primitive}` | " in PAGE


@pytest.mark.parametrize(
    ("title", "field", "value"),
    [
        ("product", "description`*", "a text"),
        ("product", "owner", "a text"),
        ("product", "tables`*", "by name: Table"),
        ("product", "sla", "ServiceLevel"),
        ("product", "extensions", "fields by name"),
        ("domain", "classification`*", "`public`, `internal`, `confidential`, `restricted`"),
        ("Column", "type`*", "a text such as `string`, `bigint`, `decimal(18,2)`"),
        ("Column", "pii", "true or false"),
        ("Column", "enum", "a list of: a text or a whole number"),
        ("Table", "format", "`parquet`"),
        ("agreement", "tables`*", "by name: AgreementTable or nothing"),
        ("environment", "crossAccountVersion", "a whole number"),
    ],
)
def test_a_field_takes_its_kind_of_value(title: str, field: str, value: str) -> None:
    name, _, star = field.partition("`")

    assert row(title, name).startswith(f"| `{name}`{star} | {value} | ")
