import re
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt

from meshwright.reports.markdown import LIMIT, code, render, verdict
from meshwright.reports.model import Base

from .conftest import HOSTILE, WEB, finding, reported, warning
from reporting import waived_for

OURS = re.compile(r"<br>|</?details>|</?summary>|<!-- meshwright: mesh check -->")
GITHUBS_LIMIT = 60_000


def tokens(text):
    """All that a Markdown reader makes of a comment, with GitHub's tables."""
    for block in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        yield block
        yield from block.children or ()


def shown(text):
    """What stands in code spans."""
    return [token.content for token in tokens(text) if token.type == "code_inline"]


def many(products, each):
    """Findings all over a large mesh, of which some stop it."""
    for number in range(products):
        subject = f"domain{number // 20}.product{number}"
        path = f"domains/{subject.replace('.', '/')}/product.yaml"
        for line in range(1, each + 1):
            make = finding if line % 2 else warning
            yield make(
                f"a problem with column c{line}, " * 5, line=line, subject=subject, path=path
            )


def test_no_findings_are_a_verdict():
    text = render(reported(existing=()))

    assert text.splitlines()[0] == "✅ **Nothing stops this change**"
    assert "###" not in text


@pytest.mark.parametrize(
    ("now", "before", "line"),
    [
        ([finding()], [], "❌ **Blocked by this change**: new: 1 error"),
        (
            [finding(), warning()],
            [finding()],
            "❌ **Blocked, though not by this change**: new: 1 warning; there before: 1 error",
        ),
        ([warning()], [], "✅ **Nothing stops this change**: new: 1 warning"),
        (
            [finding("a"), finding("b"), warning()],
            [warning()],
            "❌ **Blocked by this change**: new: 2 errors; there before: 1 warning",
        ),
    ],
)
def test_the_first_line_says_whether_the_change_may_go_on(now, before, line):
    assert render(reported(*now, existing=before)).splitlines()[0] == line


def test_without_a_base_nothing_is_called_new():
    text = render(reported(finding(), warning()))

    assert text.splitlines()[0] == "❌ **Blocked**: 1 error, 1 warning"
    assert "there before" not in text
    assert verdict(reported()) == "✅ **Nothing stops this**: no findings"


def test_a_base_that_cannot_be_judged_is_said_with_its_reason():
    text = render(reported(finding(), fault="no such commit"))

    assert "Not compared with `main`, so all is listed: `no such commit`." in text
    assert text.startswith("❌ **Blocked**: 1 error")


def test_a_waived_error_stops_nothing_and_is_told_with_its_days():
    report = reported(finding(), existing=())
    waived = replace(report.findings[0], waived=waived_for(12))
    text = render(replace(report, findings=(waived,)))

    assert text.startswith("✅ **Nothing stops this change**: new: 1 waived")
    assert "`waived, 12 days left`" in text


def test_a_warning_in_its_grace_says_from_when_it_stops_a_change():
    report = reported(warning())
    graced = replace(report.findings[0], grace=date(2026, 9, 1))

    assert "`an error from 2026-09-01 on`" in render(replace(report, findings=(graced,)))


def test_what_stops_the_change_comes_first_and_the_rest_is_folded():
    text = render(reported(warning(), finding("old"), finding("fresh"), existing=[finding("old")]))
    headings = re.findall(r"(?:### |<summary>)(.*?)(?:</summary>)?\n", text)

    assert headings == ["Stops this change: 1", "Stops it too, there before: 1", "Stops nothing: 1"]
    assert text.index("fresh") < text.index("<details>") < text.index("old")


def test_an_entry_links_its_rule_and_its_line_and_says_the_fix():
    text = render(reported(finding()))

    assert f"[`SPEC017`]({WEB}docs/reference/findings.md#spec017)" in text
    assert f"({WEB}domains/sales/orders/product.yaml#L8)" in text
    assert "fix: `write string`" in text
    assert "`team-sales@acme.example`" in text


def test_where_the_repository_is_not_known_the_page_is_named():
    text = render(reported(finding(), web=""))

    assert "page: `docs/reference/findings.md#spec017`" in text
    assert "](" not in text


