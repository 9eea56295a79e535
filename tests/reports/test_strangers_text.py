"""Whatever stands in a spec, a path or a reason, no place where it is shown obeys it."""

import json
import re
from datetime import date
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meshwright.cli import output
from meshwright.errors import Finding, Position, Severity, Waived
from meshwright.reports import github, gitlab, junit, markdown, sarif
from meshwright.visible import json_text, lines, one_line

from .conftest import reported

PIECES = (
    "\n::error file=domains/sales/domain.yaml,line=1::pwned",
    "\r::stop-commands::k",
    "\n  ::add-mask::a",
    "##[error]x",
    "##vso[task.setvariable variable=x]y",
    "\x1b[2J\x1b]0;owned\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2066hidden\u2069",
    "\u2028line",
    "\ud800",
    "\x00",
    "plain words",
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=4).map("".join)
JSON_FORMATS = {"sarif": sarif.render, "gitlab": gitlab.render}
LINES_OF_PEOPLE = {"junit": junit.render, "markdown": markdown.render, "github": github.render}
COMMAND = re.compile(r"\s*::")


@st.composite
def strangers(draw: st.DrawFn) -> Finding:
    """A finding all of whose texts are a stranger's."""
    said = [draw(TEXTS) for _ in range(8)]
    waived = Waived(said[5], said[6], date(2026, 7, 1), 30) if draw(st.booleans()) else None
    return Finding(
        Position(said[0] or "domains", 8, 24),
        "SPEC017",
        draw(st.sampled_from(Severity)),
        said[1],
        said[2],
        said[3],
        said[4],
        said[7],
        waived,
    )


def obeyed(shown: str) -> list[str]:
    """The lines of what is shown that a terminal or a log of CI would obey, or cannot be seen."""
    return [
        line
        for line in shown.split("\n")
        if COMMAND.match(line) or "##[" in line or "##vso[" in line or not line.isprintable()
    ]


ALL = "".join(PIECES)
HOSTILE = Finding(Position(ALL), "SPEC017", Severity.ERROR, ALL, ALL, ALL, ALL, ALL)


@given(strangers())
@example(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_a_terminal_shows_a_finding_on_the_lines_that_it_has(finding: Finding) -> None:
    shown = output.finding_text(finding)

    assert obeyed(shown) == []
    labels = [line.partition(":")[0] for line in shown.split("\n")[1:]]
    assert set(labels) <= {"  resource", "  at", "  waived", "  fix", "  page"}
    assert len(labels) == len(set(labels))


@given(strangers())
@example(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_no_report_for_people_holds_a_command_that_is_not_its_own(finding: Finding) -> None:
    for name, render in LINES_OF_PEOPLE.items():
        shown = render(reported(finding))
        own = [line for line in shown.split("\n") if line.startswith("::")]

        assert len(own) == (name == "github"), name
        assert obeyed(shown) == own, name


@given(strangers())
@example(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_a_document_of_json_shows_nothing_and_says_all(finding: Finding) -> None:
    for render in JSON_FORMATS.values():
        shown = render(reported(finding))

        assert obeyed(shown) == []
        assert json.loads(shown)
    document = json_text(output.finding_document(finding), indent=2)
    assert obeyed(document) == []
    assert json.loads(document) == output.finding_document(finding)


@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
@settings(max_examples=60, deadline=None)
def test_json_reads_back_as_it_was(value: object) -> None:
    shown = json_text(value, indent=1)

    assert json.loads(shown) == value
    assert obeyed(shown) == []


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_line_stays_one_and_lines_stay_lines(text: str) -> None:
    assert obeyed(one_line(text)) == []
    assert "\n" not in one_line(text)
    assert obeyed(lines(text)) == []
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize(
    "text", ["Umsatz je Monat: 12 % für Köln", "a: b", "aws:s3/bucket:Bucket::data", "売上", "# a"]
)
def test_what_can_be_seen_is_shown_as_it_is(text: str) -> None:
    assert one_line(text) == text
    assert lines(f"{text}\n  {text}") == f"{text}\n  {text}"
    assert json.loads(json_text(text, indent=1)) == text
    assert text in json_text(text, indent=1)


def test_xml_reads_back_what_can_be_seen() -> None:
    written = junit.render(reported(HOSTILE))

    (case,) = Xml.fromstring(written).iter("testcase")  # noqa: S314 - written by us
    assert case.get("name") == f"SPEC017 {one_line(ALL)}"
