"""`mesh dev`: for people who work on the platform itself."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

from meshwright.cli import output, written_files
from meshwright.cli.options import Json
from meshwright.errors import ExitCode, MeshError
from meshwright.workspace import find_workspace
from tools.cli import bench, browser
from tools.cli import checks as dev_checks
from tools.cli import mutate as dev_mutate
from tools.cli import probes as dev_probes
from tools.cli.beside import beside
from tools.cli.checks import Verdict
from tools.docs import generated

app = typer.Typer(name="dev", help="For people who work on the platform.", no_args_is_help=True)
app.command("bench")(bench.bench)
app.command("mutate")(dev_mutate.mutate)
app.command("probes")(dev_probes.probes)

PYTEST = {"allow_extra_args": True, "ignore_unknown_options": True}
CONFORMANCE = "tests/local_aws/test_conformance.py"
EVERY_TEST = ("-m", "", "--hypothesis-profile", "drawn-anew")
"""Undoes two choices: of pyproject.toml, which leaves out what is marked `long`, and of
tests/conftest.py, by which properties are tried with the same examples in every run."""


@app.command("test", context_settings=PYTEST)
def check_and_test(
    context: typer.Context,
    *,
    long: Annotated[bool, typer.Option("--long", help="Long campaigns too.")] = False,
    provider: Annotated[
        Path | None,
        typer.Option(help="Only the conformance suite, with this executable as the provider."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run every check: format, lint, types, layers, generated files, tests.

    Whatever is not known here goes to pytest: `mesh dev test tests/plan -k names`.
    """
    root, out = find_workspace().root, stream(as_json)
    arguments = pytest_arguments(context.args, long=long, provider=provider)
    # A provider is held to its cases whatever the state of this code, and without an engine.
    if provider:
        last, closing = verdict_of_tests(root, out, arguments)
        verdicts = [last]
    else:
        with beside(dev_checks.TYPES, root, out) as types:
            first = [
                dev_checks.check("engine", lambda: has_engine(out), out),
                *dev_checks.run_checks(root, out),
            ]
            last, closing = verdict_of_tests(root, out, arguments, between=types.tell_if_ended)
            verdicts = [*first, types.verdict(), last]
    summarise(verdicts, out, closing)
    finish("dev test", verdicts, as_json=as_json)


def verdict_of_tests(
    root: Path, out: TextIO, arguments: Sequence[str], *, between: Callable[[], None] = lambda: None
) -> tuple[Verdict, str]:
    """How the tests went, and pytest's closing line."""
    closing = ""

    def passed() -> bool:
        nonlocal closing
        done, closing = dev_checks.run_tests(root, out, arguments, between=between)
        return done

    for text in browser.missing():
        output.say(text)
    verdict = dev_checks.check("tests", passed, out)
    return verdict, closing


def pytest_arguments(given: Sequence[str], *, long: bool, provider: Path | None) -> list[str]:
    """What pytest is asked; workers and coverage are for the whole suite alone."""
    every = EVERY_TEST if long else ()
    if provider is not None:
        return [*every, CONFORMANCE, "--provider", str(provider.absolute()), *given]
    return [*every, *(given or dev_checks.WHOLE_SUITE)]


@app.command()
def lint(
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what can be repaired first.")] = False,
    as_json: Json = False,
) -> None:
    """Run every check but the tests."""
    root, out = find_workspace().root, stream(as_json)
    if fix:
        # What is repaired is checked as it is then.
        verdicts = dev_checks.run_checks(root, out, fix=True)
        verdicts.append(dev_checks.asked(dev_checks.TYPES, root, out))
    else:
        with beside(dev_checks.TYPES, root, out) as types:
            verdicts = [*dev_checks.run_checks(root, out), types.verdict()]
    summarise(verdicts, out)
    finish("dev lint", verdicts, as_json=as_json)


@app.command()
def docs(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what is stale.")] = False,
    as_json: Json = False,
) -> None:
    """Write the files that code generates: schemas and the reference."""
    root, texts = find_workspace().root, generated.all_texts()
    paths = written_files.stale(root, texts) if check else written_files.write(root, texts)
    for path in paths:
        print(f"{path} is {'stale' if check else 'written'}", file=stream(as_json))
    if as_json:
        output.emit("dev docs", {"stale" if check else "written": paths})
    if check and paths:
        raise MeshError("generated files are stale", fix="mesh dev docs")


def stream(as_json: bool) -> TextIO:
    """Where words for people go."""
    return sys.stderr if as_json else sys.stdout


def has_engine(out: TextIO) -> bool:
    """Fetches or builds the engine where it is missing, before tests need it."""
    from meshwright.runner.engine.engine import ensure_engine

    try:
        engine = ensure_engine(lambda text: print(text, file=out, flush=True))
    except MeshError as error:
        output.say_error(error)
        return False
    print(f"{engine.version} at {engine.path}", file=out)
    return True


def summarise(verdicts: Sequence[Verdict], out: TextIO, closing: str = "") -> None:
    """One line a check, and pytest's closing line last."""
    last = (closing,) if closing else ()
    print("── summary", *verdicts, *last, sep="\n", file=out, flush=True)


def finish(command: str, verdicts: Sequence[Verdict], *, as_json: bool) -> None:
    """Ends the command as its verdicts say."""
    passed = all(verdict.passed for verdict in verdicts)
    if as_json:
        checks = [verdict.document() for verdict in verdicts]
        output.emit(command, {"passed": passed, "checks": checks})
    if not passed:
        raise typer.Exit(ExitCode.FAILED)
