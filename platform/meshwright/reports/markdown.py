"""Markdown for a comment on a pull or merge request: the verdict first, then what stops the change.

Whatever a spec's author wrote stands in a code span, where neither GitHub nor GitLab sees markup,
links, mentions or references. A comment holds 65,536 characters, so that what does not fit is
counted by domain and owner instead.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from meshwright.contracts.codes import MORE_READ
from meshwright.errors import Severity
from meshwright.reports.change_graph import graph_section
from meshwright.reports.change_markdown import change_sections, loss_section, told_in_full
from meshwright.reports.machine_part import machine_part
from meshwright.reports.model import Base, Report, ReportedFinding
from meshwright.reports.spans import code
from meshwright.visible import plural

LIMIT = 59_000
"""Bytes, which are never fewer than the characters that GitHub counts."""
MAX_ROWS = 60
MAX_MESSAGE = 600
MAX_ORPHANS = 20
Group = Callable[[ReportedFinding], bool]


@dataclass(frozen=True, slots=True)
class Section:
    """Findings under one heading; what does not stop the change is folded away."""

    title: str
    findings: tuple[ReportedFinding, ...]
    is_folded: bool

    def lines(self, shown: Sequence[str]) -> Iterator[str]:
        title = f"{self.title}: {len(self.findings):,}"
        if self.is_folded:
            yield f"<details><summary>{title}</summary>\n"
        else:
            yield f"### {title}\n"
        yield from shown
        if len(shown) < len(self.findings):
            yield f"- and {len(self.findings) - len(shown):,} more, counted below"
        yield "\n</details>\n" if self.is_folded else ""


def render(report: Report) -> str:
    end, report = _end(report), _said_once(report)
    head = list(_head(report))
    entries = {finding: _entry(report, finding) for finding in report.findings}
    changes = tuple(change_sections(report.effects)) if report.effects else ()
    whole = _text(head, _sections(report, entries, len(entries), changes), [], end)
    if _size(whole) < LIMIT:
        return whole
    table = list(_table(report.findings))
    room = LIMIT - _size(_text(head, changes, table, end))
    count = _fitting(report, entries, room)
    return _text(head, _sections(report, entries, count, changes), table, end)


def _said_once(report: Report) -> Report:
    """A report without notes of who reads more where what changes says just that."""
    if report.effects is None or all(f.code != MORE_READ.id for f in report.findings):
        return report
    told = told_in_full(report.effects)
    kept = (f for f in report.findings if f.code != MORE_READ.id or f.subject not in told)
    return replace(report, findings=tuple(kept))


def _end(report: Report) -> str:
    """What folds away and what programs read; the last line tells one comment from another."""
    mark = f"<!-- meshwright: {report.command} -->"
    if report.effects is None:
        return mark
    machine = machine_part(report, report.effects)
    return "\n".join((*graph_section(report.effects), machine, mark))


def _text(head: Sequence[str], body: Sequence[str], table: Sequence[str], end: str) -> str:
    return "\n".join((*head, *body, *table, end)) + "\n"


def _size(text: str) -> int:
    return len(text.encode())


def _fitting(report: Report, entries: dict[ReportedFinding, str], room: int) -> int:
    """How many entries fit into some bytes, the headings of all sections included."""
    room -= sum(_size(line) + 1 for line in _sections(report, entries, 0))
    count = 0
    for entry in entries.values():
        room -= _size(entry) + 1
        if room < 0:
            break
        count += 1
    return count


def _sections(
    report: Report, entries: dict[ReportedFinding, str], count: int, changes: Sequence[str] = ()
) -> list[str]:
    """All sections, with the first entries of all."""
    shown = set(list(entries)[:count])
    groups = list(_groups(report))
    # What stops a change comes before what it does, and all else after that.
    first = [section for section in groups if not section.is_folded]
    rest = [section for section in groups if section.is_folded]
    return [
        *(line for section in first for line in _shown(section, entries, shown)),
        *changes,
        *(line for section in rest for line in _shown(section, entries, shown)),
    ]


def _shown(
    section: Section, entries: dict[ReportedFinding, str], shown: set[ReportedFinding]
) -> Iterator[str]:
    return section.lines([entries[f] for f in section.findings if f in shown])


def _groups(report: Report) -> Iterator[Section]:
    was_there = "there before" if report.is_compared else ""
    groups: tuple[tuple[str, bool, Group], ...] = (
        ("Stops this change", False, lambda f: f.blocks and f.is_new is not False),
        (f"Stops it too, {was_there}", True, lambda f: f.blocks and f.is_new is False),
        ("Stops nothing", True, lambda f: not f.blocks and f.is_new is not False),
        (f"Stops nothing, {was_there}", True, lambda f: not f.blocks and f.is_new is False),
    )
    for title, is_folded, belongs in groups:
        found = tuple(filter(belongs, report.findings))
        if found:
            yield Section(title, found, is_folded)


def _head(report: Report) -> Iterator[str]:
    yield f"{verdict(report)}\n"
    if report.places:
        yield f"Looked at {code(report.places, MAX_MESSAGE)}.\n"
    if report.effects:
        yield from loss_section((*report.effects.code, *report.effects.specs))
    base = report.base
    if base and base.fault:
        yield from _uncompared(report, base)
    if base and base.fixed:
        yield f"Gone since {code(base.ref)}: {plural(base.fixed, 'finding')}.\n"
    if report.orphans:
        named = ", ".join(code(stack) for stack in report.orphans[:MAX_ORPHANS])
        more = len(report.orphans) - MAX_ORPHANS
        yield f"Deployed without a spec: {named}{f' and {more:,} more' if more > 0 else ''}.\n"


def _uncompared(report: Report, base: Base) -> Iterator[str]:
    """Why old findings are not told from new ones; what changes may be compared all the same."""
    why, effects = code(base.fault, MAX_MESSAGE), report.effects
    if not effects or not (effects.specs or effects.code or effects.code_fault):
        yield f"Not compared with {code(base.ref)}, so all is listed: {why}.\n"
    elif report.findings:
        yield f"All findings are listed, also those that {code(base.ref)} has: {why}.\n"


def verdict(report: Report) -> str:
    """The whole in one line."""
    findings = report.findings
    if not report.is_compared:
        said = _tally(findings) or "no findings"
        return f"❌ **Blocked**: {said}" if report.blocks else f"✅ **Nothing stops this**: {said}"
    if not findings:
        return "✅ **Nothing stops this change**"
    new = _tally([f for f in findings if f.is_new])
    old = _tally([f for f in findings if not f.is_new])
    said = "; ".join((f"new: {new or 'nothing'}", *([f"there before: {old}"] if old else [])))
    if any(finding.blocks and finding.is_new for finding in findings):
        return f"❌ **Blocked by this change**: {said}"
    if report.blocks:
        return f"❌ **Blocked, though not by this change**: {said}"
    return f"✅ **Nothing stops this change**: {said}"


def _tally(findings: Sequence[ReportedFinding]) -> str:
    counts = Counter("waived" if f.waived else f.level.value for f in findings)
    words = (plural(counts[level], level) for level in Severity if counts[level])
    waived = [f"{counts['waived']:,} waived"] if counts["waived"] else []
    return ", ".join((*words, *waived))


def _entry(report: Report, finding: ReportedFinding) -> str:
    page, _, fragment = finding.page.partition("#")
    place = f"{finding.path}:{finding.line}"
    rule = _linked(code(finding.code), report.link(page, fragment))
    spec = _linked(code(place, MAX_MESSAGE), report.link(finding.path, f"L{finding.line}"))
    about = (finding.subject, finding.where or finding.resource, finding.owner)
    named = ", ".join(code(name) for name in about if name)
    remarks = "".join(f"<br>{code(remark, MAX_MESSAGE)}" for remark in finding.remarks)
    # Without a link a reader still learns where the rule is explained.
    explained = "" if report.web else f"<br>page: {code(finding.page)}"
    return (
        f"- {rule} {finding.level} {spec}{f' ({named})' if named else ''}"
        f"<br>{code(finding.message, MAX_MESSAGE)}{remarks}"
        f"<br>fix: {code(finding.fix, MAX_MESSAGE)}{explained}"
    )


def _linked(shown: str, link: str) -> str:
    return f"[{shown}]({link})" if link else shown


def _table(findings: Sequence[ReportedFinding]) -> Iterator[str]:
    """All findings counted by domain and owner, those with most that stops them first."""
    blocking, others = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for finding in findings:
        (blocking if finding.blocks else others)[finding.domain, finding.owner] += 1
    rows = sorted(blocking.keys() | others.keys(), key=lambda k: (-blocking[k], -others[k], k))
    yield "### All findings\n\n| domain | owner | errors | others |\n| --- | --- | --- | --- |"
    for key in rows[:MAX_ROWS]:
        names = " | ".join(_cell(name) for name in key)
        yield f"| {names} | {blocking[key]:,} | {others[key]:,} |"
    rest = rows[MAX_ROWS:]
    if rest:
        errors, more = sum(blocking[k] for k in rest), sum(others[k] for k in rest)
        yield f"| {plural(len(rest), 'more team')} | | {errors:,} | {more:,} |"
    yield ""


def _cell(name: str) -> str:
    # A table is cut into cells before code spans are looked for.
    return code(name).replace("|", "\\|") if name else ""
