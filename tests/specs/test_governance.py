from datetime import date
from pathlib import Path

import pytest

from meshwright.errors import UsageError
from meshwright.specs.governance import RuleSetting, Wishes
from meshwright.specs.load import LoadedMesh, load_environment, load_mesh
from meshwright.specs.local import Local, local_in_files, local_of
from meshwright.specs.organisation import load_floor, load_pack_spec, pack_folders
from meshwright.specs.waivers import is_path

from .conftest import DOMAIN, PRODUCT, Tree

GOVERNANCE = "domains/sales/governance.yaml"
ORDERS = "domains/sales/orders/product.yaml"
WAIVERS = "domains/sales/orders/waivers.yaml"
FILES = {"domains/sales/domain.yaml": DOMAIN, ORDERS: PRODUCT}
RULES = "rules:\n  S3-006: {level: mandatory, parameters: {days: 7}}\n"
WAIVER = """\
waivers:
  - rule: S3-006
    finding: tables.orders.columns.discount
    reason: The old importer cannot do it before it is replaced.
    ticket: https://tickets.acme.example/1
    granted: 2026-11-01
    expires: 2027-01-15
"""
ENVIRONMENT = """\
account: "111122223333"
region: eu-central-1
deployer: arn:aws:iam::111122223333:role/deployer
administrators: [arn:aws:iam::111122223333:role/deployer]
"""


def load(tree: Tree, **files: str) -> LoadedMesh:
    named = {"governance": GOVERNANCE, "waivers": WAIVERS, "orders": ORDERS}
    return load_mesh(tree({**FILES, **{named[name]: text for name, text in files.items()}}))


def said(loaded: LoadedMesh) -> list[str]:
    return [f"{f.position} {f.code} {f.message}" for f in loaded.findings]


def test_a_domain_says_how_rules_hold_in_a_file_of_its_own(tree: Tree) -> None:
    loaded = load(tree, governance=RULES)
    overrides = loaded.mesh.domains["sales"].governance

    assert loaded.findings == ()
    assert overrides is not None
    assert list(overrides) == [("S3-006", RuleSetting(level="mandatory", parameters={"days": 7}))]
    assert str(overrides.at("S3-006", "level")) == f"{GOVERNANCE}:2:12"
    assert str(overrides.at_value("S3-006", "parameters", "days")) == f"{GOVERNANCE}:2:49"
    assert overrides.where("S3-006", "level") == "rules.S3-006.level"


def test_a_product_says_it_in_its_spec(tree: Tree) -> None:
    loaded = load(tree, orders=PRODUCT + "governance:\n  rules:\n    S3-006: {level: mandatory}\n")
    overrides = loaded.mesh.products["sales.orders"].governance

    line = PRODUCT.count("\n") + 3
    assert str(overrides.at("S3-006")) == f"{ORDERS}:{line}:5"
    assert overrides.where("S3-006") == "governance.rules.S3-006"


def test_where_nothing_is_said_nothing_is_asked(tree: Tree) -> None:
    mesh = load(tree).mesh

    assert mesh.domains["sales"].governance is None
    assert list(mesh.products["sales.orders"].governance) == []
    assert mesh.products["sales.orders"].waivers is None


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("rules: {S3-006: {level: of}}\n", "1:25 SPEC015 'level' cannot be 'of', did you mean"),
        ("rules: {S3-006: {levl: off}}\n", "1:18 SPEC012 unknown field 'levl', did you mean"),
        ("rules: [S3-006]\n", "1:8 SPEC013 'rules' has to be a mapping, not a list"),
        ("rules:\n  S3-006: {parameters: [3]}\n", "2:24 SPEC013 'parameters' has to be"),
        ("rules: {S3-006: {level: }}\n", "1:18 SPEC020 'level' has no value"),
        ("", "1:1 SPEC002 the file is empty"),
    ],
)
def test_governance_that_cannot_be_read_is_refused_and_costs_the_domain_nothing_else(
    tree: Tree, text: str, finding: str
) -> None:
    loaded = load(tree, governance=text)

    assert [line.startswith(f"{GOVERNANCE}:{finding}") for line in said(loaded)] == [True]
    assert [f.subject for f in loaded.findings] == ["sales"]
    assert loaded.mesh.domains["sales"].governance is None
    assert "sales.orders" in loaded.mesh.products


