"""A contract becomes a spec and a contract again, and loses nothing on the way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from meshwright.errors import Severity
from meshwright.standards.odcs.kept import DEFAULTS
from meshwright.standards.odcs.words import as_id
from meshwright.standards.spec_text import spec_text
from standards.odcs.contracts import RICH, SCHEMA, examples, product_of, said, taken, written
from standards.oracle import problems


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """Where a contract says less than before, or something else; entries may change places."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        found = []
        for name, value in before.items():
            where = f"{path}.{name}"
            is_default = DEFAULTS.get(name, ...) == value
            if name not in after:
                found += [] if is_default else [where]
            elif where not in (".apiVersion",):
                found += lost(value, after[name], where)
        return found
    if isinstance(before, list) and isinstance(after, list):
        named = {as_id(e["name"]): e for e in after if isinstance(e, Mapping) and "name" in e}
        found = []
        for at, each in enumerate(before):
            if isinstance(each, Mapping) and "name" in each:
                found += lost(each, named.get(as_id(each["name"]), {}), f"{path}[{at}]")
            elif all(lost(each, other, path) for other in after):
                found.append(f"{path}[{at}]")
        return found
    return [] if before == after else [f"{path}: {before!r} is {after!r}"]


def test_nothing_of_a_rich_contract_is_lost() -> None:
    assert lost(said(RICH), written(taken(RICH))) == []


def test_the_comparison_sees_a_loss() -> None:
    before = said(RICH)
    after = said(RICH.replace("Order number", "Number").replace("priceCurrency", "currency"))

    assert lost(before, after) == [
        ".price.priceCurrency",
        ".schema[0].properties[1].businessName: 'Order number' is 'Number'",
    ]


def test_a_contract_of_ours_is_one_of_the_standards_schema() -> None:
    assert problems("json_schemas", [[SCHEMA, written(taken(RICH))]]) == []


def test_the_standards_schema_refuses_what_is_none() -> None:
    contract = written(taken(RICH))
    contract["schema"][0]["properties"][0]["clasification"] = "internal"
    contract.pop("id")

    found = problems("json_schemas", [[SCHEMA, contract]])

    assert any("'id' is a required property" in each for each in found)
    assert any("clasification" in each for each in found)


def test_the_standards_own_examples_come_back_or_say_why_not() -> None:
    """Those beside the checkout or that a variable names; of its kinds at least one each."""
    known = {**dict(examples()), "rich": RICH, "people": NO_TABLE}
    reasons = {}
    contracts = []
    for name, text in known.items():
        found = taken(text, into="sales")
        if not found.is_usable:
            reasons[name] = [f.code for f in found.findings if f.severity is Severity.ERROR]
            continue
        contracts.append([SCHEMA, written(found)])
        assert lost(said(text), written(found)) == [], name

    assert problems("json_schemas", contracts) == []
    assert reasons["people"] == ["IMP002"]
    assert {*map(tuple, reasons.values())} == {("IMP002",)}
    assert len(contracts) >= len(reasons)


NO_TABLE = """\
apiVersion: v3.0.2
kind: DataContract
id: x
version: 1.0.0
status: active
name: people
schema: []
team: {name: Office}
"""


def test_a_reference_that_the_spec_gives_up_is_given_up_with_what_was_said_of_it() -> None:
    found = taken(RICH)
    kept = replace(found, text=found.text.replace(", order_lines.state, sales", ", sales"))

    said_of = written(kept)["schema"][0]["properties"][1]["relationships"]

    assert [each["to"] for each in said_of] == [
        *("orders.id", "OrderLines.lineNo", ["OrderLines.day"]),
        "sales.crm.odcs.yaml#schema/customers/properties/id",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: active", "status: draft"),
        ("minLength: 3", "minLength: 4"),
        ('pattern: "[A-Z]+"', "maxLength: 9"),
        ("      zone: {type: string}", "      zone: {type: string, pattern: b, minLength: 1}"),
        ("amount: 9.95", "amount: 8"),
        ("currency: USD", "currency: EUR, unit: month"),
        ("usage: Reports", "usage: Anything"),
        ("limitations: No buyers", "limitations: Nobody"),
        ("license: CC-BY-4.0", "license: MIT"),
        ("scope: issues", "scope: interactive"),
        ("tool: ticket, ", ""),
        ('version: "2.1.0"', 'version: "3.0.0"'),
        ('type: "decimal(10,2)"', 'type: "decimal(12,2)"'),
        ('freshness: "4h"', 'freshness: "2d"'),
        ('retention: "3y"', 'retention: "4y"'),
        ("mustBeGreaterThan: 0", "mustBeGreaterThan: 9"),
        (", order_lines.state, sales", ", order_lines.day, sales"),
        (", references: order_lines.state}", "}"),
        ("classification: restricted", "classification: confidential"),
        ("    pii: true\n", "    pii: false\n"),
        ('type: "struct<street:string,zip:string>"', "type: string"),
        ('type: "array<string>"', 'type: "array<date>"'),
        ('type: "array<struct<weight:decimal(5,1)>>"', 'type: "array<struct<weight:date>>"'),
    ],
)
def test_what_was_kept_gives_way_where_the_spec_says_otherwise(old, new) -> None:
    found = taken(RICH)
    assert old in found.text

    changed = replace(found, text=found.text.replace(old, new))

    again = taken(spec_text(written(changed)), into="sales")
    assert product_of(again).spec.model_copy(update=FREE) == product_of(changed).spec.model_copy(
        update=FREE
    )


FREE = {"extensions": {}}
