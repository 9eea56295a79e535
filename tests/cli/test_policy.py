import pytest

from .conftest import write
from meshes import FILES

ORDERS = "domains/sales/orders/product.yaml"
GOVERNANCE = "domains/sales/governance.yaml"
WAIVERS = "domains/sales/orders/waivers.yaml"
RULE = """\
from collections.abc import Iterator
from datetime import date

from guardrails.rule import At, Life, Parameter, Props, Rule, Tightening
from guardrails.types import PRODUCT


def check(props: Props) -> Iterator[At]:
    if len(props["description"]) < props.parameters["words"]:
        yield At("description", "it is too short")


WORDS = Parameter(
    name="words", what="least characters", default=0, tightens=Tightening.HIGHER, least=0, most=99
)
RULE = Rule(
    id="said-at-length",
    code="SALES-001",
    title="Things are said at length",
    why="Short words hide things.",
    fix="say more",
    checks={PRODUCT: check},
    parameters=(WORDS,),
    MORE
)
"""
WAIVER = """\
waivers:
  - rule: SALES-001
    finding: description
    reason: The importer is replaced in August.
    ticket: T-1
    granted: 2026-05-01
    expires: 2026-07-15
"""


@pytest.fixture
def own(checkout):
    """Gives the domain sales a rule of its own."""

    def give(more="", **files):
        folder = "policies/domains/sales"
        rule = RULE.replace("MORE", more)
        init = "from . import said_at_length\n\nRULES = (said_at_length.RULE,)\n"
        write(checkout, {f"{folder}/said_at_length.py": rule, f"{folder}/__init__.py": init})
        names = {"governance": GOVERNANCE, "waivers": WAIVERS, "orders": ORDERS}
        write(checkout, {names[name]: text for name, text in files.items()})

    return give


def words(number):
    return f"rules:\n  SALES-001: {{parameters: {{words: {number}}}}}\n"


def listed(ended):
    return {rule["code"]: rule for rule in ended.document["rules"]}


def test_every_rule_is_listed_with_level_and_metadata(mesh):
    ended = mesh("policy", "list", "--json")
    rule = listed(ended)["S3-001"]

    assert ended.code == 0
    assert (rule["id"], rule["level"]) == ("s3-public-access-block", "mandatory")
    assert (rule["life"], rule["stages"]) == ("enforced", ["resource", "stack"])
    assert rule["environments"]["local"]["provenance"] == [
        {"name": "level", "value": "mandatory", "layer": "the rule", "place": ""}
    ]


def test_a_domains_own_rule_is_listed_with_its_parameters(mesh, own):
    own(governance=words(3))
    rule = listed(mesh("policy", "list", "--json"))["SALES-001"]

    assert (rule["domain"], rule["page"]) == (
        "sales",
        "docs/reference/rules/SALES-001-said-at-length.md",
    )
    assert rule["parameters"][0]["name"] == "words"
    assert rule["environments"]["local"]["parameters"] == {"words": 3}


def test_the_list_is_readable(mesh, own):
    own("life=Life.DRAFT,")
    out = mesh("policy", "list").out

    assert "S3-001   mandatory enforced   resource,stack" in out
    assert "Things are said at length (domain sales)" in out


def test_a_rule_in_its_grace_is_listed_so(mesh, own):
    own("relaxable=True, mandatory_from={'local': date(2026, 12, 1)},")
    ended = mesh("policy", "list")

    assert "SALES-001 mandatory grace" in ended.out


def test_explain_says_where_alone_a_rule_is_mandatory(mesh, own):
    own("relaxable=True, mandatory_from={'prod': date(2026, 1, 1)},")
    ended = mesh("explain", "SALES-001", "--product", "sales.orders")

    assert "life: grace, a warning here: it is mandatory in prod alone" in ended.out


def test_explain_says_who_decided_what(mesh, own):
    own(
        governance=words(3),
        orders=FILES["sales/orders/product.yaml"]
        + "governance:\n  "
        + (words(5).replace("\n", "\n  ").rstrip() + "\n"),
    )
    out = mesh("explain", "sales-001", "--product", "sales.orders").out

    assert "SALES-001 for sales.orders in local" in out
    lines = [line.strip() for line in out.splitlines()]
    at = lines.index("words: 5  (product sales.orders, domains/sales/orders/product.yaml:15)")
    assert lines[at + 1 : at + 3] == [
        "before: 3  (domain sales, domains/sales/governance.yaml:2)",
        "before: 0  (the rule)",
    ]


def test_explain_shows_the_waivers_of_the_product(mesh, own):
    own(governance=words(50), waivers=WAIVER)
    ended = mesh("explain", "SALES-001", "--product", "sales.orders", "--json")
    (standing,) = ended.document["standings"]

    assert (standing["level"], standing["parameters"]) == ("mandatory", {"words": 50})
    assert standing["waivers"] == [
        {
            "finding": "description",
            "reason": "The importer is replaced in August.",
            "ticket": "T-1",
            "granted": "2026-05-01",
            "expires": "2026-07-15",
            "holds": True,
            "daysLeft": 44,
            "place": f"{WAIVERS}:2",
        }
    ]
    assert "description, until 2026-07-15, 44 days left" in (
        mesh("explain", "SALES-001", "--product", "sales.orders").out
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-04-30", "granted on 2026-05-01, which is in the future"), ("2026-08-01", "expired on")],
)
def test_explain_says_where_a_waiver_does_not_hold(mesh, own, day, words):
    own(waivers=WAIVER)

    out = mesh("explain", "SALES-001", "--product", "sales.orders", "--as-of", day).out
    assert words in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("S3-001", "--product", "sales.order"), "did you mean 'sales.orders'?"),
        (("S3-0001", "--product", "sales.orders"), "did you mean 'S3-001'?"),
        (("SALES-001", "--product", "finance.reporting"), "is not asked of finance.reporting"),
        (("S3-001", "--product", "sales.orders", "--env", "prd"), "no environment 'prd'"),
    ],
)
def test_explain_refuses_what_is_not_there(mesh, own, arguments, message):
    own()
    ended = mesh("explain", *arguments)

    assert ended.code == 2
    assert message in ended.err