def test_a_folder_in_place_of_governance_is_refused(tree: Tree) -> None:
    loaded = load_mesh(tree({**FILES, f"{GOVERNANCE}/x.yaml": "a: b\n"}))

    assert [line.partition(" ")[2][:7] for line in said(loaded)] == ["SPEC034"]


def test_a_link_in_place_of_governance_is_reported_once(tree: Tree) -> None:
    root = tree(FILES)
    (root / GOVERNANCE).symlink_to("/etc/hostname")
    loaded = load_mesh(root)

    assert [f.code for f in loaded.findings] == ["SPEC031"]


def test_an_environment_says_it_too(tree: Tree) -> None:
    rules = "governance:\n  rules: {S3-006: {level: advisory}}\n"
    root = tree({"platform/environments/dev.yaml": ENVIRONMENT + rules})
    environment = load_environment(root, "dev")

    assert list(environment.governance) == [("S3-006", RuleSetting(level="advisory"))]
    assert str(environment.governance.at("S3-006")) == "platform/environments/dev.yaml:6:11"


def test_an_environment_with_a_misspelt_level_cannot_be_used(tree: Tree) -> None:
    rules = "governance:\n  rules: {S3-006: {level: advisry}}\n"
    root = tree({"platform/environments/dev.yaml": ENVIRONMENT + rules})

    with pytest.raises(UsageError, match=r"dev\.yaml:6:27: error SPEC015"):
        load_environment(root, "dev")


def test_the_floor_names_the_governance_team(tree: Tree) -> None:
    floor = load_floor(tree({"policies/floor.yaml": f'governanceTeam: "@acme/gov"\n{RULES}'}))

    assert floor is not None
    assert floor.spec is not None
    assert floor.spec.governance_team == "@acme/gov"
    assert list(floor.spec.rules) == ["S3-006"]


def test_a_floor_without_a_team_is_refused(tree: Tree) -> None:
    floor = load_floor(tree({"policies/floor.yaml": RULES}))

    assert floor is not None
    assert [f"{f.position} {f.message}" for f in floor.findings] == [
        "policies/floor.yaml:1:1 missing required field 'governanceTeam'"
    ]


def test_a_checkout_need_not_have_a_floor(tmp_path: Path) -> None:
    assert load_floor(tmp_path) is None


def pack(tree: Tree, rules: str) -> list[str] | dict[str, RuleSetting]:
    text = f"name: p\ndescription: d\nrules: {rules}\n"
    parsed = load_pack_spec(tree({"policies/p/pack.yaml": text}), "policies/p")
    if parsed.spec is None:
        return [f"{f.position} {f.code} {f.message}" for f in parsed.findings]
    return dict(parsed.spec.rules)


def test_a_pack_picks_rules_by_a_list_or_with_what_it_asks_of_them(tree: Tree) -> None:
    assert pack(tree, "[S3-006, KMS-001]") == {"S3-006": RuleSetting(), "KMS-001": RuleSetting()}
    assert pack(tree, "{S3-006: {level: advisory}}") == {"S3-006": RuleSetting(level="advisory")}
    assert pack(tree, "[]") == pack(tree, "{}") == {}


def test_the_packs_are_all_folders_with_a_packs_file_but_those_of_rules(tree: Tree) -> None:
    folders = ("zeta", "alpha", "guardrails", "domains")
    root = tree(dict.fromkeys((f"policies/{name}/pack.yaml" for name in folders), ""))
    (root / "policies/empty").mkdir()

    assert pack_folders(root) == ("policies/alpha", "policies/zeta")


@pytest.mark.parametrize(
    ("rules", "finding"),
    [
        ("[S3-006, S3-006]", "SPEC016 S3-006 is listed twice"),
        ("[1]", "SPEC013 'rules' has to be a mapping, not a list"),
        ("S3-006", "SPEC013 'rules' has to be a mapping, not the text 'S3-006'"),
    ],
)
def test_a_pack_that_picks_nothing_sensible_is_refused(
    tree: Tree, rules: str, finding: str
) -> None:
    assert pack(tree, rules) == [f"policies/p/pack.yaml:3:8 {finding}"]


