"""The one place where findings become a report."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from meshwright.contracts.codes import VERSION_STAYS, WAIVED_CHANGES
from meshwright.errors import Finding, Position, Severity, Waived
from meshwright.gate.data_loss import CODE
from meshwright.ids import domain_of
from meshwright.reports.model import Report, ReportedFinding

BREAKING = frozenset(code.id for code in WAIVED_CHANGES if code is not VERSION_STAYS)
"""What readers of a table are hit by, which is told before what is wrong with a specification."""
RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
NUMBER = re.compile(r"\d+")
TOKEN = re.compile(
    r"""
    "(?:[^"\\]|\\.)*" | '(?:[^']|'')*'                     # quoted
    | \S.*?(?= :(?:\s|$) | \s+\# | [,\]}](?:\s|$|[,\]}]) | \s*$)  # plain, as YAML ends it
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a report says beside the findings themselves."""

    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    """By the id of a domain or product."""
    folder: str = ""
    """Where the mesh lies in its repository, such as `data/`; empty where it is the whole."""
    line_of: Callable[[Position], str] = lambda _: ""
    """The text of a line of a spec."""


def report_of(
    report: Report,
    findings: Sequence[Finding],
    surroundings: Surroundings,
    new: frozenset[Finding] | None = None,
) -> Report:
    """A report with findings; `new` are those that the base lacks, None where none is compared."""
    rows = [_reported(f, print_, surroundings, new) for f, print_ in fingerprinted(findings)]
    return replace(report, findings=tuple(sorted(rows, key=_weight)))


def _weight(finding: ReportedFinding) -> tuple[object, ...]:
    kind = 0 if finding.code == CODE else 1 if finding.code in BREAKING else 2
    first = (not finding.blocks, finding.is_new is False, RANKS[finding.level], kind)
    return (*first, finding.path, finding.line, finding.column, finding.code, finding.fingerprint)


def _reported(
    finding: Finding, fingerprint: str, around: Surroundings, new: frozenset[Finding] | None
) -> ReportedFinding:
    position, line = finding.position, around.line_of(finding.position)
    return ReportedFinding(
        code=finding.code,
        level=finding.severity,
        path=clean(around.folder + position.path),
        line=position.line,
        column=position.column,
        end_column=end_column(line, position.column),
        message=clean(finding.message),
        fix=clean(finding.fix),
        subject=clean(finding.subject),
        where=clean(finding.where),
        resource=clean(finding.resource),
        page=around.folder + finding.page,
        owner=clean(_owner(finding.subject, around.owners)),
        fingerprint=fingerprint,
        is_new=None if new is None else finding in new,
        waived=_waived(finding),
        grace=finding.mandatory_from,
        environments=finding.environments,
    )


def _waived(finding: Finding) -> Waived | None:
    waived = finding.waived
    return waived and replace(waived, reason=clean(waived.reason), ticket=clean(waived.ticket))


def _owner(subject: str, owners: Mapping[str, str]) -> str:
    return owners.get(subject) or owners.get(domain_of(subject), "")


def fingerprinted(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """Each finding with its fingerprint.

    Lines and numbers in a message (days left, sizes) are no part of it, so that neither a line
    that moves nor a day that passes makes another finding of it. What is alike is counted.
    """
    seen: Counter[str] = Counter()
    found: list[tuple[Finding, str]] = []
    for finding in sorted(findings):
        same = "\0".join(
            (
                finding.code,
                finding.position.path,
                finding.subject,
                finding.where,
                finding.resource,
                NUMBER.sub("0", finding.message),
            )
        )
        counted = f"{same}\0{seen[same]}"
        seen[same] += 1
        found.append((finding, sha256(counted.encode("utf-8", "surrogatepass")).hexdigest()[:32]))
    return found


def end_column(line: str, column: int) -> int:
    """Where the word ends that begins at a column, both from 1; 0 where there is none."""
    found = TOKEN.match(line, column - 1) if 0 < column <= len(line) else None
    return found.end() + 1 if found and found.end() >= column else 0


def clean(text: str) -> str:
    """Text that can be written: what is no character (half of a pair) as its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
