"""Rulesets of AWS Glue Data Quality, read by the parser that AWS publishes."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from meshwright.specs.models import DataProduct, Mesh, ProductSpec
from meshwright.specs.parse import no_check, parse
from meshwright.standards.dqdl import ruleset
from reports.test_strangers_text import obeyed
from standards.lineage.conftest import mesh_of
from standards.oracle import has_java, rulesets

from meshes import FILES

COLUMNS = """\
description: "Every kind of rule ::error::x"
sla: {freshness: 4h}
tables:
  t:
    description: "One\\n::error::row ##[x]"
    primaryKey: [id, day]
    columns:
      id: {type: string, required: true, unique: true}
      day: date
      state: {type: string, enum: [open, "in \\"transit\\""]}
      level: {type: int, required: true, enum: [1, -2]}
      free: {type: string, unique: true}
      code: {type: string, minLength: 2, pattern: "^[A-Z]+$"}
      odd: {type: string, pattern: '\\\\"'}
      other: {type: int, references: [t.level, network.carriers.carriers.carrier]}
"""


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    return mesh_of(tmp_path, FILES)


def product_of(mesh: Mesh, text: str) -> DataProduct:
    parsed = parse(text.encode(), "product.yaml", ProductSpec, no_check)
    assert parsed.spec is not None, parsed.findings
    return replace(mesh.products["sales.orders"], spec=parsed.spec)


def of_rule(mesh: Mesh, rule: str, *, of_table: bool = False, value: str = "string") -> str:
    column = f"v: {value}" if of_table else f"v: {{type: {value}, quality: [{rule}]}}"
    table = f"quality: [{rule}]\n    " if of_table else ""
    text = f"description: D.\ntables:\n  t:\n    {table}columns:\n      {column}\n"
    return ruleset(product_of(mesh, text), "t")


def rules_in(text: str) -> list[str]:
    """The rules of a ruleset but for the first, that its column exists."""
    return [line.strip().rstrip(",") for line in text.splitlines() if line.startswith("    ")][1:]


def test_what_a_table_promises_is_a_rule_each(mesh: Mesh) -> None:
    text = ruleset(product_of(mesh, COLUMNS), "t")

    assert text.startswith("# sales.orders, table t: One\\u000a::error::row")
    assert "# Not carried: sla.freshness, which is no rule about values\n" in text
    assert "# Not carried: the pattern of odd, which a text of DQDL cannot say\n" in text
    assert (
        "# Not carried: that other refers to t.level, network.carriers.carriers.carrier: no run is"
        " held to it, and ReferentialIntegrity would ask it of every row, with the other table as a"
        " second data source\n"
    ) in text
    assert obeyed(text) == []
    assert [rule for rule in rules_in(text) if not rule.startswith("ColumnExists")] == [
        'IsPrimaryKey "id" "day"',
        'IsComplete "id"',
        'IsUnique "id"',
        'ColumnValues "state" in ["open", "in \\"transit\\"", NULL]',
        'IsComplete "level"',
        'ColumnValues "level" in [1, -2]',
        'CustomSql "SELECT COUNT(n.free) - COUNT(DISTINCT n.free) FROM primary AS n" = 0',
        'CustomSql "SELECT COUNT(CASE WHEN LENGTH(n.code) < 2 THEN 1 END) FROM primary AS n" = 0',
        "CustomSql \"SELECT COUNT(CASE WHEN NOT n.code RLIKE '\\\\A[A-Z]+\\\\z' THEN 1 END)"
        ' FROM primary AS n" = 0',
    ]


CASES = [
    ("{metric: rowCount, mustBeGreaterThan: 9}", ["RowCount > 9"]),
    ("{metric: rowCount, mustBeBetween: [1, 2.5]}", ["(RowCount >= 1) AND (RowCount <= 2.5)"]),
    ("{metric: rowCount, mustNotBeBetween: [1, 2]}", ["(RowCount < 1) OR (RowCount > 2)"]),
    (
        "{metric: rowCount, unit: percent, mustBe: 100}",
        ['CustomSql "SELECT 100.0 * (COUNT(*)) / COUNT(*) FROM primary AS n" = 100'],
    ),
    (
        "{metric: duplicateValues, mustBe: 0, arguments: {properties: [v]}}",
        ['CustomSql "SELECT COUNT(*) - COUNT(DISTINCT STRUCT(n.v)) FROM primary AS n" = 0'],
    ),
]
OF_COLUMN = [
    ("{metric: nullValues, mustBe: 0}", ['IsComplete "v"']),
    ("{metric: nullValues, unit: percent, mustBeLessThan: 5}", ['Completeness "v" > 0.95']),
    (
        "{metric: nullValues, unit: percent, mustBeBetween: [1, 10]}",
        ['(Completeness "v" >= 0.9) AND (Completeness "v" <= 0.99)'],
    ),
    ("{metric: nullValues, unit: percent, mustNotBe: 0.5}", ['Completeness "v" != 0.995']),
    (
        "{metric: nullValues, mustBeLessOrEqualTo: 7}",
        ['CustomSql "SELECT COUNT(CASE WHEN n.v IS NULL THEN 1 END) FROM primary AS n" <= 7'],
    ),
    (
        "{metric: invalidValues, mustBe: 0, arguments: {pattern: '[a-z]+\\d'}}",
        [
            "CustomSql \"SELECT COUNT(CASE WHEN NOT n.v RLIKE '[a-z]+\\\\d' THEN 1 END)"
            ' FROM primary AS n" = 0'
        ],
    ),
    (
        "{metric: missingValues, mustBe: 0, arguments: {missingValues: [null, 'n/a']}}",
        [
            "CustomSql \"SELECT COUNT(CASE WHEN n.v IS NULL OR n.v IN ('n/a') THEN 1 END)"
            ' FROM primary AS n" = 0'
        ],
    ),
]


@pytest.mark.parametrize(("rule", "found"), CASES)
def test_a_rule_of_a_table(mesh: Mesh, rule: str, found: list[str]) -> None:
    assert rules_in(of_rule(mesh, rule, of_table=True)) == found


@pytest.mark.parametrize(("rule", "found"), OF_COLUMN)
def test_a_rule_of_a_column(mesh: Mesh, rule: str, found: list[str]) -> None:
    assert rules_in(of_rule(mesh, rule)) == found


def test_what_has_no_rule_is_said(mesh: Mesh) -> None:
    mild = of_rule(mesh, "{metric: nullValues, mustBe: 0, severity: warning}")
    odd = of_rule(mesh, '{metric: invalidValues, mustBe: 0, arguments: {pattern: "##[error]x"}}')
    values = ruleset(
        product_of(mesh, COLUMNS.replace("enum: [open,", 'enum: ["##[error]x", "a\\\\",')), "t"
    )

    assert "# Not carried: that nullValues v is only of severity warning\n" in mild
    assert rules_in(mild) == ['IsComplete "v"']
    assert "# Not carried: the rule invalidValues v, whose words a text of DQDL cannot say" in odd
    assert rules_in(odd) == []
    assert "# Not carried: the values of state, one of which a text of DQDL cannot say" in values
    assert obeyed(odd) == obeyed(values) == []


@pytest.mark.skipif(not has_java(), reason="there is no JDK with Maven to run AWS's parser of DQDL")
def test_awss_own_parser_reads_every_ruleset(mesh: Mesh) -> None:
    texts = [ruleset(p, name) for p in mesh.products.values() for name in p.spec.tables]
    texts.append(ruleset(product_of(mesh, COLUMNS), "t"))
    texts += [of_rule(mesh, rule, of_table=True) for rule, _ in CASES]
    texts += [of_rule(mesh, rule) for rule, _ in OF_COLUMN]

    read = rulesets([*texts, 'Rules = [ IsWhole "a" ]', 'Rules = [ RowCount > "a ]'])

    assert all(each.startswith("refused") for each in read[-2:])
    for text, said in zip(texts, read[:-2], strict=True):
        assert len(rules_in(said)) == len(rules_in(text)), said


@pytest.mark.parametrize("found", [found for _, found in [*CASES, *OF_COLUMN]])
def test_sql_of_a_rule_is_sparks(found: list[str]) -> None:
    for each in found:
        if each.startswith("CustomSql"):
            query = each.partition('"')[2].rpartition('"')[0].replace('\\"', '"')
            assert sqlglot.parse_one(query, dialect="spark").find(exp.Table) is not None
