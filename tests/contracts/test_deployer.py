"""What a reviewer is told of another deploying role."""

import pytest

from meshwright.contracts.compare import brought
from meshwright.contracts.deployer import deployer_changed
from meshwright.errors import Severity
from meshwright.gate.assessment import Assessment
from meshwright.plan import plan

from meshes import TODAY, MeshOf, environment

OLD = "arn:aws:iam::111122223333:role/mesh-deployer"
NEW = "arn:aws:iam::111122223333:role/mesh-deployer-v2"


def assessed(mesh, **fields) -> Assessment:
    place = environment(**fields)
    return Assessment(mesh, place, plan(mesh, place, as_of=TODAY), ())


def test_a_change_of_deployer_is_a_warning_that_names_both(mesh_of: MeshOf) -> None:
    mesh = mesh_of()
    both = [OLD, NEW]
    (finding,) = deployer_changed(assessed(mesh), assessed(mesh, deployer=NEW, administrators=both))
    everything = brought(assessed(mesh), assessed(mesh, deployer=NEW, administrators=both))

    assert (finding.code, finding.severity) == ("CHK054", Severity.WARNING)
    assert finding.message == f"the deployer changes from {OLD} to {NEW}"
    assert "A new deployer" in finding.fix
    assert finding in everything


@pytest.mark.parametrize(
    "fields",
    [
        {"administrators": [OLD, NEW]},
        {"assumeDeployer": False},
        {"auditors": [NEW]},
        {"crossAccountVersion": 5},
        {"principals": {"analyst": NEW}},
    ],
)
def test_what_changes_beside_it_is_no_change_of_deployer(mesh_of: MeshOf, fields) -> None:
    mesh = mesh_of()
    found = brought(assessed(mesh), assessed(mesh, **fields))

    assert "CHK054" not in {finding.code for finding in found}
