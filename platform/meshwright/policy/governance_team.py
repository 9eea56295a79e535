"""Who governs: the one field of `policies/floor.yaml` that CODEOWNERS needs."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from meshwright.errors import Finding
from meshwright.spec.files import open_checkout
from meshwright.spec.product_folder import read_spec
from meshwright.spec.scalars import Reviewer

FLOOR = "policies/floor.yaml"


class Floor(BaseModel):
    """The floor as far as it concerns approval."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    governance_team: Reviewer | None = Field(None, alias="governanceTeam")


def governance_team(root: Path) -> tuple[str | None, tuple[Finding, ...]]:
    """The team, None where nobody is named; and what is wrong with the file."""
    if not (root / FLOOR).is_file():
        return None, ()
    parsed = read_spec(open_checkout(root), FLOOR, Floor)
    return (parsed.spec.governance_team if parsed.spec else None), parsed.findings
