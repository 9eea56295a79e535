"""What the commands print: results on stdout, everything else on stderr."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from meshwright.cli import documents, streams
from meshwright.cli.calling import as_typed
from meshwright.errors import Contracted, Finding, MeshError, Severity, Waived
from meshwright.visible import lines, one_line, plural

VERSION = 2
"""The version of every JSON document; a field is only ever added under the same one."""
COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33", Severity.NOTE: "36"}
COLOURED = re.compile(rf"(\x1b\[(?:0|{'|'.join(COLOURS.values())})m)")
"""What `coloured` writes around a word."""


def emit(command: str, content: Mapping[str, Any]) -> None:
    """The one document of a command run with --json: its remedies can be typed too."""
    document = {"version": VERSION, "command": command, **_typed(content)}
    write_out(documents.text_of(document) + "\n")


def _typed(value: Any) -> Any:
    """A document's value, with each `fix` as it can be typed here."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[Any, Any]", value)
        return {
            name: as_typed(said) if name == "fix" and isinstance(said, str) else _typed(said)
            for name, said in fields.items()
        }
    if isinstance(value, list | tuple):
        return [_typed(entry) for entry in cast("Sequence[Any]", value)]
    return value


def print_out(text: str) -> None:
    """A result for people: lines, in no other colours than our own."""
    parts = COLOURED.split(text)
    seen = (part if COLOURED.fullmatch(part) else lines(part) for part in parts)
    write_out("".join(seen) + "\n")


def write_out(document: str) -> None:
    """A document whose own rules have made the text of others harmless: JSON, a report."""
    try:
        sys.stdout.write(document)
    except BrokenPipeError:
        raise
    except OSError as error:
        streams.silence(sys.stdout)
        raise MeshError(f"cannot write to stdout: {error.strerror}") from error


def print_text(text: str) -> None:
    """A result for people: its hints can be typed."""
    print_out(as_typed(text))


def say(text: str) -> None:
    """A message to whoever waits; never part of a result."""
    try:
        sys.stderr.write(lines(as_typed(text)) + "\n")
        sys.stderr.flush()
    except OSError:
        # Nobody can be told, and what the command does is not undone by that.
        streams.silence(sys.stderr)


def say_error(error: MeshError) -> None:
    say(f"error: {error}")
    if error.fix:
        say(f"  fix: {error.fix}")


def finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.position.path,
        "line": finding.position.line,
        "column": finding.position.column,
        "message": finding.message,
        "fix": finding.fix,
        "subject": finding.subject,
        "where": finding.where,
        "resource": finding.resource,
        "page": finding.page,
        "waived": _waived_document(finding.waived),
        "mandatoryFrom": finding.mandatory_from.isoformat() if finding.mandatory_from else None,
        "draft": finding.is_draft,
        "environments": list(finding.environments),
        "contract": _contract_document(finding.contract),
    }


def _contract_document(contract: Contracted | None) -> dict[str, Any] | None:
    if contract is None:
        return None
    return {
        "kind": contract.kind,
        "level": contract.level,
        "old": contract.old,
        "new": contract.new,
        "hits": [
            {
                "reader": hit.reader,
                "way": hit.way,
                "until": hit.until.isoformat() if hit.until else None,
                "columns": list(hit.columns),
            }
            for hit in contract.hits
        ],
    }


def _waived_document(waived: Waived | None) -> dict[str, Any] | None:
    if waived is None:
        return None
    return {
        "reason": waived.reason,
        "ticket": waived.ticket,
        "expires": waived.expires.isoformat(),
        "daysLeft": waived.days_left,
    }


def finding_text(finding: Finding) -> str:
    """A finding for a person: where and what, then the remedy, then the page."""
    weight = coloured(finding.severity.value, COLOURS[finding.severity])
    message = one_line(finding.message)
    said = [f"{finding.position}: {weight} {finding.code} {message}"]
    if finding.resource:
        said.append(f"  resource: {one_line(finding.resource)}")
    if finding.where:
        said.append(f"  at: {one_line(finding.where)}")
    said += _standing_lines(finding)
    fix = one_line(as_typed(finding.fix))
    said += [f"  fix: {fix}", f"  page: {one_line(finding.page)}"]
    return "\n".join(said)


def coloured(text: str, colour: str) -> str:
    """A text in a colour, where a terminal shows it and nobody has asked for none."""
    return f"\x1b[{colour}m{text}\x1b[0m" if _shows_colours() else text


def _shows_colours() -> bool:
    # https://no-color.org: any value but an empty one.
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not is_plain


def _standing_lines(finding: Finding) -> Iterator[str]:
    if finding.environments:
        yield f"  in: {', '.join(finding.environments)}"
    if finding.is_draft:
        yield "  draft: this rule is not in force yet"
    if finding.mandatory_from is not None:
        yield f"  mandatory: from {finding.mandatory_from} on this is an error"
    if (waived := finding.waived) is not None:
        left = plural(waived.days_left, "day")
        why = one_line(f"{waived.reason} ({waived.ticket})")
        yield f"  waived: until {waived.expires}, {left} left: {why}"


def tally(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`; `no findings` where there are none."""
    severities = [finding.severity for finding in findings]
    counts = ((severities.count(severity), severity.value) for severity in Severity)
    return ", ".join(plural(n, word) for n, word in counts if n) or "no findings"


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
