"""Which findings are new against those of a base commit.

A finding is the same as long as what it says is, wherever its line moves to. One that weighs more
than it did, or has lost its waiver, is another one.
"""

import re
from collections import Counter
from collections.abc import Iterable

from meshwright.errors import Finding

LINE = re.compile(r"(\.(?:ya?ml|py|sql)):\d+(?::\d+)?")
"""A line of a file in a message, which moves as lines do."""
Identity = tuple[object, ...]


def novel(findings: Iterable[Finding], existing: Iterable[Finding]) -> frozenset[Finding]:
    """The findings that the base does not have.

    Where the base has fewer of what is said alike, all of them: nobody can tell which was there.
    """
    listed = tuple(findings)
    known, now = Counter(map(identity, existing)), Counter(map(identity, listed))
    return frozenset(f for f in listed if now[identity(f)] > known[identity(f)])


def gone(findings: Iterable[Finding], existing: Iterable[Finding]) -> int:
    """How many of a base's findings are no more."""
    return (Counter(map(identity, existing)) - Counter(map(identity, findings))).total()


def identity(finding: Finding) -> Identity:
    return (
        finding.code,
        finding.severity,
        finding.waived is not None,
        finding.position.path,
        finding.subject,
        finding.where,
        finding.resource,
        LINE.sub(r"\1", finding.message),
    )
