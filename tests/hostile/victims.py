"""A sound mesh of three domains: finance attacks, sales and people are attacked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from hostile.attack import ATTACKER, Attack, Files, write
from meshwright.entitlements.entitlement import Entitlement, entitlements
from meshwright.errors import Finding, Position, Severity
from meshwright.gate.assessment import Assessment, assess
from meshwright.governance import evaluate
from meshwright.ids import domain_of
from meshwright.plan.declaration import Plan, as_json, canonical
from meshwright.workspace import Workspace

TODAY = date(2026, 6, 1)
VICTIMS = ("sales", "people")
ACCOUNT = "111122223333"
DOMAIN = """\
owner: team-{0}@acme.example
description: The domain {0}.
costCenter: cc-1
classification: internal
support: {{channel: "#{0}-data"}}
reviewers: ["@acme/{0}"]
"""
SOUND: Files = {
    **{f"{domain}/domain.yaml": DOMAIN.format(domain) for domain in (ATTACKER, *VICTIMS)},
    "sales/orders/product.yaml": """\
description: Confirmed orders.
tables:
  orders:
    columns:
      order_id: string
      customer_email: {type: string, pii: true}
      margin: {type: "decimal(18,2)", classification: confidential}
      country: string
      ordered_on: date
  lines:
    columns: {order_id: string, sku: string}
""",
    "sales/orders/access/finance.reporting.yaml": """\
purpose: Monthly revenue report
tables:
  orders: {columns: [order_id, country]}
expires: 2026-12-31
""",
    "sales/invoices/product.yaml": """\
description: Invoices.
tables:
  invoices:
    columns: {invoice_id: string, paid_on: date}
""",
    "people/salaries/product.yaml": """\
description: Salaries.
classification: restricted
tables:
  salaries:
    columns: {person: {type: string, pii: true}, amount: "decimal(18,2)"}
""",
    "finance/reporting/product.yaml": """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    columns: {month: date, revenue: "decimal(18,2)"}
""",
    "finance/ledger/product.yaml": """\
description: Bookings.
tables:
  bookings:
    columns: {booking_id: string, amount: "decimal(18,2)"}
""",
}
ENVIRONMENT: Mapping[str, Any] = {
    "account": ACCOUNT,
    "region": "eu-central-1",
    "backend": "s3://state",
    "deployer": f"arn:aws:iam::{ACCOUNT}:role/mesh-deployer",
    "administrators": [f"arn:aws:iam::{ACCOUNT}:role/mesh-deployer"],
    "principals": {"audit": f"arn:aws:iam::{ACCOUNT}:role/audit"},
}
OPENING = (
    "Policy",
    "Role",
    "Permissions",
    "AccessPoint",
    "Key",
    "Grant",
    "Resource",
    "ResourceLfTags",
    "ResourceLfTag",
)
"""How the types end of what gives somebody access; a row filter is part of its entitlement."""
TOLD = ("tags", "description")
"""What people read of them: it gives nothing."""


def assessed(attack: Attack, root: Path) -> Assessment:
    """The mesh with an attack in it, judged as `mesh check` does."""
    attack.write(root, SOUND)
    write(root / "platform/environments/dev.yaml", yaml.safe_dump(dict(ENVIRONMENT)))
    return assess(Workspace(root), "dev", as_of=TODAY)


@dataclass(frozen=True)
class Reach:
    """What is given of the victims' data, to whomever."""

    entitled: frozenset[Entitlement]
    declared: frozenset[bytes]
    """What opens something in the victims' stacks, or names something of theirs elsewhere."""
    stacks: frozenset[bytes]
    """The victims' stacks, whole."""

    def beyond(self, base: "Reach", agreed: frozenset[str] = frozenset()) -> list[str]:
        """What is given here and not there, but for what an agreement rightly opens beside."""
        more = self.entitled - base.entitled
        fine = [
            each for each in more if agreed.issuperset(("all",) if each.whole else each.columns)
        ]
        to = [f'"principal":"{each.principal}"'.encode() for each in fine]
        return sorted(
            [
                *(f"{e.reader.name} reads {e.product}.{e.table}" for e in more.difference(fine)),
                *(
                    each.decode()
                    for each in self.declared - base.declared
                    if not any(principal in each for principal in to)
                ),
            ]
        )


def reach(judged: Assessment) -> Reach:
    mesh, place, planned = judged.mesh, judged.environment, judged.plan
    of_victims = (e for e in entitlements(mesh, place, planned) if _is_victim(e.product))
    return Reach(
        frozenset(_anywhere(e) for e in of_victims),
        frozenset(_opening(planned)),
        frozenset(s.as_bytes() for s in planned.stacks.values() if _is_victim(s.subject)),
    )


def _anywhere(entitlement: Entitlement) -> Entitlement:
    """Without the agreement's text and its place, which give nothing."""

    return replace(entitlement, agreement=None, spec=Position(""))


def _is_victim(subject: str) -> bool:
    return domain_of(subject) in VICTIMS


def _opening(planned: Plan) -> Iterator[bytes]:
    for stack in planned.stacks.values():
        for declared in stack.declarations:
            if declared.type.endswith(OPENING):
                inputs = {k: v for k, v in declared.inputs.items() if k not in TOLD}
                text = canonical([declared.type, declared.name, as_json(inputs)])
                if _is_victim(stack.subject) or _names_victim(text):
                    yield f"{stack.name} ".encode() + text


def _names_victim(text: bytes) -> bool:
    return any(f"{domain}{end}".encode() in text for domain in VICTIMS for end in ("__", "--", "/"))


def by_rules(judged: Assessment) -> list[Finding]:
    """What the packs refuse of a plan, as if nothing else had been checked."""
    found = evaluate(judged.plan, judged.mesh, judged.environment, organisation=judged.organisation)
    return errors(found)


def errors(found: Iterable[Finding]) -> list[Finding]:
    return [each for each in found if each.severity is Severity.ERROR]
