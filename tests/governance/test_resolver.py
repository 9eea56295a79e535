import shutil
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from guardrails.cases import CaseResource
from guardrails.props import Props
from guardrails.retired_codes import RETIRED
from guardrails.rule import Level, Life, Rule
from guardrails.rules import ALL_RULES
from guardrails.types import BUCKET, PRODUCT
from meshwright.errors import Severity, UsageError
from meshwright.governance import load_organisation
from meshwright.governance.dates import judged_plan
from meshwright.governance.packs.pack import Pack, governance, policies, scopes
from meshwright.governance.resolver import ResolvedRules, of_mesh
from meshwright.plan import plan
from meshwright.specs.load import load_mesh
from wire import Engine

from governance.governed import FLOOR, ORDERS, RULE, found, root_of, said
from meshes import FILES, TODAY, environment

PRODUCT_TEXT = FILES[ORDERS]
LINE = PRODUCT_TEXT.count("\n") + 1
RELAXABLE = replace(RULE, relaxable=True)
TOMORROW = date(2026, 6, 2)


def resolution(root: Path, rule: Rule = RULE, **asked: object) -> ResolvedRules:
    mesh, organisation = load_mesh(root).mesh, load_organisation(root)
    return of_mesh(
        mesh, environment("dev", **asked), TODAY, organisation=organisation, rules=(rule,)
    )


def rules(text: str) -> str:
    return f"rules:\n  {text}\n"


def product(text: str) -> str:
    return f"{PRODUCT_TEXT}governance:\n  rules:\n    {text}\n"


def test_each_layer_may_ask_for_more_and_the_last_one_holds(tmp_path: Path) -> None:
    root = root_of(
        tmp_path,
        {
            "policies/floor.yaml": FLOOR + rules("XX-001: {parameters: {words: 1}}"),
            "policies/p/pack.yaml": "name: p\ndescription: d\n"
            + rules("XX-001: {parameters: {words: 2}}"),
            "sales/governance.yaml": rules("XX-001: {parameters: {words: 4}}"),
            ORDERS: product("XX-001: {parameters: {words: 5}}"),
        },
    )
    made = resolution(root, governance={"rules": {"XX-001": {"parameters": {"words": 3}}}})

    holds = {s: made.settings(s)["XX-001"] for s in ("", "sales", "sales.orders", "finance")}
    assert {s: setting.parameters["words"] for s, setting in holds.items()} == {
        "": 3,
        "sales": 4,
        "sales.orders": 5,
        "finance": 3,
    }
    assert [
        (step.value, step.layer, step.place)
        for step in holds["sales.orders"].provenance
        if step.name == "words"
    ] == [
        (0, "the rule", ""),
        (1, "the floor", "policies/floor.yaml:3"),
        (2, "the pack p", "policies/p/pack.yaml:4"),
        (3, "environment dev", "env.yaml:1"),
        (4, "domain sales", "domains/sales/governance.yaml:2"),
        (5, "product sales.orders", f"domains/{ORDERS}:{LINE + 2}"),
    ]
    assert made.findings == ()


def test_what_is_resolved_is_a_value_that_no_look_up_changes(tmp_path: Path) -> None:
    wrong = rules("XX-01: {level: mandatory}")
    root = root_of(tmp_path, {"policies/floor.yaml": FLOOR, "sales/governance.yaml": wrong})
    made = resolution(root)
    before = (made.findings, made.refused, dict(made.by_subject))

    for subject in made.by_subject:
        assert made.effective(subject).settings is made.settings(subject)
        made.waivers(subject)
    made.check_environment()

    assert (made.findings, made.refused, dict(made.by_subject)) == before
    assert [finding.code for finding in made.findings] == ["POL002"]
    with pytest.raises(FrozenInstanceError):
        made.findings = ()  # pyright: ignore[reportAttributeAccessIssue] - what is tried


def test_a_subject_without_a_spec_stands_as_its_domain_does(tmp_path: Path) -> None:
    said_of = rules("XX-001: {parameters: {words: 4}}")
    root = root_of(tmp_path, {"policies/floor.yaml": FLOOR, "sales/governance.yaml": said_of})
    made = resolution(root)
    more = made.including(("sales.gone", "gone.gone"))

    assert "sales.gone" not in made.by_subject
    assert more.settings("sales.gone") == made.settings("sales")
    assert more.settings("gone.gone") == made.settings("")
    assert more.findings == made.findings


