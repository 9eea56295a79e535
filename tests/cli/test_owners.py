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
