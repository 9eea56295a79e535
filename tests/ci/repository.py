"""A repository with a small mesh, and pull requests against it as a code host sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from meshwright.governance import owners
from meshwright.specs.load import load_mesh

from checkouts import copy_checkout, put
from ci.jobs import git
from ci.stories import PARTS
from meshes import FILES

DEV = """\
account: "111122223333"
region: eu-central-1
backend: s3://acme-mesh-state-dev
secretsProvider: awskms://alias/acme-mesh-state?region=eu-central-1
deployer: arn:aws:iam::111122223333:role/mesh-deployer
assumeDeployer: false
administrators: [arn:aws:iam::111122223333:role/mesh-deployer]
assume:
  sales:
    reader: [arn:aws:iam::111122223333:role/acme/sales]
    runtime: {services: [glue.amazonaws.com]}
  finance:
    reader: [arn:aws:iam::111122223333:role/acme/finance]
    runtime: {services: [glue.amazonaws.com]}
"""
SPECS: Mapping[str, str] = {
    **{f"domains/{path}": text for path, text in FILES.items()},
    **PARTS,
}
FILES_ANEW: Mapping[str, str | None] = {
    "platform/environments/dev.yaml": DEV,
    "platform/environments/prod.yaml": None,
}


@dataclass(frozen=True)
class Repository:
    """The author's clone, and the bare repository that it pushes to."""

    author: Path
    bare: Path

    @property
    def main(self) -> str:
        return git(self.author, "rev-parse", "main")

    def pull_request(self, number: int, edits: Mapping[str, str | None]) -> tuple[str, str]:
        """Opens a pull request: its head, and the commit that merges it into its base."""
        git(self.author, "switch", "-q", "-C", f"change-{number}", "main")
        for path, text in edits.items():
            put(self.author / path, text)
        git(self.author, "add", "--all")
        git(self.author, "commit", "-q", "--allow-empty", "-m", f"Change {number}")
        head = git(self.author, "rev-parse", "HEAD")
        git(self.author, "switch", "-q", "--detach", "main")
        git(self.author, "merge", "-q", "--no-ff", "-m", "Merge", head)
        merged = git(self.author, "rev-parse", "HEAD")
        refs = (f"{head}:refs/pull/{number}/head", f"{merged}:refs/pull/{number}/merge")
        git(self.author, "push", "-qf", str(self.bare), *refs)
        return head, merged


def repository_in(folder: Path) -> Repository:
    """The platform with the small mesh on `main`, pushed to a bare repository."""
    author, bare = folder / "author", folder / "origin.git"
    checkout = copy_checkout(author)
    (author / ".venv").unlink()
    git(author, "init", "-q", "-b", "main")
    git(author, "rm", "-rq", "--cached", "--ignore-unmatch", "domains")
    for path in sorted((author / "domains").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for path, text in {**SPECS, **FILES_ANEW}.items():
        put(checkout.root / path, text)
    for path, text in owners.texts(load_mesh(author).mesh, "@nyc-air/data-governance").items():
        put(author / path, text)
    git(author, "add", "--all")
    git(author, "commit", "-q", "-m", "The mesh")
    git(folder, "init", "-q", "--bare", "-b", "main", str(bare))
    git(author, "push", "-q", str(bare), "main")
    return Repository(author, bare)
