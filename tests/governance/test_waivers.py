"""Waivers in both hosts: by the path that the finding prints, by the date of the run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guardrails.cases import CaseResource
from guardrails.props import UNKNOWN
from guardrails.rule import Life, Rule
from guardrails.types import BUCKET, PRODUCT
from meshwright.errors import Severity, Waived
from meshwright.governance.packs import pack_files as packs
from meshwright.governance.packs.pack import Pack, governance, policies, scopes
from wire import Engine, Violation

from governance.governed import BUCKET_DATA, FLOOR, ORDERS, RULE, WAIVERS, found, root_of, said
from meshes import FILES, TODAY

REASON = "The importer is replaced in August."
WAIVER = """\
waivers:
  - rule: {rule}
    finding: {finding}
    reason: The importer is replaced in August.
    ticket: T-1
    granted: 2026-05-01
    expires: {expires}
"""
STRICT = {"policies/floor.yaml": FLOOR + "rules: {XX-001: {parameters: {words: 100}}}\n"}
ENVIRONMENT = """\
account: "111122223333"
region: eu-central-1
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""


def waiver(finding: str, *, rule: str = "XX-001", expires: str = "2026-07-15") -> str:
    return WAIVER.format(rule=rule, finding=finding, expires=expires)


def root(folder: Path, *waivers: str) -> Path:
    text = waivers[0] + "".join(w.partition("\n")[2] for w in waivers[1:]) if waivers else ""
    return root_of(folder, {**STRICT, **({WAIVERS: text} if text else {})})


def of_orders(folder: Path, as_of: date = TODAY) -> dict[tuple[str, str], Severity]:
    """The severity of each finding about the product, by its code and path."""
    findings = found(folder, as_of=as_of)
    return {(f.code, f.where): f.severity for f in findings if f.subject == "sales.orders"}


def test_a_waived_finding_is_a_note_with_its_days_and_counts_as_no_error(tmp_path: Path) -> None:
    findings = found(root(tmp_path, waiver("description")))
    waived = [f for f in findings if f.waived]

    assert [(f.code, f.subject, f.where, f.severity) for f in waived] == [
        ("XX-001", "sales.orders", "description", Severity.NOTE)
    ]
    assert waived[0].waived == Waived(REASON, "T-1", date(2026, 7, 15), 44)


def test_a_waiver_is_for_one_finding_of_one_product(tmp_path: Path) -> None:
    of_product = of_orders(root(tmp_path, waiver("description")))
    others = [f for f in found(tmp_path) if f.subject != "sales.orders"]

    assert of_product[("XX-001", "storage")] is Severity.ERROR
    assert {f.severity for f in others} == {Severity.ERROR}


def test_a_resource_is_waived_by_the_path_of_its_line(tmp_path: Path) -> None:
    assert of_orders(root(tmp_path, waiver("storage"))) == {
        ("XX-001", "description"): Severity.ERROR,
        ("XX-001", "storage"): Severity.NOTE,
    }


def test_an_expired_waiver_is_an_error_and_waives_nothing(tmp_path: Path) -> None:
    folder = root(tmp_path, waiver("description"))
    late = date(2026, 7, 16)

    assert of_orders(folder, as_of=late)[("XX-001", "description")] is Severity.ERROR
    assert (
        f"domains/{WAIVERS}:2:5 POL020 the waiver of XX-001 at 'description' expired on 2026-07-15"
    ) in said(found(folder, as_of=late))


def test_on_its_last_day_a_waiver_holds(tmp_path: Path) -> None:
    last = of_orders(root(tmp_path, waiver("description")), as_of=date(2026, 7, 15))

    assert last[("XX-001", "description")] is Severity.NOTE
    assert ("POL020", "waivers.0") not in last


def test_a_waiver_of_the_future_is_an_error_and_waives_nothing(tmp_path: Path) -> None:
    folder = root(tmp_path, waiver("description"))
    early = date(2026, 4, 30)

    assert of_orders(folder, as_of=early)[("XX-001", "description")] is Severity.ERROR
    assert of_orders(folder, as_of=early)[("POL022", "waivers.0")] is Severity.ERROR


@pytest.mark.parametrize("finding", ["tables.orders", "product", "descriptio"])
def test_a_waiver_of_nothing_is_an_error(tmp_path: Path, finding: str) -> None:
    assert (
        f"domains/{WAIVERS}:2:5 POL021 the waiver of XX-001 at '{finding}' matches no finding"
        " of the rule"
    ) in said(found(root(tmp_path, waiver(finding))))


def test_a_waiver_of_no_rule_is_an_error(tmp_path: Path) -> None:
    findings = said(found(root(tmp_path, waiver("description", rule="XX-01"))))

    wrong = f"domains/{WAIVERS}:2:11 POL002 no rule has the code 'XX-01', did you mean 'XX-001'?"
    assert wrong in findings


@pytest.mark.parametrize(("expires", "told"), [("2026-07-15", []), ("2026-05-31", ["POL020"])])
def test_whether_a_waiver_of_a_change_is_used_nobody_knows_without_its_base(
    tmp_path: Path, expires: str, told: list[str]
) -> None:
    wanted = waiver("tables.orders.columns.sku", rule="CHK080", expires=expires)
    findings = found(root(tmp_path, wanted))

    assert [f.code for f in findings if f.subject and f.code.startswith("POL")] == told