GOVERNANCE = "domains/sales/governance.yaml"


@pytest.mark.parametrize("code", RETIRED)
def test_a_setting_of_a_retired_code_is_understood_and_changes_nothing(
    tmp_path: Path, code: str
) -> None:
    said_of = rules(f"{code}: {{level: advisory}}")
    files = {
        "policies/floor.yaml": FLOOR + said_of,
        "policies/p/pack.yaml": f"name: p\ndescription: d\nrules: [XX-001, {code}]\n",
        "sales/governance.yaml": said_of,
        ORDERS: product(f"{code}: {{level: off}}"),
    }
    made = resolution(root_of(tmp_path, files), governance={"rules": {code: {"level": "advisory"}}})

    made.check_environment()
    assert code not in made.settings("sales.orders")
    assert made.findings == ()


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "XX-001: {level: advisory}",
            "2:19 POL006 XX-001 is mandatory here and cannot be made advisory",
        ),
        ("XX-001: {level: off}", "2:19 POL006 XX-001 is mandatory here and cannot be made off"),
        ("XX-01: {level: mandatory}", "2:3 POL002 no rule has the code 'XX-01', did you mean"),
        ("XX-001: {parameters: {word: 3}}", "2:25 POL003 XX-001 has no parameter 'word'"),
        ("XX-001: {parameters: {words: 1.5}}", "2:32 POL004 words of XX-001 has to be a whole"),
        ("XX-001: {parameters: {words: 2000}}", "2:32 POL005 words of XX-001 has to be at most"),
        (
            "XX-001: {parameters: {words: 4}}",
            "2:32 POL006 words of XX-001 is 5 here, and 4 asks for less",
        ),
    ],
)
def test_a_domain_is_refused_what_it_may_not_ask_for(
    tmp_path: Path, text: str, finding: str
) -> None:
    floor = FLOOR + rules("XX-001: {parameters: {words: 5}}")
    root = root_of(tmp_path, {"policies/floor.yaml": floor, "sales/governance.yaml": rules(text)})
    (refused,) = found(root)

    assert said((refused,))[0].startswith(f"{GOVERNANCE}:{finding}")
    assert (refused.severity, refused.subject) == (Severity.ERROR, "sales")
    assert refused.fix
    assert refused.where.startswith("rules.XX-")


def test_a_product_is_refused_what_it_may_not_ask_for(tmp_path: Path) -> None:
    root = root_of(tmp_path, {ORDERS: product("XX-001: {level: off}")})
    (refused,) = found(root)

    assert said((refused,)) == [
        f"domains/{ORDERS}:{LINE + 2}:21 POL006 XX-001 is mandatory here and cannot be made off"
    ]
    assert refused.subject == "sales.orders"
    assert refused.where == "governance.rules.XX-001.level"


def test_what_is_refused_does_not_hold(tmp_path: Path) -> None:
    root = root_of(tmp_path, {ORDERS: product("XX-001: {level: off}")})

    assert resolution(root).settings("sales.orders")["XX-001"].level is Level.MANDATORY


def test_a_relaxable_rule_can_be_relaxed_and_then_is_not_asked(tmp_path: Path) -> None:
    floor = FLOOR + rules("XX-001: {parameters: {words: 100}}")
    texts = {"policies/floor.yaml": floor, "sales/governance.yaml": rules("XX-001: {level: off}")}
    findings = found(root_of(tmp_path, texts), RELAXABLE)

    assert {f.subject for f in findings} == {"", "finance", "finance.reporting"}


def test_a_rule_and_its_parameters_at_once_cannot_be_off(tmp_path: Path) -> None:
    text = rules("XX-001: {level: off, parameters: {words: 3}}")
    (refused,) = found(root_of(tmp_path, {"sales/governance.yaml": text}), RELAXABLE)

    assert said((refused,)) == [
        f"{GOVERNANCE}:2:19 POL008 XX-001 is switched off and given parameters at once"
    ]


def test_a_floor_that_switches_off_what_nobody_may_relax_is_refused(tmp_path: Path) -> None:
    root = root_of(tmp_path, {"policies/floor.yaml": FLOOR + rules("XX-001: {level: off}")})
    (refused,) = found(root)

    assert said((refused,)) == [
        "policies/floor.yaml:3:19 POL007 XX-001 is mandatory here and cannot be made off"
    ]