def test_explain_of_a_rule_alone_is_what_it_was(mesh):
    assert "standings" not in mesh("explain", "S3-001", "--json").document


def test_a_waived_finding_is_shown_with_its_days_and_fails_nothing(mesh, own):
    own(governance=words(20), waivers=WAIVER)
    ended = mesh("check", "domains/sales/orders")
    assert ended.code == 0
    assert f"{ORDERS}:1:1: note SALES-001 Things are said at length: it is too short" in ended.out
    assert "\n  at: description\n" in ended.out
    assert "\n  waived: until 2026-07-15, 44 days left: The importer is replaced" in ended.out


def test_a_waiver_is_part_of_the_document(mesh, own):
    own(governance=words(20), waivers=WAIVER)
    document = mesh("check", "domains/sales/orders", "--json").document
    (finding,) = (f for f in document["findings"] if f["code"] == "SALES-001")

    assert (finding["severity"], finding["where"]) == ("note", "description")
    assert finding["waived"] == {
        "reason": "The importer is replaced in August.",
        "ticket": "T-1",
        "expires": "2026-07-15",
        "daysLeft": 44,
    }


def test_a_rule_in_grace_warns_with_its_day(mesh, own):
    own("mandatory_from={'local': date(2026, 12, 1)},", governance=words(90))
    ended = mesh("check")

    assert ended.code == 0
    assert f"{ORDERS}:1:1: warning SALES-001" in ended.out
    assert "\n  mandatory: from 2026-12-01 on this is an error\n" in ended.out
    assert mesh("check", "--as-of", "2026-12-01").code == 5


def test_drafts_are_notes_for_who_asks_for_them(mesh, own):
    own("life=Life.DRAFT,", governance=words(90))

    assert "SALES-001" not in mesh("check").out
    ended = mesh("check", "--drafts")
    assert ended.code == 0
    assert f"{ORDERS}:1:1: note SALES-001" in ended.out
    assert "\n  draft: this rule is not in force yet\n" in ended.out


def test_refused_governance_fails_the_check_at_its_line(mesh, own):
    own(governance="rules:\n  SALES-001: {level: off}\n")
    ended = mesh("check")

    assert ended.code == 5
    assert f"{GOVERNANCE}:2:22: error POL006 SALES-001 is mandatory here" in ended.out


def test_refused_governance_of_an_environment_is_a_wrong_environment(mesh, checkout):
    file = checkout / "platform/environments/local.yaml"
    before = file.read_text()
    file.write_text(before + "governance: {rules: {S3-001: {level: advisory}}}\n")
    line = before.count("\n") + 1
    ended = mesh("check")

    assert ended.code == 2
    assert f"local.yaml:{line}:38: error POL006 S3-001 is mandatory here" in ended.err


def simulated(mesh, *arguments):
    return mesh("policy", "simulate", *arguments, "--json").document


def test_a_draft_is_simulated_as_if_it_were_enforced(mesh, own):
    own("life=Life.DRAFT,", governance=words(15))
    said = simulated(mesh, "--rule", "SALES-001")

    assert (said["fails"], said["products"]) == (1, 3)
    assert said["owners"] == {"team-sales@acme.example": 1}
    assert said["new"] == ["sales.invoices"]
    (failure,) = said["failures"]
    assert failure["findings"][0]["message"].endswith("it is too short")


def test_another_parameter_is_simulated_and_compared_with_today(mesh, own):
    own(governance=words(15))
    stricter = simulated(mesh, "--rule", "SALES-001", "--set", "words=20")

    assert [(f["subject"], f["isNew"]) for f in stricter["failures"]] == [
        ("sales.invoices", False),
        ("sales.orders", True),
    ]
    assert stricter["set"] == {"words": 20}


def test_a_simulation_is_readable_and_always_ends_well(mesh, own):
    own(governance=words(15))
    ended = mesh("policy", "simulate", "--rule", "SALES-001", "--set", "words=20")

    assert ended.code == 0
    assert ended.out.splitlines()[:2] == [
        "fails 2 of 3 products",
        "owned by team-sales@acme.example (2)",
    ]
    assert "+ sales.orders  team-sales@acme.example" in ended.out
    assert ended.out.splitlines()[-1] == "against today: 1 more, 0 fewer"


def test_all_rules_are_simulated_where_none_is_named(mesh):
    assert simulated(mesh)["fails"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--rule", "SALES-01"), "did you mean 'SALES-001'?"),
        (("--set", "words=3"), "add --rule CODE"),
        (("--rule", "SALES-001", "--set", "wrds=3"), "SALES-001 has no parameter 'wrds'"),
        (("--rule", "SALES-001", "--set", "words=x"), "words of SALES-001 has to be a whole"),
        (("--rule", "SALES-001", "--set", "words=100"), "has to be at most 99"),
        (("--rule", "SALES-001", "--set", "words=["), "is not of the form PARAM=VALUE"),
        (("--rule", "SALES-001", "--level", "high"), "there is no level 'high'"),
    ],
)
def test_a_simulation_of_what_cannot_be_is_refused(mesh, own, arguments, message):
    own()
    ended = mesh("policy", "simulate", *arguments)

    assert ended.code == 2
    assert message in ended.err
