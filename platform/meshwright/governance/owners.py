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
from meshwright.ids import folder_of, is_product
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
NOT_ASKED = Code(
    "CHK157",
    "Governance is not asked who may read of persons",
    "`personalDataApproval: true` in policies/floor.yaml has the governance team approve agreements"
    " of products with personal columns. That holds once CODEOWNERS says so.",
    "run `mesh policy owners` and commit what it writes",
)
OWNER_CODES = (STALE, NOT_ASKED)
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


def codeowners(
    reviewers: Mapping[str, Sequence[str]], *, team: str, personal: Sequence[str] = ()
) -> str:
    """The text of both files; `reviewers` by domain, none for one that governance reviews.

    `personal` are the products whose agreements governance approves.
    """
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
            _section(
                "Who may read of persons is governance's to approve: `personalDataApproval`.",
                [(line, [team]) for line in map(access_folder, personal)],
            )
            if personal
            else "",
        )
    )


def access_folder(product: str) -> str:
    """The path of CODEOWNERS that a product's agreements lie under."""
    return f"/{folder_of(product)}/access/"


def personal_products(mesh: Mesh) -> tuple[str, ...]:
    """The products with a column that tells of a person."""
    return tuple(
        product.id
        for product in mesh.products.values()
        if any(c.pii for table in product.spec.tables.values() for c in table.columns.values())
    )


def approvers(reviewers: Mapping[str, Sequence[str]], domain: str, *, team: str) -> tuple[str, ...]:
    """Who approves what lies in a domain's folders, as CODEOWNERS has it."""
    return (*reviewers.get(domain, ()),) or ((team,) if team else ())


def _section(comment: str, lines: Iterable[tuple[str, Sequence[str]]]) -> str:
    return f"\n# {comment}\n" + "".join(f"{path} {' '.join(who)}\n" for path, who in lines)


def texts(mesh: Mesh, team: str, *, personal: bool = False) -> Mapping[str, str]:
    """What each file has to hold, by its path; `personal` is the floor's wish for approval."""
    reviewers = {domain.id: domain.spec.reviewers for domain in mesh.domains.values()}
    asked = personal_products(mesh) if personal else ()
    return dict.fromkeys(FILES, codeowners(reviewers, team=team, personal=asked))


def unreadable_domains(mesh: Mesh, *, personal: bool = False) -> tuple[str, ...]:
    """The domains whose reviewers nobody knows: as long as there are any, nothing can be said.

    With `personal` the products too, of which nobody knows whether they tell of persons.
    """
    return tuple(id_ for id_ in mesh.unreadable if personal or not is_product(id_))


def codeowners_findings(root: Path, mesh: Mesh) -> tuple[Finding, ...]:
    """What is said of CODEOWNERS in a checkout; nothing where nobody governs."""
    floor = load_floor(root)
    if floor is None or floor.spec is None:
        return owner_findings(root, mesh, None)
    team, personal = floor.spec.governance_team, floor.spec.personal_data_approval
    return owner_findings(root, mesh, team, personal=personal)


def owner_findings(
    root: Path, mesh: Mesh, team: str | None, *, personal: bool = False
) -> tuple[Finding, ...]:
    """A warning for each file that is not what the specs say.

    An error where persons are read of without the approval that the floor asks for.
    """
    if team is None or unreadable_domains(mesh, personal=personal):
        return ()
    expected = texts(mesh, team, personal=personal)
    return (
        *(finding for path, text in expected.items() for finding in _stale(root, path, text)),
        *(_unapproved(root, mesh, team) if personal else ()),
    )


def _unapproved(root: Path, mesh: Mesh, team: str) -> Iterator[Finding]:
    """Agreements on personal data that governance is not asked about."""
    there = [(root / path).read_bytes() for path in FILES if (root / path).is_file()]
    for product in map(mesh.products.__getitem__, personal_products(mesh)):
        line = f"{access_folder(product.id)} {team}"
        if len(there) < len(FILES) or not all(line.encode() in text.splitlines() for text in there):
            message = f"{product.id} tells of persons, and CODEOWNERS lacks `{line}`"
            yield NOT_ASKED.at(product.source.at("tables"), message, subject=product.id)


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
