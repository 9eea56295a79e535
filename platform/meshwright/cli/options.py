"""The options that commands share; light to import, as `mesh --help` reads it."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from meshwright.cli.completion import environments, selections

DEFAULT_ENVIRONMENT = "local"


class Format(StrEnum):
    """What findings can be reported as."""

    TERMINAL = "terminal"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"


def of_environment(name: str) -> str:
    """What a command that is told needs to mean an environment; nothing where it does already."""
    return "" if name == DEFAULT_ENVIRONMENT else f" --env {name}"


def today() -> date:
    """The date of a run: UTC, asked for once."""
    return datetime.now(UTC).date()


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date, such as 2026-12-31") from None


def span(text: str) -> timedelta:
    """A duration in the words of the specs."""
    from meshwright.specs.scalars import duration

    try:
        return duration(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}': {error}") from None


Env = Annotated[
    str,
    typer.Option(
        "--env",
        metavar="NAME",
        help="The environment, by the name of its file.",
        autocompletion=environments,
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON document on stdout, and nothing else there.")
]
Csv = Annotated[
    bool, typer.Option("--csv", help="A table for a spreadsheet on stdout, its names first.")
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=day,
        metavar="DATE",
        envvar="MESH_AS_OF",
        show_envvar=False,
        help="Evaluate for this day instead of today (UTC): access and waivers end by day.",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SELECT",
        help="Domains, products, globs ('sales.*'); all if empty.",
        autocompletion=selections,
    ),
]
NoSkip = Annotated[
    bool, typer.Option("--no-skip", help="Run the engine also for stacks without changes.")
]
Only = Annotated[
    bool,
    typer.Option(
        "--only",
        help="Leave producers that are behind with their grants to what is selected.",
    ),
]
ChangedSince = Annotated[
    str | None,
    typer.Option(
        metavar="REF", help="Only stacks that the change since a git ref concerns (`affected`)."
    ),
]
DeleteData = Annotated[
    bool,
    typer.Option(
        "--delete-data",
        help="Allow deleting buckets, tables and keys that no spec has retired (`keepData`).",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")]
Formats = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=f"A report in this format: {', '.join(Format)}; may be repeated.",
    ),
]
Summaries = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="What was done, in this format: markdown, for a job's summary; may be repeated.",
    ),
]
Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output", metavar="FILE", help="Where the report goes; one for each --format, in order."
    ),
]
