"""What is said of a repository as a whole, whichever environment it is deployed to."""

from pathlib import Path

from meshwright.checks.wanted import check_wanted
from meshwright.errors import Finding
from meshwright.governance.owners import codeowners_findings
from meshwright.specs.models import Mesh
from meshwright.specs.wanted import load_wanted


def repository_findings(root: Path, mesh: Mesh) -> tuple[Finding, ...]:
    """The findings about who approves what, and about requests for products."""
    wanted = load_wanted(root)
    return (
        *codeowners_findings(root, mesh),
        *wanted.findings,
        *check_wanted(mesh, wanted.requests),
    )
