"""The findings of the contract gate: what breaks, for whom, and the version that says so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from meshwright.contracts import codes
from meshwright.contracts.changes import Change, Kind, Level
from meshwright.contracts.gate import Compared, Pair, Weighed, contract_changes
from meshwright.contracts.hits import said, weight
from meshwright.contracts.versions import least, parsed, says
from meshwright.contracts.waived import waived
from meshwright.errors import Code, Contracted, Finding
from meshwright.gate.assessment import Assessment
from meshwright.wording import shown

Say = Callable[[Change], str]


def _is(what: str) -> Say:
    return lambda change: f"{_subject(change)} {what}"


def _goes(what: str) -> Say:
    return lambda change: f"{what} of {_subject(change)} goes from {change.old} to {change.new}"


def _subject(change: Change) -> str:
    """The column, table or product that a change is about."""
    if change.path[2:3] == ("columns",):
        return f"'{change.path[3]}' of table {change.path[1]}"
    return f"table {change.path[1]}" if change.path[:1] == ("tables",) else change.product


def _renamed(change: Change) -> str:
    return (
        f"'{change.old}' of table {change.table} is dropped and '{change.new}' of its type added: a"
        f" rename, and '{change.new}' is null in every file that is there"
    )


def _renamed_in_place(change: Change) -> str:
    return (
        f"'{change.old}' of table {change.table} is renamed to '{change.new}': its values stay, and"
        f" queries that say '{change.old}' fail"
    )


def _renamed_unsaid(change: Change) -> str:
    return (
        f"'{change.old}' of table {change.table} is dropped and '{change.new}' of its type added:"
        f" '{change.new}' is null in all rows of before, unless it says `renamedFrom: {change.old}`"
    )


def _impossible(change: Change) -> str:
    return f"{_goes('the type')(change)}, which Iceberg refuses"


def _made_anew(change: Change) -> str:
    return (
        f"table {change.table} goes from {change.old} to {change.new}: it is made anew and starts"
        " empty, and the files that it has are read by nobody"
    )


def _table_renamed(change: Change) -> str:
    return (
        f"table {change.old} is removed and {change.new} with its columns added: a rename, and"
        f" {change.new} starts empty"
    )


def _repartitioned(change: Change) -> str:
    return (
        f"'{change.table}' changes its partition keys from {change.old} to {change.new}:"
        " existing partitions and files become unreadable"
    )


def _loosened(change: Change) -> str:
    now = f", and now {change.new}" if change.new else ""
    return f"{_subject(change)} no longer promises {change.old}{now}"


def _field_goes(change: Change) -> str:
    return _goes(f"the {change.path[-1]}")(change)


def _term(change: Change) -> str:
    said = f"the {change.path[1]} of {change.product}"
    old, new = (shown(text) for text in (change.old, change.new))
    if not change.old:
        return f"{said} is {new} now, and was not said before"
    return f"{said} goes from {old} to {new}"


TOLD: Mapping[Kind, tuple[Code, Say]] = {
    Kind.COLUMN_DROPPED: (codes.COLUMN_DROPPED, _is("is dropped")),
    Kind.COLUMN_RENAMED: (codes.COLUMN_RENAMED, _renamed),
    Kind.COLUMN_RENAMED_IN_PLACE: (codes.COLUMN_RENAMED, _renamed_in_place),
    Kind.COLUMN_RENAMED_UNSAID: (codes.COLUMN_RENAMED, _renamed_unsaid),
    Kind.PARTITION_COLUMN_DROPPED: (
        codes.REFUSED_BY_ICEBERG,
        _is("is dropped, and files are parted by it: Iceberg could read none of them"),
    ),
    Kind.TYPE_CHANGED: (codes.TYPE_CHANGED, _goes("the type")),
    Kind.TYPE_IMPOSSIBLE: (codes.REFUSED_BY_ICEBERG, _impossible),
    Kind.FORMAT_CHANGED: (codes.FORMAT_CHANGED, _made_anew),
    Kind.REQUIRED_COLUMN_ADDED: (
        codes.PROMISE_TIGHTENED,
        _is("is added as required, and no stored row has it"),
    ),
    Kind.REQUIRED: (codes.PROMISE_TIGHTENED, _is("becomes required")),
    Kind.UNIQUE: (codes.PROMISE_TIGHTENED, _is("becomes unique")),
    Kind.ENUM_NARROWED: (codes.PROMISE_TIGHTENED, _goes("the enum")),
    Kind.LENGTHS_NARROWED: (codes.PROMISE_TIGHTENED, _field_goes),
    Kind.PATTERN_CHANGED: (codes.PROMISE_TIGHTENED, _field_goes),
    Kind.KEY_CHANGED: (
        codes.PROMISE_TIGHTENED,
        lambda c: f"the key of {_subject(c)} goes from {c.old or 'none'} to {c.new}",
    ),
    Kind.PARTITIONS_CHANGED: (codes.REPARTITIONED, _repartitioned),
    Kind.TABLE_REMOVED: (codes.TABLE_REMOVED, lambda c: f"table {c.old} is removed"),
    Kind.TABLE_RENAMED: (codes.TABLE_REMOVED, _table_renamed),
    Kind.QUALITY_LOOSENED: (codes.LESS_PROMISED, _loosened),
    Kind.SLA_LOOSENED: (
        codes.LESS_PROMISED,
        lambda c: f"the {c.path[1]} of {c.product} goes from {c.old} to {c.new}",
    ),
    Kind.SUNSET_EARLIER: (codes.LESS_PROMISED, _goes("the sunset")),
    Kind.TIER_LOWERED: (codes.LESS_PROMISED, _goes("the tier")),
    Kind.TERMS_CHANGED: (codes.TERMS_CHANGED, _term),
    Kind.PROTECTION_LOWERED: (codes.PROTECTION_LOWERED, _goes("the protection")),
    Kind.PROTECTION_RAISED: (codes.PROTECTION_RAISED, _goes("the protection")),
    Kind.NO_LONGER_REQUIRED: (codes.PROMISE_LOOSENED, _is("is no longer required")),
    Kind.NO_LONGER_UNIQUE: (codes.PROMISE_LOOSENED, _is("is no longer unique")),
    Kind.ENUM_WIDENED: (codes.PROMISE_LOOSENED, _goes("the enum")),
    Kind.LENGTHS_WIDENED: (codes.PROMISE_LOOSENED, _field_goes),
    Kind.PATTERN_DROPPED: (codes.PROMISE_LOOSENED, _field_goes),
    Kind.KEY_DROPPED: (
        codes.PROMISE_LOOSENED,
        lambda c: f"{_subject(c)} has no key any more, it was {c.old}",
    ),
    Kind.WITHDRAWN: (codes.WITHDRAWN, lambda c: f"{_subject(c)} was {c.old} and becomes a draft"),
}
"""What is said of each kind of change that a finding tells of."""


UNVERSIONED = frozenset(
    {
        Kind.ACTIVATED,
        Kind.COLUMNS_REORDERED,
        Kind.PARTITIONS_EVOLVED,
        Kind.PRODUCT_MOVED,
        Kind.SUNSET_LATER,
        Kind.TIER_RAISED,
    }
)
"""Changes that give readers nothing new to know of."""


def broken_contracts(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A finding for each change that a reader has to know of, and for a version that stays."""
    for compared in contract_changes(base, head):
        pair = compared.pair
        found = [*_findings(pair, compared.changes), *_version(compared)]
        yield from (waived(finding, pair.after, pair.as_of) for finding in found)


