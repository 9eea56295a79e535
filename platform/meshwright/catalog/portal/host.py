"""Where the specifications lie at their code host: pages of files, and of a file yet to come.

Sources: GitHub and Gitea prefill a new file from `filename` and `value`; GitLab from `file_name`,
and up to version 17 from `file` too (gitlab-org/gitlab issue 532221), so that the page beside the
link shows the text as well.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from meshwright.specs.environment import Environment

HOSTS = {"github": "github.com", "gitlab": "gitlab.com"}
NAMES = {"github": "GitHub", "gitlab": "GitLab"}
PARAMETERS = {"github": ("filename", "value"), "gitlab": ("file_name", "file")}


@dataclass(frozen=True, slots=True)
class CodeHost:
    """A repository at its host."""

    kind: str
    address: str
    branch: str

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    @property
    def _pages(self) -> str:
        return f"{self.address}/-" if self.kind == "gitlab" else self.address

    @property
    def parameters(self) -> tuple[str, str]:
        """What a new file's page calls its path and its text."""
        return PARAMETERS[self.kind]

    @property
    def new(self) -> str:
        """The page for a new file."""
        return f"{self._pages}/new/{quote(self.branch)}"

    def file(self, path: str) -> str:
        """The page of a file."""
        return f"{self._pages}/blob/{quote(self.branch)}/{quote(path)}"

    def commit(self, commit: str) -> str:
        """The page of a commit."""
        return f"{self._pages}/commit/{quote(commit)}"

    def asking(self, path: str, text: str) -> str:
        """The page for a new file of that name and text."""
        named = dict(zip(self.parameters, (path, text), strict=True))
        return f"{self.new}?{urlencode(named)}"


def code_host(environment: Environment) -> CodeHost | None:
    """The repository that the environment's file names; None where it names none."""
    bootstrap = environment.spec.bootstrap
    if bootstrap is None:
        return None
    own = urlsplit(bootstrap.issuer).netloc if bootstrap.issuer else ""
    host = own or HOSTS[bootstrap.code_host]
    return CodeHost(bootstrap.code_host, f"https://{host}/{bootstrap.repository}", bootstrap.branch)
