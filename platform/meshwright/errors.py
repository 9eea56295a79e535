"""What can go wrong, as values and as errors; every layer uses it, and it knows none but
how text is shown.

A `Finding` is something wrong with what a user wrote: it is collected, never raised, so that one
run reports all of them. A `MeshError` ends a command; only `cli.app.main` makes it an exit code.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from meshwright.visible import one_line

FINDINGS_PAGE = "docs/reference/findings.md"
RULE_PAGES = "docs/reference/rules"
"""Where codes are explained, relative to the repository's root."""


class ExitCode(IntEnum):
    """What the process says to its caller (docs/reference/exit-codes.md)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    FINDINGS = 5
    CHANGES = 7
    CANCELLED = 8
    FAULT = 70


class Severity(StrEnum):
    """How much a finding weighs: an error stops the product it is about, a warning does not.

    A note asks for nothing: a waived finding, a rule on its way in or out.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place in a file a user wrote: `path` from the mesh's root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{one_line(self.path)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Waived:
    """That a finding is agreed to for a while."""

    reason: str
    ticket: str
    expires: date
    """The last day on which it is agreed to."""
    days_left: int

    def __str__(self) -> str:
        days = "1 day" if self.days_left == 1 else f"{self.days_left} days"
        return f"waived, {days} left" + (f": {self.reason}" if self.reason else "")


@dataclass(frozen=True, order=True, slots=True)
class Hit:
    """Somebody who reads what a change touches."""

    reader: str
    """A product or domain id, or a principal's name in the environment file."""
    way: str
    """How it comes to read: agreement, input, domain, platform or lineage."""
    until: date | None = None
    """Of an agreement: its last day."""
    columns: tuple[str, ...] = ()
    """Which of the columns that change it reads, or makes its own from; empty for the whole."""


@dataclass(frozen=True, slots=True)
class Contracted:
    """What a change does to a contract that others rest on, for a finding that tells of it."""

    kind: str
    level: str
    """compatible, governance or breaking."""
    old: str
    new: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One thing wrong with what a user wrote, where, and what to do about it."""

    position: Position
    code: str
    severity: Severity
    message: str
    fix: str
    subject: str = ""
    """The domain (`sales`), product (`sales.orders`) or environment the finding is about."""
    where: str = ""
    """The dotted path inside the spec, such as `tables.orders.columns.discount`.

    A rule's finding always has one, since it is by this path that a waiver names it.
    """
    resource: str = ""
    """The resource a rule speaks of, as `type::name`; empty for findings about the spec itself."""
    waived: Waived | None = field(default=None, compare=False)
    mandatory_from: date | None = field(default=None, compare=False)
    """Of a warning by a rule in its grace: the day from which it will be an error."""
    is_draft: bool = field(default=False, compare=False)
    """Whether the rule is not in force yet, so that only its authors are told."""
    environments: tuple[str, ...] = field(default=(), compare=False)
    """Where it holds in some of several environments only: in which."""
    rule: str = field(default="", compare=False)
    """The id of the rule that found it; empty for findings of checks."""
    contract: Contracted | None = field(default=None, compare=False)
    """Of a change that concerns a contract: what it does, and to whom."""

    @property
    def page(self) -> str:
        """Where the code is explained, relative to the repository's root."""
        if self.rule:
            return rule_page(self.code, self.rule)
        return f"{FINDINGS_PAGE}#{self.code.lower()}"

    def __str__(self) -> str:
        return f"{self.position}: {self.severity} {self.code} {one_line(self.message)}"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: stable, so that a page, a test or a search can name it."""

    id: str
    title: str
    explanation: str
    fix: str
    severity: Severity = Severity.ERROR

    def at(
        self, position: Position, message: str, *, fix: str = "", subject: str = "", where: str = ""
    ) -> Finding:
        """A finding of this kind; `fix` is said where more is known than the code itself says."""
        return Finding(position, self.id, self.severity, message, fix or self.fix, subject, where)


def rule_page(code: str, rule: str) -> str:
    """The page of a rule by its code and id, relative to the repository's root."""
    return f"{RULE_PAGES}/{code}-{rule}.md"


class MeshError(Exception):
    """The base of all errors meaningful to a user; `fix` says what to do next."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


class UsageError(MeshError):
    """The command line or an environment file is wrong."""

    exit_code = ExitCode.USAGE


class FindingsError(MeshError):
    """The command stops because of findings, which it has already reported or carries."""

    exit_code = ExitCode.FINDINGS

    def __init__(self, message: str, findings: tuple[Finding, ...] = (), *, fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.findings = findings


class CancelledError(MeshError):
    """The user or the machine asked to stop, and the run stopped cleanly."""

    exit_code = ExitCode.CANCELLED