def test_a_rule_in_a_list_is_found_by_its_place(tree: Tree) -> None:
    text = "name: p\ndescription: d\nrules: [S3-006, KMS-001]\n"
    parsed = load_pack_spec(tree({"policies/p/pack.yaml": text}), "policies/p")

    assert parsed.spec is not None
    overrides = Wishes(parsed.spec.rules, parsed.source)
    assert str(overrides.at("KMS-001")) == "policies/p/pack.yaml:3:17"


def test_waivers_are_read_with_their_places(tree: Tree) -> None:
    loaded = load(tree, waivers=WAIVER)
    waivers = loaded.mesh.products["sales.orders"].waivers

    assert loaded.findings == ()
    assert waivers is not None
    ((waiver, position),) = waivers
    assert (waiver.rule, waiver.finding) == ("S3-006", "tables.orders.columns.discount")
    assert (waiver.granted, waiver.expires) == (date(2026, 11, 1), date(2027, 1, 15))
    assert str(position) == f"{WAIVERS}:2:5"


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("2027-01-15", "2027-01-31", "7:14 SPEC061 the waiver holds for 91 days"),
        ("2027-01-15", "2026-10-31", "7:14 SPEC061 the waiver expires before it is granted"),
        ("2027-01-15", "soon", "7:14 SPEC016 a date is written as year-month-day"),
        ("    expires: 2027-01-15\n", "", "2:5 SPEC003 missing required field 'expires'"),
        (
            "    ticket: https://tickets.acme.example/1\n",
            "",
            "2:5 SPEC003 missing required field 'ticket'",
        ),
        (
            "The old importer cannot do it before it is replaced.",
            "It is needed so now",
            "4:13 SPEC060 the reason has 19 characters, at least 20 are required",
        ),
        ("ticket:", "approver: me\n    ticket:", "5:5 SPEC012 unknown field 'approver'"),
        (
            "tables.orders.columns.discount",
            "'*'",
            "3:14 SPEC062 '*' is not the path of one finding",
        ),
        ("waivers:\n", "waivers: 3\nx:\n", "1:10 SPEC013 'waivers' has to be a list"),
    ],
)
def test_a_malformed_waiver_is_refused_and_costs_the_product_nothing_else(
    tree: Tree, before: str, after: str, finding: str
) -> None:
    loaded = load(tree, waivers=WAIVER.replace(before, after))

    assert said(loaded)[0].startswith(f"{WAIVERS}:{finding}")
    assert {f.subject for f in loaded.findings} == {"sales.orders"}
    assert loaded.mesh.products["sales.orders"].waivers is None


def test_ninety_days_are_allowed(tree: Tree) -> None:
    assert load(tree, waivers=WAIVER.replace("2027-01-15", "2027-01-30")).findings == ()


def test_the_same_finding_is_waived_once(tree: Tree) -> None:
    again = WAIVER.partition("\n")[2]

    assert said(load(tree, waivers=WAIVER + again + again)) == [
        f"{WAIVERS}:8:5 SPEC043 S3-006 at 'tables.orders.columns.discount' is waived twice"
    ]


@pytest.mark.parametrize(
    "text",
    ["tables.orders.columns.discount", "storage", "sla", "permissions.orders:reader", "inputs.0"],
)
def test_a_path_names_one_finding(text: str) -> None:
    assert is_path(text)


@pytest.mark.parametrize(
    "text",
    ["*", "tables.*", "12", "product.yaml:8:38", "domains/sales", "a b", "tables..x", "p.yml"],
)
def test_patterns_files_and_lines_are_no_path(text: str) -> None:
    assert not is_path(text)


def test_the_files_alone_say_what_the_mesh_says(tree: Tree) -> None:
    product = PRODUCT + "governance: {rules: {S3-006: {level: mandatory}}}\n"
    root = tree({**FILES, ORDERS: product, GOVERNANCE: RULES, WAIVERS: WAIVER})
    in_mesh, in_files = local_of(load_mesh(root).mesh), local_in_files(root)

    for subject in ("", "sales", "sales.orders", "sales.nothing", "nothing"):
        assert in_files(subject) == in_mesh(subject)
    assert in_files("sales.orders").product is not None


def test_files_with_errors_say_nothing(tree: Tree) -> None:
    root = tree({ORDERS: "tables: 3\n", GOVERNANCE: "rules: 3\n", WAIVERS: "waivers: 3\n"})

    assert local_in_files(root)("sales.orders") == Local()
    assert local_in_files(root)("sales") == Local()