def test_what_is_gone_is_counted():
    text = render(reported(existing=[finding(), warning()]))

    assert "Gone since `main`: 2 findings." in text


def test_deployed_stacks_without_a_spec_are_named():
    report = replace(reported(), orphans=tuple(f"dev.sales.gone{n}" for n in range(30)))

    assert "Deployed without a spec: `dev.sales.gone0`" in render(report)
    assert "and 10 more" in render(report)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_spec_says_is_shown_as_code_and_as_nothing_else(text):
    report = reported(
        finding(text, fix=text, path=f"domains/{text[:40]}", subject=text), existing=()
    )
    report = replace(report, places=text, base=Base(text), orphans=(text,))
    parsed = list(tokens(render(report)))
    prose = " ".join(token.content for token in parsed if token.type == "text")
    links = [str(token.attrs["href"]) for token in parsed if token.type == "link_open"]

    assert not re.search(r"[@#<`]|evil|alert|click|injected", prose)
    assert all(link.startswith(WEB) for link in links)
    assert len(links) == 2
    assert not [token for token in parsed if token.type == "image"]
    for token in parsed:
        if token.type in ("html_inline", "html_block"):
            assert OURS.sub("", token.content).strip() in ("", "Stops this change: 1")
    for character in render(report):
        assert character == "\n" or character.isprintable()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("`", "`"),
        ("a `b` c", "a `b` c"),
        ("``", "``"),
        ("two\n\n lines", "two lines"),
        ("a\x00b\u202ec", "a\\u0000b\\u202ec"),
        ("x" * 200, "x" * 119 + "…"),
        ("\\", "\\"),
    ],
)
def test_a_code_span_holds_the_text_on_one_line(text, seen):
    assert shown(f"x {code(text)} y") == [seen]


@pytest.mark.parametrize(
    "owner", ["a|b", "a\\|b", "`|`", "@acme/x", "<b>", "x\n| y | 9 | 9 |", "https://evil.example"]
)
def test_a_table_keeps_its_columns_whoever_owns_what(owner):
    report = reported(*many(500, 6))
    report = replace(report, findings=tuple(replace(f, owner=owner) for f in report.findings))
    table = render(report).partition("### All findings")[2]
    rows = [token for token in tokens(table) if token.type == "tr_open"]
    cells = [token for token in tokens(table) if token.type in ("td_open", "th_open")]

    assert len(rows) == 26
    assert len(cells) == 4 * len(rows)
    assert shown(table).count(" ".join(owner.split())) == 25


def test_five_hundred_products_with_findings_fit_into_a_comment():
    report = reported(*many(500, 6), existing=list(many(250, 6)))
    text = render(report)

    assert len(report.findings) == 3_000
    assert len(text.encode()) <= LIMIT < GITHUBS_LIMIT
    assert text.startswith("❌ **Blocked by this change**: new: 750 errors, 750 warnings")
    assert "Stops this change: 750" in text
    assert "more, counted below" in text
    assert "| `domain24` |  | 60 | 60 |" in text
    assert text.endswith("<!-- meshwright: mesh check -->\n")


def test_a_comment_is_used_as_far_as_it_reaches():
    text = render(reported(*many(500, 6)))

    assert len(text.encode()) > LIMIT - 1_000


def test_each_of_five_hundred_teams_with_texts_that_are_long_and_wide_still_fits():
    wide = "€𝄞" * 5_000
    findings = [
        finding(wide, fix=wide, subject=f"d{n}.{wide}", where=wide, line=n + 1) for n in range(500)
    ]
    report = reported(*findings)
    owned = tuple(replace(f, owner=f"{n}{wide}") for n, f in enumerate(report.findings))
    text = render(replace(report, findings=owned, orphans=(wide,) * 50, places=wide))

    assert len(text.encode()) <= LIMIT < GITHUBS_LIMIT
    assert "440 more teams" in text


def test_all_is_listed_where_it_fits():
    text = render(reported(*many(20, 4)))

    assert text.count("\n- ") == 80
    assert "All findings" not in text