def _findings(pair: Pair, changes: Sequence[Weighed]) -> Iterator[Finding]:
    for change in changes:
        if change.change.kind in TOLD and _is_news(change):
            code, say = TOLD[change.change.kind]
            yield _finding(pair, change, code, say(change.change))


def _is_news(weighed: Weighed) -> bool:
    """What is compatible, or takes a column from somebody, is news to those alone whom it hits."""
    change = weighed.change
    is_quiet = change.level is Level.COMPATIBLE or change.kind is Kind.PROTECTION_RAISED
    return weighed.is_relied_on or not is_quiet


def _finding(pair: Pair, weighed: Weighed, code: Code, message: str) -> Finding:
    change, hits = weighed.change, weighed.hits
    read = f": read by {said(hits)}" if hits else ""
    found = code.at(change.position, message + read, subject=pair.after.id, where=change.where)
    severity = weighed.severity
    contract = Contracted(change.kind.value, change.level.value, change.old, change.new, hits)
    return replace(found, severity=severity, contract=contract)


def _version(compared: Compared) -> Iterator[Finding]:
    pair = compared.pair
    before, after = pair.before.spec.version, pair.after.spec.version
    levels = [c.change.level for c in compared.changes if _is_versioned(c.change)]
    if pair.before.spec.is_draft or not levels:
        return
    level = max(levels, key=lambda each: each.rank)
    if says(before, after, level):
        return
    wanted = least(before, level)
    what = "breaks its contract" if level is Level.BREAKING else "changes its contract"
    message = f"this change {what}, which version {wanted} says and {after} does not"
    if parsed(after) < parsed(before):
        message = f"the version falls from {before} to {after}"
    at = pair.after.source.at_value("version")
    fix = f"write `version: {wanted}` in {pair.after.source.path}"
    found = codes.VERSION_STAYS.at(at, message, fix=fix, subject=pair.after.id, where="version")
    contract = Contracted("versionStays", level.value, after, wanted, compared.readers)
    yield replace(found, severity=weight(compared.readers), contract=contract)


def _is_versioned(change: Change) -> bool:
    is_end = change.kind is Kind.RETIRED and not change.table
    return change.kind not in UNVERSIONED and not is_end
