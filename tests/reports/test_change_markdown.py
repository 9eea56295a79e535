"""A comment about a change: never longer than a host takes, and obeyed by nobody."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from meshwright.changes.access import AccessChange, Reader, Who
from meshwright.changes.agreements import AgreementChange, AgreementFate
from meshwright.changes.effects import Edge, Effects
from meshwright.changes.products import EnvironmentChange, FieldChange, ProductChange
from meshwright.changes.tables import Column, ColumnChange, ColumnFate, TableChange, TableFate
from meshwright.contracts.codes import MORE_READ
from meshwright.errors import Severity
from meshwright.ids import StackId
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Fate, Operation, ResourceChange, StackDifference
from meshwright.reports.change_document import effects_document
from meshwright.reports.change_graph import graph_section
from meshwright.reports.machine_part import START, machine_part
from meshwright.reports.markdown import render
from meshwright.reports.model import Base, Report, ReportedFinding
from meshwright.reports.product_markdown import agreement_line, product_block
from meshwright.reports.reported import Surroundings, report_of

from .conftest import finding

BUCKET = "aws:s3/bucket:Bucket"
HOSTILE = (
    "`</details>`",
    "--> <script>alert(1)</script>",
    "@everyone [x](http://evil.example) #1",
    "| a | b |\n# title",
    '"]; click n0 "javascript:alert(1)"',
    "\u202eevil\u0000",
)


def product(number: int, text: str = "column") -> ProductChange:
    column = ColumnChange(text, ColumnFate.DROPPED, Column(text, text))
    tables = tuple(
        TableChange(f"{text}{n}", TableFate.CHANGED, (column,) * 20, (text,)) for n in range(20)
    )
    access = (AccessChange(f"{text}0", Reader(text, Who.PLATFORM), (text,) * 20, (text,), (text,)),)
    agreed = AgreementChange(text, AgreementFate.ADDED, text, None, date(2027, 1, 1), {text: None})
    key = ResourceKey(BUCKET, text)
    lost = ResourceChange(key, Operation.REPLACE, (text,), (text,), text)
    fields = (FieldChange("owner", text, ""), FieldChange("description", text, text))
    return ProductChange(
        f"domain.product{number}", Fate.CHANGED, fields, tables, access, (agreed,), (lost,)
    )


def environment(products: tuple[ProductChange, ...], name: str = "dev") -> EnvironmentChange:
    stacks = tuple(StackDifference(StackId(name, p.id), p.fate, p.losses) for p in products)
    readers = (FieldChange("audit", "internal", ""), FieldChange("staff", "", "internal"))
    return EnvironmentChange(name, products, stacks, readers)


def effects(count: int, text: str = "column", code: int = 0) -> Effects:
    products = tuple(product(n, text) for n in range(count))
    return Effects(
        (environment(products), environment(products[1:], "prod")),
        (environment(products[:code]),) if code else (),
        edges=(Edge("domain.product0", text), Edge("domain.product0", "sales.orders")),
        fates={p.id: p.fate for p in products[:20]},
    )


def newly_read(product: str) -> ReportedFinding:
    """The note that somebody reads more of a product."""
    note = replace(finding("x", subject=product), code=MORE_READ.id, severity=Severity.NOTE)
    (found,) = report_of(Report("", ()), [note], Surroundings(), frozenset({note})).findings
    return found


def test_who_reads_more_is_said_once_where_the_change_says_all_of_it() -> None:
    access = (AccessChange("orders", Reader("sales", Who.PEOPLE), ("sku",)),)
    short = ProductChange("sales.orders", Fate.CHANGED, access=access)
    long = replace(product(0), id="sales.lines")
    made = Effects((environment((short, long)),))
    notes = tuple(map(newly_read, ("sales.orders", "sales.lines", "sales.others")))
    said = render(Report("mesh check", notes, base=Base("main"), effects=made))

    assert said.startswith("✅ **Nothing stops this change**: new: 2 notes\n")
    assert "the people of `sales` can newly read `sku` of `orders`" in said
    assert [name for name in ("orders", "lines", "others") if f"(`sales.{name}`" in said] == [
        "lines",
        "others",
    ]
    assert '"new":3' in said


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (None, "Not compared with `main`, so all is listed: `why`."),
        (Effects(), "Not compared with `main`, so all is listed: `why`."),
        (Effects((EnvironmentChange("dev"),)), "All findings are listed, also those that"),
        (Effects(code_fault="x"), "All findings are listed, also those that `main` has: `why`."),
    ],
)
def test_where_findings_are_not_told_apart_it_is_said_why(made: Effects | None, line: str) -> None:
    notes = (newly_read("sales.orders"),)
    report = Report("mesh check", notes, base=Base("main", fault="why"), effects=made)

    assert line in render(report)


def test_without_findings_there_are_none_to_tell_apart() -> None:
    made = Effects((EnvironmentChange("dev"),))
    said = render(Report("mesh check", (), base=Base("main", fault="why"), effects=made))

    assert "why" not in said


def comment(made: Effects) -> str:
    return render(Report("mesh check", (), base=Base("main"), effects=made))


@pytest.mark.parametrize("code", [0, 500])
@pytest.mark.parametrize("text", ["column", "`" * 100, "ü" * 120])
def test_500_changed_products_fit_and_are_counted(text: str, code: int) -> None:
    said = comment(effects(500, text, code))

    assert len(said.encode()) < 60_000
    assert "Products: 500 changed, 500 breaking for their readers." in said
    assert re.search(r"- and \d+ more products?, counted above", said)
    assert said.rstrip().endswith("<!-- meshwright: mesh check -->")
    assert said.count("<details>") == said.count("</details>")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_strangers_is_seen_and_obeyed_by_nobody(text: str) -> None:
    said = comment(effects(2, text))
    # All that is no code span, in which nothing is markup.
    open_text = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", said)

    assert "<script>" not in open_text
    assert "](http" not in open_text
    assert "@everyone" not in open_text
    assert "\n# title" not in said
    assert "\u202e" not in said
    assert "\u0000" not in said
    assert open_text.count("</details>") == open_text.count("<details>") == 2
    assert re.findall(r"<!--.*?-->", said, re.DOTALL) == said.rstrip().split("\n")[-2:]


@pytest.mark.parametrize("text", HOSTILE)
def test_only_ids_are_drawn(text: str) -> None:
    drawn = "\n".join(graph_section(effects(1, text)))

    assert drawn.count("-->") == 1
    assert "click" not in drawn
    assert drawn.count("```") == 2


def test_a_picture_of_too_many_is_not_drawn() -> None:
    edges = tuple(Edge("sales.orders", f"a.b{n}") for n in range(40))

    assert list(graph_section(Effects(edges=edges))) == []


def test_what_programs_read_is_json_without_an_end_of_a_comment() -> None:
    made = effects(300)
    line = machine_part(Report("mesh check", (), base=Base("a-->b<x>")), made)
    inner = line.removeprefix(START).removesuffix(" -->")
    read = json.loads(inner)

    assert "--" not in inner
    assert ">" not in inner
    assert read["base"] == "a-->b<x>"
    assert read["environments"][0]["more"] == 200
    assert read["environments"][0]["products"]["domain.product0"] == {
        "fate": "changed",
        "breaks": True,
    }


def test_the_document_says_all_of_it() -> None:
    made = effects_document(effects(2, code=1))

    assert len(made["environments"]) == 2
    found = made["environments"][0]["products"][0]
    assert found["agreements"][0]["tables"] == {"column": None}
    assert found["fields"][0] == {"name": "owner", "before": "column", "after": None}
    assert made["environments"][0]["losses"][0]["properties"] == ["column"]
    json.dumps(made)


def test_what_is_alike_in_all_environments_is_told_once() -> None:
    said = comment(effects(2))

    assert said.count("**`domain.product1`**") == 1
    assert "**`domain.product0`** (only in `dev`)" in said


def test_why_code_is_not_told_apart_is_said() -> None:
    said = comment(Effects(code_fault="requirements.lock differs"))

    assert "### What the platform's code changes\n\nNot told apart: `requirements.lock" in said


def test_code_that_changes_nothing_is_said() -> None:
    said = comment(Effects((EnvironmentChange("dev"),), (EnvironmentChange("dev"),)))

    assert "### What the platform's code changes\n\nNothing in AWS." in said


def test_many_losses_are_counted() -> None:
    assert "- and " in comment(effects(30)).split("### What")[0]


def entries(**fields) -> str:
    return product_block(replace(ProductChange("sales.orders", Fate.CHANGED), **fields))


def test_a_table_of_many_columns_and_a_product_of_many_tables_are_cut_short() -> None:
    column = ColumnChange("a", ColumnFate.RETYPED, Column("a", "int"), Column("a", "bigint"))
    wide = TableChange("wide", TableFate.CHANGED, (column,) * 14)
    many = tuple(TableChange(f"t{n}", TableFate.REMOVED) for n in range(14))

    assert "table `wide`: and 2 more columns" in entries(tables=(wide,))
    assert "and 2 more tables" in entries(tables=many)


def test_readers_are_listed_products_first_and_many_are_counted() -> None:
    people = Reader("sales", Who.PEOPLE)
    others = tuple(Reader(f"a.p{n:02}", Who.PRODUCT) for n in range(13))

    assert entries(hit=(people, *others[:1])).endswith("breaks `a.p00` and the people of `sales`")
    assert entries(hit=(people, *others)).endswith("`a.p11` and 2 more")


def test_values_that_are_long_are_not_shown_and_others_with_both_sides() -> None:
    fields = (FieldChange("description", "a", "b"), FieldChange("version", "1.0.0", ""))

    said = entries(fields=fields)

    assert "another `description`" in said
    assert "`version`: `1.0.0` → nothing" in said


def test_a_reader_of_all_domains_is_told_with_both_ways() -> None:
    reader = FieldChange("audit", "internal", "internal, personal")
    said = comment(Effects((EnvironmentChange("dev", readers=(reader,)),)))

    assert (
        "- `audit` in all domains reads `internal, personal` columns (before: `internal`)" in said
    )


def test_what_cannot_be_read_is_named() -> None:
    said = comment(Effects((EnvironmentChange("dev", unread=("sales.orders",)),)))

    assert "- `sales.orders` cannot be read, so that nothing is told of it" in said


@pytest.mark.parametrize(
    ("fate", "files", "differs", "said"),
    [
        (AgreementFate.ADDED, True, (), "; it **gives whole files**"),
        (AgreementFate.CHANGED, True, ("files",), "; it **gives whole files**"),
        (AgreementFate.CHANGED, False, ("files",), "; it gives no files any more"),
        (AgreementFate.CHANGED, True, ("purpose",), ""),
        (AgreementFate.ADDED, False, (), ""),
        (AgreementFate.REMOVED, True, (), ""),
    ],
)
def test_whole_files_that_come_and_go_are_told(
    fate: AgreementFate, files: bool, differs: tuple[str, ...], said: str
) -> None:
    change = AgreementChange(
        "finance", fate, "x", None, date(2026, 12, 31), {"t": "all"}, {}, differs, files
    )

    line = agreement_line(change)
    assert line.endswith(said)
    assert ("files" in line.replace("`files`", "")) is bool(said)
