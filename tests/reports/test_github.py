import re
from dataclasses import replace

import pytest

from meshwright.reports.github import MAX_ANNOTATIONS, render
from meshwright.visible import one_line

from .conftest import HOSTILE, finding, reported, warning
from reporting import waived_for

COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)")


def commands(report):
    """Level, properties and text as GitHub's runner reads them."""
    for line in render(report).split("\n")[:-1]:
        read = COMMAND.fullmatch(line)
        assert read is not None
        level, properties, text = read.groups()
        named = dict(p.split("=", 1) for p in properties.split(","))
        yield level, {k: unescaped(v) for k, v in named.items()}, unescaped(text)


def unescaped(value):
    for escape, character in (
        ("%3A", ":"),
        ("%2C", ","),
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%25", "%"),
    ):
        value = value.replace(escape, character)
    return value


def test_no_findings_are_no_commands():
    assert render(reported()) == ""


def test_an_annotation_lies_on_the_word_and_says_what_to_do():
    ((level, properties, text),) = commands(reported(finding()))

    assert level == "error"
    assert properties == {
        "file": "domains/sales/orders/product.yaml",
        "line": "8",
        "col": "24",
        "endColumn": "29",
        "title": "SPEC017 sales.orders",
    }
    assert text.startswith("unknown type 'strin'\nfix: write string\npage: ")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_spec_says_it_is_one_command_that_says_just_that(text):
    path = f"domains/a b/{text[:40]}.yaml"
    ((_, properties, said),) = commands(reported(finding(text, path=path, subject="a,b:c")))

    assert said.startswith(f"{one_line(text)}\nfix: ")
    assert properties["file"] == one_line(path)
    assert properties["title"] == "SPEC017 a,b:c"


def test_more_than_github_shows_of_a_level_are_counted_in_the_last_one():
    findings = [finding(line=line) for line in range(1, 31)]
    found = list(commands(reported(*findings, warning())))
    errors = [text for level, _, text in found if level == "error"]

    assert len(errors) == MAX_ANNOTATIONS
    assert errors[-1].startswith("21 more of this level")
    assert [level for level, _, _ in found].count("warning") == 1


def test_as_many_as_github_shows_are_all_shown():
    findings = [finding(line=line) for line in range(1, MAX_ANNOTATIONS + 1)]

    assert "more of this level" not in render(reported(*findings))


def test_what_is_new_is_shown_before_what_was_there():
    old = [finding("old", line=line) for line in range(1, 20)]
    texts = [
        text for _, _, text in commands(reported(*old, finding("fresh", line=99), existing=old))
    ]

    assert texts[0].startswith("fresh")


def test_a_waived_finding_is_a_notice():
    report = reported(finding())
    waived = replace(report.findings[0], waived=waived_for(3))

    ((level, _, text),) = commands(replace(report, findings=(waived,)))
    assert level == "notice"
    assert "waived, 3 days left" in text
