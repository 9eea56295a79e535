"""`mesh policy owners`: CODEOWNERS is what the domains and the floor say."""

from typing import TYPE_CHECKING

from meshwright.cli import output
from meshwright.cli.options import Json
from meshwright.errors import FindingsError, UsageError
from meshwright.ids import folder_of

if TYPE_CHECKING:
    from meshwright.workspace import Workspace


def owners(json: Json = False) -> None:
    """Write CODEOWNERS for GitHub and GitLab from the domains' reviewers."""
    from meshwright.workspace import find_workspace

    paths = written(find_workspace())
    if json:
        output.emit("policy owners", {"files": list(paths)})
        return
    for path in paths:
        output.print_out(path)
    if not paths:
        output.say("CODEOWNERS is up to date")


def written(workspace: "Workspace") -> tuple[str, ...]:
    """Writes the files that are stale, and names them.

    Raises UsageError where nobody governs, FindingsError where a domain's reviewers are unknown.
    """
    from meshwright.cli import written_files
    from meshwright.governance.owners import texts, unreadable_domains
    from meshwright.specs.load import load_mesh
    from meshwright.specs.organisation import FLOOR_FILE, load_floor

    floor = load_floor(workspace.root)
    if floor is None:
        fix = f'write `governanceTeam: "@acme/data-governance"` into {FLOOR_FILE}'
        raise UsageError(f"{FLOOR_FILE} has no governanceTeam", fix=fix)
    if floor.spec is None:
        said = "\n".join(map(str, floor.findings))
        raise FindingsError(said, tuple(floor.findings), fix=f"correct {FLOOR_FILE}")
    mesh = load_mesh(workspace.root).mesh
    personal = floor.spec.personal_data_approval
    if broken := unreadable_domains(mesh, personal=personal):
        names = ", ".join(map(folder_of, broken))
        raise FindingsError(f"the reviewers of {names} cannot be read", fix="run mesh check")
    expected = texts(mesh, floor.spec.governance_team, personal=personal)
    return written_files.write(workspace.root, expected)
