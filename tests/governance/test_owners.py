"""CODEOWNERS: the text, and who owns which path by the rules of GitHub."""

import re
from pathlib import Path

import pytest

from meshwright.errors import Position, Severity
from meshwright.governance.owners import FILES, codeowners, owner_findings, texts
from meshwright.specs.load import load_mesh
from meshwright.specs.organisation import FLOOR_FILE, load_floor

TEAM = "@acme/data-governance"
SALES = ["@acme/sales-data", "jane@acme.example"]
REVIEWERS = {"sales_eu": ["@acme/sales-eu"], "sales": SALES, "people": []}
GOLDEN = """\
# Written by `mesh policy owners` from `reviewers` in each domain.yaml and `governanceTeam` in
# policies/floor.yaml. The last line that matches a path decides.

# Who governs owns whatever nobody else does, a domain without reviewers included,
# and all that decides how specs are judged, deployed and approved.
/domains/ @acme/data-governance
/policies/ @acme/data-governance
/platform/ @acme/data-governance
/mesh @acme/data-governance
/Pulumi.yaml @acme/data-governance
/pyproject.toml @acme/data-governance
/requirements*.lock @acme/data-governance
/.ci/ @acme/data-governance
/.github/ @acme/data-governance
/.gitlab/ @acme/data-governance
/.gitlab-ci.yml @acme/data-governance
/CODEOWNERS @acme/data-governance
/docs/CODEOWNERS @acme/data-governance

# A domain's reviewers own its specs, and by access/ who may read its products.
/domains/sales/ @acme/sales-data jane@acme.example
/domains/sales_eu/ @acme/sales-eu

# What a domain sets for itself or is excused from is not its own to approve.
/domains/*/governance.yaml @acme/data-governance
/domains/*/*/waivers.yaml @acme/data-governance
"""


def owners_of(path: str, text: str) -> list[str]:
    """The owners of a path as GitHub finds them: the last line whose pattern matches.

    Source: GitHub docs, "About code owners": the rules of gitignore files.
    """
    found: list[str] = []
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    for line in lines:
        pattern, *who = line.split()
        if re.fullmatch(expression(pattern), path):
            found = who
    return found


def expression(pattern: str) -> str:
    """A pattern of a gitignore file, without what CODEOWNERS refuses, as a regular expression."""
    is_anchored = "/" in pattern.rstrip("/")
    body = ""
    for part in re.split(r"(\*\*/|/\*\*$|\*|\?)", pattern.strip("/")):
        wild = {"**/": "(.*/)?", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
        body += wild.get(part, re.escape(part))
    below = "/.*" if pattern.endswith("/") else "(/.*)?"
    return ("" if is_anchored else "(.*/)?") + body + below


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b.js", True),
        ("*.js", "a/b.js", True),
        ("/docs/", "docs/a/b.md", True),
        ("/docs/", "src/docs/a.md", False),
        ("apps/", "x/apps/y", True),
        ("/docs/*/a.md", "docs/x/a.md", True),
        ("/docs/*/a.md", "docs/x/y/a.md", False),
        ("**/logs", "a/b/logs/c", True),
        ("/scripts/", "scripts", False),
    ],
)
def test_the_matcher_of_this_test_knows_githubs_examples(
    pattern: str, path: str, matches: bool
) -> None:
    assert (re.fullmatch(expression(pattern), path) is not None) is matches


def test_the_text_names_governance_first_and_no_product() -> None:
    assert codeowners(REVIEWERS, team=TEAM) == GOLDEN


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("domains/sales/domain.yaml", SALES),
        ("domains/sales/orders/product.yaml", SALES),
        ("domains/sales/brand_new/product.yaml", SALES),
        ("domains/sales/orders/orders.sql", SALES),
        ("domains/sales/orders/access/finance.yaml", SALES),
        # An agreement with a consumer of that name, and not a waiver.
        ("domains/sales/orders/access/waivers.yaml", SALES),
        ("domains/sales/orders/access/governance.yaml", SALES),
        ("domains/sales_eu/orders/product.yaml", ["@acme/sales-eu"]),
        ("domains/sales/governance.yaml", [TEAM]),
        ("domains/sales/orders/waivers.yaml", [TEAM]),
        ("domains/people/orders/waivers.yaml", [TEAM]),
        ("domains/people/domain.yaml", [TEAM]),
        ("domains/people/hires/access/finance.yaml", [TEAM]),
        ("domains/brand_new/domain.yaml", [TEAM]),
        ("domains/stray.txt", [TEAM]),
        ("policies/floor.yaml", [TEAM]),
        ("policies/domains/sales/own_rule.py", [TEAM]),
        (".github/CODEOWNERS", [TEAM]),
        (".gitlab/CODEOWNERS", [TEAM]),
        ("domains/sales/orders/product.lock.yaml", SALES),
        ("platform/environments/prod.yaml", [TEAM]),
        ("platform/meshwright/checks/check.py", [TEAM]),
        ("mesh", [TEAM]),
        ("requirements-dev.lock", [TEAM]),
        (".ci/run", [TEAM]),
        (".github/workflows/check.yaml", [TEAM]),
        (".gitlab-ci.yml", [TEAM]),
        ("CODEOWNERS", [TEAM]),
        ("docs/CODEOWNERS", [TEAM]),
        ("README.md", []),
        ("tests/mesh/x.py", []),
        ("docs/domains/sales/x.md", []),
    ],
)
def test_a_path_is_owned_by_who_has_to_approve_it(path: str, owners: list[str]) -> None:
    assert owners_of(path, codeowners(REVIEWERS, team=TEAM)) == owners


