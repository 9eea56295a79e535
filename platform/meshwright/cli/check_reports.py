"""`--format F --output FILE`: which documents are wanted, and where each one goes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from meshwright.cli import output
from meshwright.cli.options import Format
from meshwright.errors import Finding, UsageError
from meshwright.reports.model import Report

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document that is asked for, and the file it goes to; `-` is stdout."""

    format: Format
    file: Path = STDOUT

    @property
    def is_printed(self) -> bool:
        return self.file == STDOUT


def deliveries(
    formats: Sequence[Format] | None, files: Sequence[Path] | None, *, json: bool
) -> tuple[Delivery, ...]:
    """What `--format` and `--output` ask for, in pairs. Raises UsageError where that is unclear."""
    formats, files = formats or (), files or ()
    if len(formats) == 1 and not files:
        files = (STDOUT,)
    if len(formats) != len(files):
        raise UsageError(
            f"--format is given {len(formats)} times and --output {len(files)} times",
            fix="give each --format its --output, in the same order; `-` is stdout",
        )
    wanted = tuple(map(Delivery, formats, files))
    if sum(delivery.is_printed for delivery in wanted) + json > 1:
        raise UsageError(
            "stdout can hold one document only", fix="give all but one format an --output"
        )
    return wanted


def summaries(
    formats: Sequence[Format] | None, files: Sequence[Path] | None, *, json: bool
) -> tuple[Delivery, ...]:
    """The reports of a run that are asked for. Raises UsageError for formats that hold findings."""
    wanted = deliveries(formats, files, json=json)
    for delivery in wanted:
        if delivery.format not in (Format.MARKDOWN, Format.TERMINAL):
            raise UsageError(
                f"a run is not reported as {delivery.format}", fix="ask for --format markdown"
            )
    return tuple(delivery for delivery in wanted if delivery.format is Format.MARKDOWN)


def needs_effects(wanted: Sequence[Delivery]) -> bool:
    """Whether a report is asked for that says what a change does."""
    return any(delivery.format is Format.MARKDOWN for delivery in wanted)


def teller(wanted: Sequence[Delivery]) -> Callable[[str], None] | None:
    """Where the findings are told to people: on stdout only if no document lies there."""
    printed = [delivery.format for delivery in wanted if delivery.is_printed]
    if not wanted or printed == [Format.TERMINAL]:
        return output.print_out
    return None if printed else output.say


def deliver(
    wanted: Sequence[Delivery], findings: Sequence[Finding], report_of: Callable[[], Report]
) -> None:
    """Writes every document that is asked for; a report is made only if one needs it."""
    report = None
    for delivery in wanted:
        if delivery.format is not Format.TERMINAL:
            report = report or report_of()
            write(delivery, rendered(delivery.format, report))
        elif not delivery.is_printed:
            text = "".join(f"{output.finding_text(f)}\n" for f in findings)
            write(delivery, text)


def write(delivery: Delivery, text: str) -> None:
    """Raises UsageError where the file cannot be written."""
    if delivery.is_printed:
        if text:
            output.write_out(text)
        return
    try:
        delivery.file.parent.mkdir(parents=True, exist_ok=True)
        delivery.file.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(
            f"cannot write {delivery.file}: {error.strerror or error}",
            fix="name a file that can be written",
        ) from error
    output.say(f"{delivery.format.value} report: {delivery.file}")


def rendered(format: Format, report: Report) -> str:  # noqa: A002 - the option's own word
    """A report in a format."""
    # Imported here, so that a check without a report pays for none.
    from meshwright.reports import github, gitlab, junit, markdown, sarif

    renderers: Mapping[Format, Callable[[Report], str]] = {
        Format.SARIF: sarif.render,
        Format.JUNIT: junit.render,
        Format.GITHUB: github.render,
        Format.GITLAB: gitlab.render,
        Format.MARKDOWN: markdown.render,
    }
    return renderers[format](report)