def test_a_waiver_of_a_retired_code_is_for_nothing(tmp_path: Path) -> None:
    findings = found(root(tmp_path, waiver("inputs.0", rule="LIN-001")))

    assert [f.code for f in findings if f.subject and f.code.startswith("POL")] == ["POL021"]


def test_a_waiver_of_a_rule_on_its_way_out_is_for_nothing(tmp_path: Path) -> None:
    folder = root(tmp_path, waiver("description"))
    findings = found(folder, replace(RULE, life=Life.DEPRECATED))

    assert {f.code for f in findings if f.severity is Severity.ERROR} == {"POL021"}
    assert not [f for f in findings if f.waived]


def test_waivers_change_when_a_stack_is_looked_at_again(tmp_path: Path) -> None:
    from meshwright.plan import plan
    from meshwright.specs.load import load_mesh

    from meshes import environment

    mesh = load_mesh(root(tmp_path, waiver("description"))).mesh
    planned = plan(mesh, environment(), as_of=TODAY)

    # One day after the waiver's last; the agreement of the sample ends in December.
    assert planned.stacks["dev.sales.orders"].next_change == date(2026, 7, 16)


# The engine's host, over the same files.


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A pack that asks the rule, on the product's stack, in a checkout with both waivers."""
    return engine_of(tmp_path, monkeypatch, waiver("description"), waiver("storage"))


def engine_of(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *waivers: str,
    stack: str = "dev.sales.orders",
    rule: Rule = RULE,
) -> Engine:
    monkeypatch.delenv("MESH_ROOT", raising=False)
    monkeypatch.setenv("MESH_AS_OF", TODAY.isoformat())
    # The rule of these tests is none of the shipped ones.
    monkeypatch.setattr("meshwright.governance.resolver.ALL_RULES", (rule,))
    place = root(folder, *waivers) / "platform/environments"
    place.mkdir(parents=True, exist_ok=True)
    (place / "dev.yaml").write_text(ENVIRONMENT)
    asked = folder / "policies" / "p"
    return Engine(policies(Pack("p", "", (rule,)), scopes(asked), governance(asked)), stack)


def bucket(name: str = "data", **values: object) -> CaseResource:
    return CaseResource(BUCKET, name, {"bucket": "b", **values})


def levels(violations: list[Violation]) -> list[str]:
    return [violation.level for violation in violations]


def test_the_pack_honours_the_waiver_by_the_path_of_the_plan(engine: Engine) -> None:
    (violation,) = engine.analyze(bucket())

    assert violation.level == "ADVISORY"
    assert "  at: storage\n" in violation.message
    assert "  waived: until 2026-07-15, 44 days left (T-1)\n" in violation.message


def test_the_pack_says_of_other_resources_what_the_rule_says(engine: Engine) -> None:
    (violation,) = engine.analyze(bucket("hand-written"))

    assert violation.level == "MANDATORY"
    assert "  at: bucket.hand-written\n" in violation.message


def test_the_pack_and_the_offline_host_waive_alike(engine: Engine, tmp_path: Path) -> None:
    findings = [f for f in found(tmp_path) if f.subject == "sales.orders"]
    offline = {f.resource: f.waived is not None for f in findings if f.resource}
    (violation,) = engine.analyze(bucket())

    assert offline == {BUCKET_DATA: True}
    assert "waived" in violation.message


def test_what_the_pack_cannot_evaluate_it_waives_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = replace(RULE, checks={PRODUCT: RULE.checks[PRODUCT], BUCKET: lambda p: iter(p["x"])})
    asked = engine_of(tmp_path, monkeypatch, waiver("storage"), rule=reading)
    (violation,) = asked.analyze(bucket(x=UNKNOWN))

    assert violation.level == "MANDATORY"


@pytest.mark.parametrize(
    ("waived", "message"),
    [
        (waiver("storage", expires="2026-05-31"), "POL020 the waiver of XX-001 at 'storage'"),
        (waiver("storage", rule="XX-01"), "POL002 no rule has the code 'XX-01'"),
    ],
)
def test_the_pack_refuses_a_stack_whose_waivers_are_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waived: str, message: str
) -> None:
    (violation,) = engine_of(tmp_path, monkeypatch, waived).analyze(bucket())

    assert violation.level == "MANDATORY"
    assert "no rule can be asked: the governance of this stack has errors" in violation.message
    assert message in violation.message


def test_the_pack_reads_the_mesh_only_for_a_product_with_waivers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    load_mesh = packs.load_mesh
    monkeypatch.setattr(packs, "load_mesh", lambda root: read.append(root) or load_mesh(root))
    asked = engine_of(tmp_path, monkeypatch, waiver("storage"), stack="dev.sales.invoices")

    assert levels(asked.analyze(bucket())) == ["MANDATORY"]
    assert read == []

    waived = engine_of(tmp_path, monkeypatch, waiver("storage"))
    assert levels([*waived.analyze(bucket()), *waived.analyze(bucket("other"))]) == [
        "ADVISORY",
        "MANDATORY",
    ]
    assert len(read) == 1


def test_a_product_relaxes_and_the_pack_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = FILES[ORDERS] + "governance: {rules: {XX-001: {level: advisory}}}\n"
    asked = engine_of(tmp_path, monkeypatch, rule=replace(RULE, relaxable=True))
    (tmp_path / "domains" / ORDERS).write_text(text)

    assert levels(asked.analyze(bucket())) == ["ADVISORY"]