DOMAIN = "owner: a@acme.example\ndescription: x\ncostCenter: c\nclassification: internal\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Two domains, one with reviewers, and the files that go with them."""
    for name, more in (("sales", 'reviewers: ["@acme/sales-data"]\n'), ("people", "")):
        (tmp_path / "domains" / name).mkdir(parents=True)
        (tmp_path / "domains" / name / "domain.yaml").write_text(DOMAIN + more)
    for path, text in texts(load_mesh(tmp_path).mesh, TEAM).items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    return tmp_path


def found(root: Path) -> list[tuple[str, int, str, str]]:
    findings = owner_findings(root, load_mesh(root).mesh, TEAM)
    assert {(f.code, f.severity) for f in findings} <= {("OWN001", Severity.WARNING)}
    return [(f.position.path, f.position.line, f.message, f.subject) for f in findings]


def test_files_that_are_what_the_specs_say_are_not_stale(checkout: Path) -> None:
    assert found(checkout) == []


def test_a_stale_file_is_told_at_its_first_differing_line(checkout: Path) -> None:
    (checkout / "domains/sales/domain.yaml").write_text(DOMAIN + 'reviewers: ["@acme/shop"]\n')

    message = "this line should be `/domains/sales/ @acme/shop`"
    assert found(checkout) == [(path, 21, message, "sales") for path in FILES]


def test_lines_too_few_and_too_many_are_told(checkout: Path) -> None:
    few, many = (checkout / path for path in FILES)
    text = few.read_text()
    few.write_text("".join(text.splitlines(keepends=True)[:-1]))
    many.write_text(f"{text}* @mallory\n")
    last = len(text.splitlines())

    assert [(line, message) for _, line, message, _ in found(checkout)] == [
        (last, f"this line should be `/domains/*/*/waivers.yaml {TEAM}`"),
        (last + 1, "this line should not be here"),
    ]


def test_a_domain_that_is_gone_is_told_to_whom_took_it_away(checkout: Path) -> None:
    (checkout / "domains/sales/domain.yaml").unlink()

    assert [subject for _, _, _, subject in found(checkout)] == ["sales", "sales"]


def test_a_missing_file_is_stale(checkout: Path) -> None:
    (checkout / FILES[1]).unlink()

    assert found(checkout) == [(FILES[1], 1, "it is missing", "")]


def test_windows_line_ends_are_no_difference(checkout: Path) -> None:
    file = checkout / FILES[0]
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert found(checkout) == []


def test_nothing_is_said_where_nobody_governs_or_a_domain_cannot_be_read(checkout: Path) -> None:
    (checkout / FILES[0]).write_bytes(b"\xff")
    mesh = load_mesh(checkout).mesh
    assert owner_findings(checkout, mesh, None) == ()
    assert owner_findings(checkout, mesh, TEAM)

    (checkout / "domains/people/domain.yaml").write_text("x: 1\n")
    assert owner_findings(checkout, load_mesh(checkout).mesh, TEAM) == ()


@pytest.mark.parametrize(
    ("text", "team", "codes"),
    [
        (f'governanceTeam: "{TEAM}"\nrules: {{S3-006: {{level: advisory}}}}\n', TEAM, []),
        ("governanceTeam: the governors\n", None, ["SPEC016"]),
        ("governanceTeam: [a]\n", None, ["SPEC013"]),
    ],
)
def test_the_floor_says_who_governs(
    tmp_path: Path, text: str, team: str | None, codes: list[str]
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / FLOOR_FILE).write_text(text)
    floor = load_floor(tmp_path)

    assert floor is not None
    said = floor.spec.governance_team if floor.spec else None
    assert (said, [f.code for f in floor.findings]) == (team, codes)
    assert all(f.position == Position(FLOOR_FILE, 1, 17) for f in floor.findings)


def test_a_floor_has_to_say_who_governs(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / FLOOR_FILE).write_text("rules: {}\n")
    floor = load_floor(tmp_path)

    assert floor is not None
    assert floor.spec is None
    assert [f.code for f in floor.findings] == ["SPEC003"]


def test_without_a_floor_nobody_governs(tmp_path: Path) -> None:
    assert load_floor(tmp_path) is None
