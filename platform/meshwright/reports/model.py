"""The one model that every format is written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from meshwright.changes.effects import Effects
from meshwright.errors import Severity, Waived
from meshwright.ids import domain_of


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """One finding with all that any format says of it."""

    code: str
    level: Severity
    path: str
    """From the root of the repository, which the mesh's own root may lie in."""
    line: int
    column: int
    end_column: int
    """One past the last character that is meant; 0 where that is not known."""
    message: str
    fix: str
    subject: str
    where: str
    resource: str
    page: str
    owner: str
    fingerprint: str
    """Unchanged for as long as the finding is, wherever its line moves to; no other one has it."""
    is_new: bool | None = None
    """Against the base commit; None where nothing was compared."""
    waived: Waived | None = None
    grace: date | None = None
    """The day from which a warning will be an error."""
    environments: tuple[str, ...] = ()
    """Where it holds in some of several environments only: in which."""

    @property
    def blocks(self) -> bool:
        return self.level is Severity.ERROR and self.waived is None

    @property
    def domain(self) -> str:
        """The domain that it is about; empty for what is about the mesh as a whole."""
        return domain_of(self.subject)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else a reader should know before deciding what to do."""
        where = (f"only in {', '.join(self.environments)}",) if self.environments else ()
        grace = (f"an error from {self.grace} on",) if self.grace else ()
        return (*where, *grace, *((str(self.waived),) if self.waived else ()))


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is compared with."""

    ref: str
    fixed: int = 0
    """How many findings the base has that are gone."""
    fault: str = ""
    """Why nothing could be compared after all; empty where it could."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a code, whatever it has found."""

    title: str
    explanation: str
    fix: str
    level: Severity
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A run: what was judged, what was found, and what it is compared with."""

    command: str
    findings: tuple[ReportedFinding, ...]
    """Those that stop something first, and of these the new ones."""
    judged: tuple[str, ...] = ()
    """The ids of the domains and products that were looked at."""
    places: str = ""
    """What was judged, in words: `3 products in 2 domains, for dev, prod`."""
    base: Base | None = None
    web: str = ""
    """Where the files of this commit can be read, as the start of a URL; empty if unknown."""
    cards: Mapping[str, Card] = field(default_factory=dict[str, Card])
    orphans: tuple[str, ...] = ()
    """Deployed stacks without a spec."""
    effects: Effects | None = None
    """What the change does in each environment; None where nothing was compared."""

    @property
    def blocks(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def is_compared(self) -> bool:
        return self.base is not None and not self.base.fault

    def link(self, path: str, fragment: str = "") -> str:
        """Where a file can be read on the web; empty if that is not known."""
        if not self.web:
            return ""
        return f"{self.web}{quote(path)}" + (f"#{quote(fragment)}" if fragment else "")
