"""The corpus of queries: a sound mesh, one derived table in it, and the findings of each query."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from meshwright.errors import Finding
from meshwright.lineage.check import query_findings
from meshwright.specs.load import load_mesh

FLOOD = 20
"""As many findings are expected by their numbers alone."""
QUERY = "domains/sales/report/report.sql"
DOMAIN = """\
owner: team-{0}@acme.example
description: All about {0}.
costCenter: cc-1
classification: internal
"""
FILES: Mapping[str, str] = {
    "domains/sales/domain.yaml": DOMAIN.format("sales"),
    "domains/hr/domain.yaml": DOMAIN.format("hr"),
    "domains/sales/orders/product.yaml": """\
description: Orders and their lines.
tables:
  orders:
    columns:
      order_id: string
      customer_email: {type: string, pii: true}
      amount: decimal(18,2)
      quantity: int
      weight: double
      paid: boolean
      tags: array<string>
      address: struct<city:string,zip:string>
      labels: map<string,int>
      ordered_at: timestamptz
      ordered_on: date
      note: string
      deep: struct<a:struct<b:struct<c:struct<d:int>>>>
      uid: uuid
  lines:
    columns: {order_id: string, sku: string, price: "decimal(10,2)", pieces: bigint}
  gone:
    status: retired
    columns: {order_id: string}
""",
    "domains/hr/people/product.yaml": """\
description: People.
tables:
  people:
    columns:
      person_id: string
      name: {type: string, pii: true}
      salary: {type: double, classification: confidential}
      team: string
      city: string
  reviews:
    columns: {person_id: string, score: int}
""",
    "domains/hr/people/access/sales.report.yaml": """\
purpose: Headcount by team
legalBasis: contract
tables: {people: {columns: [person_id, name, salary, team]}}
expires: 2026-12-31
""",
}
PRODUCT = """\
description: A report.
inputs: [sales.orders, hr.people]
tables:
  report:
    query: report.sql
    columns: {{{columns}}}
  targets:
    columns: {{month: date, target: bigint, secret: {{type: bigint, classification: restricted}}}}
"""


@dataclass(frozen=True)
class Case:
    """A query, the columns that its table declares, and all findings about it."""

    name: str
    sql: str
    columns: str
    expect: tuple[str, ...]
    kind: str


def cases() -> Iterator[Case]:
    table: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("queries.yaml").read_text("utf-8")
    )
    for entry in table:
        sql = entry.get("sql") or eval(entry["made"])  # noqa: S307 - an expression of the corpus
        columns = entry.get("columns", "n: bigint")
        yield Case(entry["name"], sql, columns, tuple(entry["expect"]), entry.get("kind", ""))


def write(root: Path, sql: str, columns: str = "n: bigint") -> None:
    """The sound mesh with one query in it, below a folder."""
    report = PRODUCT.format(columns=columns)
    files = {**FILES, "domains/sales/report/product.yaml": report, QUERY: sql}
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def findings(root: Path) -> tuple[Finding, ...]:
    loaded = load_mesh(root)
    return (*loaded.findings, *query_findings(loaded.mesh))


def said(found: tuple[Finding, ...]) -> list[str]:
    """Each finding as its place in the query and its code; elsewhere with the file."""
    if len(found) > FLOOD:
        counts = Counter(f.code for f in found)
        return sorted(f"{number} of {code}" for code, number in counts.items())
    return sorted(f"{str(f.position).removeprefix(QUERY + ':')} {f.code}" for f in found)