def test_a_floor_that_switches_off_everything_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meshwright.governance.resolver.ALL_RULES", ())
    root = root_of(tmp_path, {"policies/floor.yaml": FLOOR + rules("XX-001: {level: off}")})
    made = resolution(root, RELAXABLE)
    made.settings("")

    assert said(tuple(made.findings)) == [
        "policies/floor.yaml:2:1 POL007 every rule is switched off"
    ]


def test_the_organisations_own_numbers_may_be_looser_than_the_rules(tmp_path: Path) -> None:
    strict = replace(RULE, parameters=(replace(RULE.parameters[0], default=500),))
    root = root_of(
        tmp_path, {"policies/floor.yaml": FLOOR + rules("XX-001: {parameters: {words: 1}}")}
    )

    assert found(root, strict) == ()


def test_an_environment_is_refused_with_the_line_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        found(root_of(tmp_path, {}), env=environment(governance={"rules": {"XX-1": {}}}))

    assert "env.yaml:1:1: error POL002 no rule has the code 'XX-1'" in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_rule_belongs_to_one_pack(tmp_path: Path) -> None:
    text = "name: p\ndescription: d\nrules: [XX-001]\n"
    root = root_of(tmp_path, {"policies/a/pack.yaml": text, "policies/b/pack.yaml": text})

    assert "policies/b/pack.yaml:3:9 POL008 the pack a lists XX-001 too" in said(found(root))


def test_a_rule_that_no_pack_asks_is_refused(tmp_path: Path) -> None:
    text = "name: p\ndescription: d\nrules: [XX-001]\n"
    findings = said(found(root_of(tmp_path, {"policies/a/pack.yaml": text})))

    assert "policies:1:1 POL011 no pack lists S3-001" in findings


def test_a_pack_that_picks_no_rule_is_a_warning_and_stops_no_stack(tmp_path: Path) -> None:
    every = f"rules: [{', '.join(rule.code for rule in ALL_RULES)}]\n"
    head = "name: p\ndescription: d\n"
    files = {"policies/a/pack.yaml": head + every, "policies/b/pack.yaml": head + "rules: []\n"}
    root = root_of(tmp_path, files)

    (finding,) = (f for f in found(root) if f.code.startswith("POL"))

    assert str(finding) == "policies/b/pack.yaml:3:1: warning POL012 the pack b lists no rule"
    place = root / "platform/environments/dev.yaml"
    place.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).parents[2] / "platform/environments/dev.yaml", place)
    assert governance(root / "policies/a")("dev.sales.orders").own == ()


def test_a_pack_and_a_floor_that_cannot_be_read_are_findings(tmp_path: Path) -> None:
    root = root_of(
        tmp_path, {"policies/floor.yaml": "rules: 3\n", "policies/a/pack.yaml": "x: 1\n"}
    )
    findings = found(root)

    assert {f.position.path for f in findings} == {"policies/floor.yaml", "policies/a/pack.yaml"}
    assert {f.severity for f in findings} == {Severity.ERROR}


def test_the_example_mesh_has_a_floor_without_faults() -> None:
    organisation = load_organisation(Path(__file__).parents[2])

    assert organisation.findings == ()
    assert organisation.team == "@nyc-air/data-governance"


def test_a_draft_is_a_note_and_only_where_it_is_asked_for(tmp_path: Path) -> None:
    root, draft = root_of(tmp_path, {}), replace(RULE, life=Life.DRAFT)
    strict = replace(draft, parameters=(replace(RULE.parameters[0], default=1000),))

    assert [f.code for f in found(root, strict)] == ["POL001"]
    findings = found(root, strict, drafts=True)
    assert findings
    assert all((f.severity, f.is_draft) == (Severity.NOTE, True) for f in findings)


def test_in_its_grace_a_rule_warns_until_its_day_and_then_fails(tmp_path: Path) -> None:
    root = root_of(tmp_path, {})
    late = replace(
        RULE,
        mandatory_from={"dev": TOMORROW},
        parameters=(replace(RULE.parameters[0], default=40),),
    )

    today, tomorrow = found(root, late), found(root, late, as_of=TOMORROW)
    assert {(f.severity, f.mandatory_from) for f in today} == {(Severity.WARNING, TOMORROW)}
    assert {(f.severity, f.mandatory_from) for f in tomorrow} == {(Severity.ERROR, None)}


