"""One finding for one change, where two comparisons tell of it.

A table that is removed, or made anew in another format, is a loss of data and a broken contract; a
column that is protected less is that, and somebody who newly reads it. What weighs more, or knows
more, stays.
"""

from collections.abc import Collection, Iterator

from meshwright.aws.resource_types import TABLE
from meshwright.contracts import codes
from meshwright.errors import Finding, Severity
from meshwright.gate.data_loss import CODE as DATA_LOSS


def said_once(findings: Collection[Finding]) -> Iterator[Finding]:
    """The findings without those of which another one says all there is to say."""
    removed = {_table(f): f for f in findings if f.code == codes.TABLE_REMOVED.id}
    made_anew = {_reformatted(f): f for f in findings if f.code == codes.FORMAT_CHANGED.id}
    lost = {_lost(f) for f in findings if f.code == DATA_LOSS}
    read = [f for f in findings if f.code == codes.NEWLY_READ.id]
    for finding in findings:
        if finding.code == DATA_LOSS:
            told = removed.get(_lost(finding)) or made_anew.get(_lost(finding))
            is_said = told is not None and told.severity is Severity.ERROR
        elif finding.code == codes.TABLE_REMOVED.id:
            is_said = finding.severity is not Severity.ERROR and _table(finding) in lost
        else:
            is_said = finding.code == codes.PROTECTION_LOWERED.id and _is_read(finding, read)
        if not is_said:
            yield finding


def _table(finding: Finding) -> tuple[str, str]:
    return finding.subject, finding.contract.old if finding.contract else ""


def _reformatted(finding: Finding) -> tuple[str, str]:
    return finding.subject, finding.where.split(".")[1]


def _lost(finding: Finding) -> tuple[str, str]:
    kind, _, name = finding.resource.partition("::")
    return finding.subject, name if kind == TABLE else ""


def _is_read(lowered: Finding, read: Collection[Finding]) -> bool:
    """Whether somebody who newly reads the very column is told of."""
    _, table, _, column, *_ = (*lowered.where.split("."), "", "", "")
    return any(
        finding.subject == lowered.subject
        and finding.where.split(".")[1] == table
        and any(column in hit.columns for hit in finding.contract.hits)
        for finding in read
        if finding.contract
    )
