"""CODEOWNERS: who approves a change in the repository, so that the merge is the approval.

GitHub and GitLab read the same lines, each in its own folder; in both the last line that matches a
path decides. Lines are patterns and name no product, so that a new product changes none.
Sources: GitHub docs, "About code owners"; GitLab docs, "Code Owners syntax".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from meshwright.errors import Code, Finding, Position, Severity
from meshwright.ids import is_product
from meshwright.specs.models import Mesh
from meshwright.specs.organisation import load_floor

FILES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS")
STALE = Code(
    "OWN001",
    "CODEOWNERS is stale",
    "Who has to approve a change follows from `reviewers` in each domain.yaml and from"
    " `governanceTeam` in policies/floor.yaml. Where CODEOWNERS says something else, the wrong"
    " people are asked.",
    "run `mesh policy owners` and commit what it writes",
    Severity.WARNING,
)
OWNER_CODES = (STALE,)
DECIDING = (
    "/domains/",
    "/policies/",
    "/platform/",
    "/mesh",
    "/Pulumi.yaml",
    "/pyproject.toml",
    "/requirements*.lock",
    "/.ci/",
    "/.github/",
    "/.gitlab/",
    "/.gitlab-ci.yml",
    # GitLab reads the first of these that is there, before the one in .gitlab.
    "/CODEOWNERS",
    "/docs/CODEOWNERS",
)
OF_DOMAINS = (
    "/domains/*/governance.yaml",
    "/domains/*/*/waivers.yaml",
)
DOMAIN_LINE = re.compile(r"/domains/([a-z0-9_]+)/ ")
_HEAD = """\
# Written by `mesh policy owners` from `reviewers` in each domain.yaml and `governanceTeam` in
# policies/floor.yaml. The last line that matches a path decides.
"""


def codeowners(reviewers: Mapping[str, Sequence[str]], *, team: str) -> str:
    """The text of both files; `reviewers` by domain, none for one that governance reviews."""
    return _HEAD + "".join(
        (
            _section(
                "Who governs owns whatever nobody else does, a domain without reviewers included,"
                "\n# and all that decides how specs are judged, deployed and approved.",
                [(path, [team]) for path in DECIDING],
            ),
            _section(
                "A domain's reviewers own its specs, and by access/ who may read its products.",
                [(f"/domains/{id_}/", who) for id_, who in sorted(reviewers.items()) if who],
            ),
            _section(
                "What a domain sets for itself or is excused from is not its own to approve.",
                [(path, [team]) for path in OF_DOMAINS],
            ),
        )
    )


def approvers(reviewers: Mapping[str, Sequence[str]], domain: str, *, team: str) -> tuple[str, ...]:
    """Who approves what lies in a domain's folders, as CODEOWNERS has it."""
    return (*reviewers.get(domain, ()),) or ((team,) if team else ())


def _section(comment: str, lines: Iterable[tuple[str, Sequence[str]]]) -> str:
    return f"\n# {comment}\n" + "".join(f"{path} {' '.join(who)}\n" for path, who in lines)


def texts(mesh: Mesh, team: str) -> Mapping[str, str]:
    """What each file has to hold, by its path."""
    reviewers = {domain.id: domain.spec.reviewers for domain in mesh.domains.values()}
    return dict.fromkeys(FILES, codeowners(reviewers, team=team))


def unreadable_domains(mesh: Mesh) -> tuple[str, ...]:
    """The domains whose reviewers nobody knows: as long as there are any, nothing can be said."""
    return tuple(id_ for id_ in mesh.unreadable if not is_product(id_))


def codeowners_findings(root: Path, mesh: Mesh) -> tuple[Finding, ...]:
    """What is said of CODEOWNERS in a checkout; nothing where nobody governs."""
    floor = load_floor(root)
    team = floor.spec.governance_team if floor is not None and floor.spec is not None else None
    return owner_findings(root, mesh, team)


def owner_findings(root: Path, mesh: Mesh, team: str | None) -> tuple[Finding, ...]:
    """A warning for each file that is not what the specs say."""
    if team is None or unreadable_domains(mesh):
        return ()
    return tuple(
        finding for path, text in texts(mesh, team).items() for finding in _stale(root, path, text)
    )


def _stale(root: Path, path: str, expected: str) -> Iterator[Finding]:
    file = root / path
    if not file.is_file():
        yield STALE.at(Position(path), "it is missing")
        return
    there = file.read_text(encoding="utf-8", errors="replace").splitlines()
    pairs = zip_longest(there, expected.splitlines())
    for number, (is_, should) in enumerate(pairs, start=1):
        if is_ != should:
            yield STALE.at(Position(path, number), _message(should), subject=_domain(is_, should))
            return


def _message(should: str | None) -> str:
    return f"this line should be `{should}`" if should else "this line should not be here"


def _domain(*lines: str | None) -> str:
    """The domain that a line speaks of: whoever has just changed its reviewers is to be told."""
    found = (DOMAIN_LINE.match(line or "") for line in reversed(lines))
    return next((match[1] for match in found if match), "")