def test_a_stack_is_looked_at_again_on_the_day_a_rule_turns(tmp_path: Path) -> None:
    made = resolution(root_of(tmp_path, {}), replace(RULE, mandatory_from={"dev": TOMORROW}))
    mesh = load_mesh(tmp_path).mesh
    stacks = judged_plan(plan(mesh, environment(), as_of=TODAY), made).stacks

    assert {stack.next_change for stack in stacks.values()} == {TOMORROW}


def test_a_stack_is_judged_anew_where_its_settings_change(tmp_path: Path) -> None:
    mesh = load_mesh(root_of(tmp_path, {})).mesh
    planned = plan(mesh, environment(), as_of=TODAY)
    before = judged_plan(planned, resolution(tmp_path)).stacks
    root_of(tmp_path, {ORDERS: product("XX-001: {parameters: {words: 3}}")})
    after = judged_plan(planned, resolution(tmp_path)).stacks

    changed = {name for name in after if after[name].judged_by != before[name].judged_by}
    assert changed == {"dev.sales.orders"}
    assert all(after[name].digest == before[name].digest for name in after)


ENVIRONMENT = """\
account: "111122223333"
region: eu-central-1
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""
OWN_RULE = """\
from collections.abc import Iterator

from guardrails.rule import Props, Rule
from guardrails.types import BUCKET, PRODUCT


def check_spec(props: Props) -> Iterator[str]:
    yield "the domain says no"


def check_bucket(props: Props) -> Iterator[str]:
    if "tags" in props:
        yield "the domain says no"


RULE = Rule(
    id="sales-says-no",
    code="SALES-001",
    title="Sales says no",
    why="It may.",
    fix="ask sales",
    checks={PRODUCT: check_spec, BUCKET: check_bucket},
)
"""
OWN = {
    "policies/domains/sales/__init__.py": (
        "from . import sales_says_no\n\nRULES = (sales_says_no.RULE,)\n"
    ),
    "policies/domains/sales/sales_says_no.py": OWN_RULE,
    "policies/p/pack.yaml": "name: p\ndescription: d\nrules: [XX-001]\ndomainRules: true\n",
}


def of_own(root: Path) -> list[str]:
    return [f.subject for f in found(root) if f.code == "SALES-001"]


def test_a_domains_own_rules_are_asked_of_its_specs_and_stacks_alone(tmp_path: Path) -> None:
    subjects = of_own(root_of(tmp_path, OWN))

    # Each product's spec and bucket, and the bucket for results of queries.
    assert sorted(subjects) == [
        "sales",
        *["sales.invoices"] * 2,
        *["sales.orders"] * 2,
    ]


def test_a_domain_governs_its_own_rules(tmp_path: Path) -> None:
    root = root_of(
        tmp_path,
        {**OWN, ORDERS: product("SALES-001: {level: mandatory}")},
    )

    assert resolution(root).findings == ()
    assert "SALES-001" in resolution(root).settings("sales.orders")
    assert "SALES-001" not in resolution(root).settings("finance")


def told(root: Path, stack: str, *, domain_rules: bool = True) -> list[str]:
    """What a pack says of a bucket in a stack."""
    folder = root / "policies/p"
    environments = root / "platform/environments"
    environments.mkdir(parents=True, exist_ok=True)
    (environments / "dev.yaml").write_text(ENVIRONMENT)
    pack = Pack("p", "", (RULE,), domain_rules)
    asked = Engine(policies(pack, scopes(folder), governance(folder)), stack)
    violations = asked.analyze(CaseResource(BUCKET, "data", {"tags": {}}))
    return [violation.message.splitlines()[1] for violation in violations]


@pytest.mark.usefixtures("one_rule")
def test_a_pack_asks_a_domains_own_rules_of_its_stacks_alone(tmp_path: Path) -> None:
    root = root_of(tmp_path, OWN)

    assert told(root, "dev.sales.orders") == ["SALES-001 Sales says no: the domain says no"]
    assert told(root, "dev.sales") == ["SALES-001 Sales says no: the domain says no"]
    assert told(root, "dev.finance") == []
    assert told(root, "dev") == []
    assert told(root, "dev.sales.orders", domain_rules=False) == []


@pytest.mark.usefixtures("one_rule")
@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"policies/floor.yaml": "rules: 3\n"}, "floor.yaml:1:1: error SPEC003"),
        (
            {"policies/floor.yaml": FLOOR + "rules: {XX-001: {level: off}}\n"},
            "floor.yaml:2:25: error POL007",
        ),
        ({ORDERS: product("XX-001: {level: off}")}, "product.yaml:15:21: error POL006"),
        ({"sales/governance.yaml": rules("XX-1: {}")}, "governance.yaml:2:3: error POL002"),
    ],
)
def test_a_pack_refuses_a_stack_whose_governance_is_wrong(
    tmp_path: Path, files: dict[str, str], problem: str
) -> None:
    root = root_of(tmp_path, files)
    folder = root / "policies/p"
    told(root, "dev.finance")

    with pytest.raises(UsageError) as refused:
        governance(folder)("dev.sales.orders")
    assert problem in str(refused.value)


@pytest.mark.usefixtures("one_rule")
def test_a_broken_rule_of_a_domain_stops_that_domain_alone(tmp_path: Path) -> None:
    root = root_of(tmp_path, {**OWN, "policies/domains/sales/sales_says_no.py": "1 / 0\n"})

    assert "no rule can be asked" in told(root, "dev.sales.orders")[0]
    assert told(root, "dev.finance") == []


@pytest.fixture
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of these tests is the only one there is."""
    monkeypatch.setattr("meshwright.governance.resolver.ALL_RULES", (RULE,))
    monkeypatch.setattr("meshwright.governance.organisation.ALL_RULES", (RULE,))
    monkeypatch.delenv("MESH_ROOT", raising=False)
    monkeypatch.setenv("MESH_AS_OF", TODAY.isoformat())


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        (
            {"policies/domains/sales/sales_says_no.py": "RULE = 1 / 0\n"},
            "policies/domains/sales/sales_says_no.py:1:1 POL010 ZeroDivisionError",
        ),
        (
            {"policies/domains/sales/sales_says_no.py": "def\n"},
            "policies/domains/sales/sales_says_no.py:1:1 POL010 SyntaxError",
        ),
        (
            {"policies/domains/sales/__init__.py": "RULES = [1]\n"},
            "policies/domains/sales/__init__.py:1:1 POL010 RULES has to be a tuple of rules",
        ),
        (
            {"policies/domains/finance/x.py": "\n"},
            "policies/domains/finance/__init__.py:1:1 POL010 policies/domains/finance has no",
        ),
        (
            {"policies/domains/sales/sales_says_no.py": OWN_RULE.replace("SALES-001", "S3-001")},
            "policies/domains/sales/sales_says_no.py:1:1 POL008 another rule has the code S3-001",
        ),
        (
            {"policies/domains/hr/__init__.py": "RULES = ()\n"},
            "policies/domains/hr:1:1 POL009 there is no domain hr",
        ),
        (
            {"policies/p/pack.yaml": OWN["policies/p/pack.yaml"].replace("true", "false")},
            "policies/domains:1:1 POL011 no pack evaluates the rules of sales",
        ),
    ],
)
def test_rules_of_a_domain_that_cannot_be_asked_are_findings(
    tmp_path: Path, files: dict[str, str], finding: str
) -> None:
    findings = said(found(root_of(tmp_path, {**OWN, **files})))

    assert any(line.startswith(finding) for line in findings), findings


