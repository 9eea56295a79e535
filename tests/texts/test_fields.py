"""No text field of a spec is without a hostile text in what the tests of outputs read."""

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from copy import deepcopy
from typing import Any

import pytest

from meshwright.gate.assessment import Assessment
from meshwright.specs.yaml import read_yaml
from meshwright.visible import one_line
from texts.fields import ANY, Field, text_fields, texts_in, values_at
from texts.spoilt import CANDIDATES, DOCUMENTS, UNSEEN

LANGUAGES: frozenset[tuple[str, Field]] = frozenset(
    (
        ("product", ("refresh", "cron")),
        ("product", ("tables", ANY, "columns", ANY, "pattern")),
        ("product", ("governance", "rules", ANY, "parameters")),
        ("agreement", ("tables", ANY, "rows")),
        ("waivers", ("waivers", ANY, "rule")),
        ("waivers", ("waivers", ANY, "finding")),
    )
)
"""Texts of a small language or the name of something else: what is not of it is a finding."""
KINDS = sorted({kind for kind, _ in DOCUMENTS.values()})


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_field_of_a_schema_is_hostile_somewhere(kind: str) -> None:
    documents = [document for of, document in DOCUMENTS.values() if of == kind]
    fields = text_fields(kind, CANDIDATES)

    forgotten = [
        ".".join(field)
        for field, fitting in fields.items()
        if (kind, field) not in LANGUAGES and not worst(fitting) & {*_said(documents, field)}
    ]

    assert forgotten == []
    assert {field for of, field in LANGUAGES if of == kind} <= fields.keys()


def worst(fitting: AbstractSet[int]) -> frozenset[str]:
    """What a field has to hold of the texts that it takes: all lines, one, or any of the others."""
    return frozenset(CANDIDATES[at] for at in ({min(fitting)} if fitting & {0, 1} else fitting))


def _said(documents: list[Any], field: Field) -> Iterator[str]:
    for document in documents:
        for value in values_at(document, field):
            yield from texts_in(value)


def test_a_new_field_would_be_missed() -> None:
    fields = text_fields("product", CANDIDATES)

    assert ("terms", "usage") in fields
    assert ("support", ANY, "channel") in fields
    assert ("tables", ANY, "columns", ANY, "enum", ANY) in fields
    assert ("extensions",) in fields
    assert ("status",) not in fields
    assert ("version",) not in fields
    assert [*_said([{"terms": {}}], ("terms", "usage"))] == []


def test_the_mesh_is_valid(assessment: Assessment) -> None:
    assert not assessment.mesh.unreadable
    assert {finding.code for finding in assessment.findings} == {"SQL022", "CHK152", "GOV-003"}
    (waived,) = (f.waived for f in assessment.findings if f.waived is not None)
    assert waived.reason.startswith("=cmd")


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_cannot_be_seen_is_refused_in_every_field(path: str, unseen: str) -> None:
    kind, document = DOCUMENTS[path]
    for field in text_fields(kind, CANDIDATES):
        for spoilt in _spoilt(document, field, unseen):
            for is_ascii in (True, False):
                text = json.dumps(spoilt, ensure_ascii=is_ascii)
                found = read_yaml(text.encode(), path).findings
                assert found, (field, is_ascii)
                assert all(one_line(each.message) == each.message for each in found)


def _spoilt(document: Any, field: Field, unseen: str) -> Iterator[Any]:
    """The document with one text at a field that cannot be seen whole."""
    *above, last = field
    for at, owner in enumerate(values_at(document, tuple(above))):
        if last == ANY or not isinstance(owner, dict) or last not in owner:
            continue
        changed = deepcopy(document)
        [*values_at(changed, tuple(above))][at][last] = f"a{unseen}b"
        yield changed
