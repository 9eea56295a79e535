import re
from pathlib import Path

import pytest

from meshwright.athena.column_type import PRIMITIVES
from meshwright.specs import schema
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
        ("product", "description`*", "a text |"),
        ("product", "owner", "a text such as `team-sales@acme.example` |"),
        ("product", "tables`*", "by name: [Table](#table) |"),
        ("product", "sla", "[ServiceLevel](#servicelevel) |"),
        ("product", "tier", "`bronze`, `silver`, `gold` | `bronze` |"),
        ("product", "extensions", "fields of your own |"),
        ("domain", "classification`*", "`public`, `internal`, `confidential`, `restricted` |  |"),
        ("Column", "type`*", "a text such as `string`, `bigint`, `decimal(18,2)` |"),
        ("Column", "pii", "true or false | `false` |"),
        ("Column", "enum", "a list (at least 1) of: a text or a whole number |"),
        ("QualityRule", "mustBe", "a number |"),
        ("QualityRule", "mustBeBetween", "a list of 2, each a number |"),
        ("Table", "format", "`parquet`, `iceberg`, `csv`, `json`, `avro`, `orc`, `text` |  |"),
        ("Storage", "noncurrentDays", "a whole number from 1 to 36,500 | `30` |"),
        ("agreement", "tables`*", "by name: [AgreementTable](#agreementtable) or nothing |"),
        ("AgreementTable", "columns", "`all` or a list (at least 1) of: a text such as `orders` |"),
        ("environment", "crossAccountVersion", "a whole number from 4 to 5 | `4` |"),
        ("environment", "administrators`*", "a list (at least 1, at most 30) of: a text such as "),
        (
            "environment",
            "quotas",
            "by name (`accessPoints`, `buckets`, `roles`, `databases`, `workgroups`, `eventRules`,"
            " `tagValues`, `trustPolicyCharacters`): a whole ",
        ),
    ],
)
def test_a_field_takes_its_kind_of_value(title: str, field: str, value: str) -> None:
    name, _, star = field.partition("`")

    assert row(title, name).startswith(f"| `{name}`{star} | {value}")


def test_every_field_says_what_it_means() -> None:
    fields = [line for line in PAGE.splitlines() if line.startswith("| `") and line.count("|") == 5]

    assert len(fields) > 100
    assert [line for line in fields if not line.split("|")[4].strip()] == []


def test_every_part_that_a_field_names_has_its_section() -> None:
    headings = {line.strip("# ").lower() for line in PAGE.splitlines() if line.startswith("#")}

    assert set(re.findall(r"\]\(#(\w+)\)", PAGE)) <= headings