def raising(props: Props) -> Iterator[str]:
    raise KeyError(props["description"])


def test_a_spec_rule_that_raises_is_a_finding_that_names_it_and_quotes_nothing(
    tmp_path: Path,
) -> None:
    findings = found(root_of(tmp_path, {}), replace(RULE, checks={PRODUCT: raising}))

    assert {f.message for f in findings} == {
        "Things are said at length: rule XX-001 (said-at-length) raised KeyError"
    }
    assert {f.where for f in findings} == {"product"}
    assert {f.severity for f in findings} == {Severity.ERROR}


def test_every_finding_of_a_rule_has_a_path(tmp_path: Path) -> None:
    def no(props: Props) -> Iterator[str]:
        del props
        yield "no"

    mesh = load_mesh(root_of(tmp_path, {})).mesh
    planned = plan(mesh, environment(), as_of=TODAY)
    kinds = {d.type for stack in planned.stacks.values() for d in stack.declarations}
    findings = found(tmp_path, replace(RULE, checks=dict.fromkeys(kinds, no)))

    assert len(findings) == sum(len(s.declarations) for s in planned.stacks.values())
    assert all(f.where for f in findings)
    grant = next(f for f in findings if f.resource.endswith("::orders:finance.reporting"))
    assert grant.where == "access.finance.reporting.tables.orders"
    results = next(f for f in findings if f.resource == f"{BUCKET}::results")
    assert results.where == "bucket.results"
