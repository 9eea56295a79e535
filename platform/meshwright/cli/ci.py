"""`mesh ci init`: the workflows of a repository, written and kept up to date."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import output
from meshwright.cli.options import Json
from meshwright.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.ci.pipeline import Pipeline

app = typer.Typer(help="What a code host runs for this mesh.", no_args_is_help=True)


class Host(StrEnum):
    """A code host."""

    GITHUB = "github"
    GITLAB = "gitlab"


@app.callback()
def _group() -> None:
    """Keeps `init` a command of its own."""


@app.command("init")
def init(
    host: Annotated[Host, typer.Argument(metavar="HOST", help="github or gitlab.")],
    environments: Annotated[
        list[str] | None,
        typer.Option(
            "--env",
            metavar="NAME",
            help="An environment to deploy; in order, may be repeated. Else all but local.",
        ),
    ] = None,
    branch: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The branch that is deployed. Else what `bootstrap` says, or main."
        ),
    ] = None,
    preview: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Let the engine preview against this environment too."),
    ] = None,
    shards: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=100, help="Deploy products over up to N jobs."),
    ] = 1,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write also what was changed by hand.")
    ] = False,
    json: Json = False,
) -> None:
    """Write the workflows that check, deploy and look after the mesh, or bring them up to date."""
    from meshwright.ci.pipeline import pipeline_of
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    pipeline, notes = pipeline_of(
        root, environments or (), branch=branch, preview=preview, shards=shards
    )
    notes = (*notes, *_notes(host))
    command = _command(host, environments or (), branch, pipeline)
    texts = _texts(host, pipeline, command)
    written, kept = _write(root, texts, overwrite=overwrite)
    left = _left_over(root, texts, host)
    if json:
        said = {"files": written, "kept": kept, "leftOver": left, "notes": list(notes)}
        output.emit("ci init", said)
    else:
        _tell(written, kept, left, command)
        for note in notes:
            output.say(f"note: {note}")
    if kept:
        raise typer.Exit(ExitCode.FAILED)


def _notes(host: Host) -> tuple[str, ...]:
    """What is to be set at the host beside the files."""
    from meshwright.ci import gitlab

    return (gitlab.TEMPLATE,) if host is Host.GITLAB else ()


def _texts(host: Host, pipeline: "Pipeline", command: str) -> Mapping[str, str]:
    from meshwright.ci import github, gitlab
    from meshwright.ci.generated import headed

    files = (github if host is Host.GITHUB else gitlab).files(pipeline)
    return {path: headed(command, text) for path, text in files.items()}


def _command(host: Host, names: Sequence[str], branch: str | None, pipeline: "Pipeline") -> str:
    """The command line that writes the same again."""
    said = [f"--env {name}" for name in names]
    if branch:
        said.append(f"--branch {branch}")
    if pipeline.previewed:
        said.append(f"--preview {pipeline.previewed.environment}")
    if pipeline.shards > 1:
        said.append(f"--shards {pipeline.shards}")
    return " ".join(("mesh ci init", host, *said))


def _write(
    root: "Path", texts: Mapping[str, str], *, overwrite: bool
) -> tuple[list[str], list[str]]:
    """Writes what is missing or stale; names what it wrote, and what it left as it is."""
    from meshwright.ci.generated import Standing, standing
    from meshwright.cli.written_files import content, write

    found = {path: standing(content(root / path), text) for path, text in texts.items()}
    kept = [path for path, how in found.items() if how is Standing.CHANGED and not overwrite]
    return list(write(root, {p: text for p, text in texts.items() if p not in kept})), kept


def _left_over(root: "Path", texts: Mapping[str, str], host: Host) -> list[str]:
    """The files that the command has written once, beside those that it writes now."""
    from meshwright.ci import github, gitlab
    from meshwright.ci.generated import is_ours

    folder = (github if host is Host.GITHUB else gitlab).FOLDER
    found = sorted((root / folder).glob("*.yml"))
    paths = {file.relative_to(root).as_posix(): file for file in found}
    return [p for p, file in paths.items() if p not in texts and is_ours(file.read_text("utf-8"))]


def _tell(written: Sequence[str], kept: Sequence[str], left: Sequence[str], command: str) -> None:
    for path in written:
        output.print_out(path)
    for path in kept:
        output.say(f"{path} was changed by hand and is left as it is")
    if kept:
        output.say(f"  fix: {command} --overwrite takes what is written for it; git keeps yours")
    for path in left:
        output.say(f"{path} is not written any more: delete it")
    if not written and not kept:
        output.say("all is up to date")
