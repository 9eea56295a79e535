"""GitHub's workflow commands, which become annotations on the changed lines of a pull request.

GitHub keeps ten of each level for a step and drops the others without a word (its page on problem
matchers in actions/toolkit says so), so that what matters most comes first, and where there are
more the tenth says how many. The whole is what the other formats are for.
"""

from collections.abc import Iterator, Sequence

from meshwright.errors import Severity
from meshwright.reports.model import Report, ReportedFinding
from meshwright.visible import one_line

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
MAX_ANNOTATIONS = 10


def render(report: Report) -> str:
    lines = (
        line
        for command in COMMANDS.values()
        for line in _lines(report, command, [f for f in report.findings if _command(f) == command])
    )
    return "".join(f"{line}\n" for line in lines)


def _command(finding: ReportedFinding) -> str:
    # What a waiver covers stops nothing, and so is no error here either.
    return COMMANDS[Severity.NOTE if finding.waived else finding.level]


def _lines(report: Report, command: str, findings: Sequence[ReportedFinding]) -> Iterator[str]:
    fit = len(findings) <= MAX_ANNOTATIONS
    for finding in findings if fit else findings[: MAX_ANNOTATIONS - 1]:
        yield _annotation(command, finding)
    if not fit:
        rest = len(findings) - MAX_ANNOTATIONS + 1
        yield f"::{command} title={escaped_property(report.command)}::" + escaped(
            f"{rest} more of this level: `{report.command}` lists them all"
        )


def _annotation(command: str, finding: ReportedFinding) -> str:
    properties = {
        "file": finding.path,
        "line": finding.line,
        "col": finding.column,
        **({"endColumn": finding.end_column} if finding.end_column else {}),
        "title": " ".join(filter(None, (finding.code, finding.subject))),
    }
    named = ",".join(
        f"{name}={escaped_property(one_line(str(v)))}" for name, v in properties.items()
    )
    said = one_line("; ".join((finding.message, *finding.remarks)))
    fix, page = one_line(finding.fix), one_line(finding.page)
    return f"::{command} {named}::" + escaped(f"{said}\nfix: {fix}\npage: {page}")


def escaped(value: str) -> str:
    """A command's text: what would end its line, or look like an escape, escaped."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(value: str) -> str:
    """A property of a command, which a colon or a comma would end."""
    return escaped(value).replace(":", "%3A").replace(",", "%2C")
