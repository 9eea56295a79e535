from meshwright.governance.owners import FILES

from .conftest import write

FLOOR = {"policies/floor.yaml": 'governanceTeam: "@acme/data-governance"\n'}
REVIEWED = (
    "owner: a@acme.example\ndescription: x\ncostCenter: c\nclassification: internal\n"
    'reviewers: ["@acme/sales"]\n'
)


def test_both_files_are_written_at_once_and_then_left_alone(mesh, checkout):
    write(checkout, FLOOR)
    first, again = mesh("policy", "owners"), mesh("policy", "owners", "--json")

    assert (first.code, first.out.split()) == (0, list(FILES))
    assert again.document == {"version": 2, "command": "policy owners", "files": []}
    assert len({(checkout / path).read_text() for path in FILES}) == 1


def test_the_check_warns_of_a_stale_file_until_it_is_written(mesh, checkout):
    write(checkout, FLOOR)
    mesh("policy", "owners")
    assert "OWN001" not in mesh("check").out

    write(checkout, {"domains/sales/domain.yaml": REVIEWED})
    stale = mesh("check")
    mesh("policy", "owners")

    assert stale.code == 0
    assert ".github/CODEOWNERS:21:1: warning OWN001 this line should be" in stale.out
    assert "/domains/sales/ @acme/sales\n" in (checkout / FILES[0]).read_text()
    assert "OWN001" not in mesh("check").out


def test_without_a_governance_team_there_is_nothing_to_write_or_to_warn_of(mesh):
    ended = mesh("policy", "owners")

    assert ended.code == 2
    assert "policies/floor.yaml has no governanceTeam" in ended.err
    assert "OWN001" not in mesh("check").out


def test_a_team_that_is_none_is_a_finding(mesh, checkout):
    write(checkout, {"policies/floor.yaml": "governanceTeam: nobody\n"})

    assert (mesh("check").code, mesh("policy", "owners").code) == (5, 5)


def test_a_domain_that_cannot_be_read_changes_no_owners(mesh, checkout):
    write(checkout, {**FLOOR, "domains/sales/domain.yaml": "x: 1\n"})
    ended = mesh("policy", "owners")

    assert ended.code == 5
    assert "the reviewers of domains/sales cannot be read" in ended.err
    assert not (checkout / FILES[0]).exists()


def test_a_new_domain_brings_the_owners_up_to_date(mesh, checkout):
    write(checkout, FLOOR)
    made = mesh("new", "domain", "people", "--json").document

    assert made["files"] == ["domains/people/domain.yaml", *FILES]
    assert mesh("new", "domain", "more", "--json").document["files"] == ["domains/more/domain.yaml"]


def test_a_new_product_changes_no_owners(mesh, checkout):
    write(checkout, FLOOR)
    mesh("policy", "owners")
    mesh("new", "product", "sales.returns")

    assert "OWN001" not in mesh("check").out


def test_the_code_is_explained(mesh):
    assert "mesh policy owners" in mesh("explain", "own001").out


PERSONAL = {"policies/floor.yaml": f"{FLOOR['policies/floor.yaml']}personalDataApproval: true\n"}
LINE = "/domains/sales/orders/access/ @acme/data-governance\n"


def test_who_may_read_of_persons_is_asked_of_governance(mesh, checkout):
    write(checkout, {**PERSONAL, "domains/sales/domain.yaml": REVIEWED})
    before = mesh("check")
    mesh("policy", "owners")

    assert before.code == 5
    assert "domains/sales/orders/product.yaml:2:1: error CHK157 sales.orders tells of" in before.out
    assert "sales.invoices tells" not in before.out
    text = (checkout / FILES[0]).read_text()
    assert text.endswith(LINE)
    assert "CHK157" not in mesh("check").out
    (checkout / FILES[1]).write_text(text.replace(LINE, ""))
    assert "CHK157" in mesh("check").out
    asked = mesh("new", "access", "sales.orders", "--for", "finance", "--purpose", "x", "--json")
    assert asked.document["approvers"] == ["@acme/data-governance"]
    other = mesh("new", "access", "sales.invoices", "--for", "finance", "--purpose", "x", "--json")
    assert other.document["approvers"] == ["@acme/sales"]


def test_of_a_product_that_cannot_be_read_nobody_knows_whether_it_tells_of_persons(mesh, checkout):
    write(checkout, {**PERSONAL, "domains/sales/invoices/product.yaml": "x: 1\n"})
    ended = mesh("policy", "owners")

    assert ended.code == 5
    assert "the reviewers of domains/sales/invoices cannot be read" in ended.err


def test_without_a_product_that_tells_of_persons_nothing_is_asked(mesh, checkout):
    spec = checkout / "domains/sales/orders/product.yaml"
    write(checkout, PERSONAL)
    spec.write_text(spec.read_text().replace(", pii: true", ", pii: false"))
    mesh("policy", "owners")

    assert "personalDataApproval" not in (checkout / FILES[0]).read_text()
    assert "CHK157" not in mesh("check").out
