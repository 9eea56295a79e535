"""The `mesh` command: its table of commands, and the one place where a run ends."""

import gc
import signal
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
import typer.main
from typer._click.exceptions import (  # pyright: ignore[reportPrivateImportUsage]
    ClickException,
    NoArgsIsHelpError,
)

from meshwright.cli import (
    access,
    affected,
    bootstrap,
    catalog,
    check,
    ci,
    destroy,
    doctor,
    drift,
    env,
    explain,
    export,
    fleet,
    imports,
    ingest,
    lineage,
    local,
    lock,
    move,
    new,
    output,
    plan,
    policy,
    preview,
    query,
    recover,
    runs,
    sample,
    streams,
    up,
)
from meshwright.cli import (
    run as run_command,
)
from meshwright.cli.missing_package import missing_package
from meshwright.cli.rule_faults import broken_rule
from meshwright.disk import WHAT_NOW, is_disk_fault, unwritable
from meshwright.errors import CancelledError, ExitCode, MeshError, UsageError
from meshwright.workspace import find_workspace


def _version(is_asked: bool) -> None:
    if is_asked:
        from meshwright.shipped import version

        output.print_out(f"meshwright {version()}")
        raise typer.Exit


app = typer.Typer(
    name="mesh",
    help="A data mesh on AWS: specs in domains/ become buckets, tables, grants and a catalog.",
    epilog="In the platform's own checkout, `mesh dev` is for people who work on the platform.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    del version


app.command("check")(check.check)
app.command("plan")(plan.show_plan)
app.command("lineage")(lineage.lineage)
app.command("affected")(affected.affected)
app.command("preview")(preview.preview)
app.command("up")(up.up)
app.command("destroy")(destroy.destroy)
app.command("move")(move.move)
app.command("lock")(lock.lock)
app.command("recover")(recover.recover)
app.command("ingest")(ingest.ingest)
app.command("run")(run_command.run)
app.command("runs")(runs.runs)
app.command("query")(query.query)
app.command("drift")(drift.drift)
app.command("bootstrap")(bootstrap.bootstrap)
app.command("doctor")(doctor.doctor)
app.add_typer(new.app, name="new")
app.add_typer(access.app, name="access")
app.add_typer(catalog.app, name="catalog")
app.add_typer(ci.app, name="ci")
app.add_typer(local.app, name="local")
app.add_typer(sample.app, name="sample")
app.add_typer(policy.app, name="policy")
app.add_typer(fleet.app, name="fleet")
app.add_typer(imports.app, name="import")
app.command("export")(export.export)
app.command("explain")(explain.explain)
app.command("env")(env.env)


def main() -> NoReturn:
    """Runs one command and ends the process with its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _cancel)
    # Specs and plans live as long as the command: looking for garbage among them is a third of it.
    gc.set_threshold(50_000, 20, 20)
    streams.open_what_is_closed()
    sys.exit(streams.written_out(run(sys.argv[1:])))


def run(arguments: list[str]) -> int:
    """One command's exit code; every error has been reported when this returns."""
    try:
        code: object = app(arguments, prog_name="mesh", standalone_mode=False)
        return code if isinstance(code, int) else int(ExitCode.DONE)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(ExitCode.FAILED)
    except NoArgsIsHelpError as error:
        error.show()
        return int(ExitCode.USAGE)
    except ClickException as error:
        return _report(_misused(error, arguments), arguments)
    except BrokenPipeError:
        return _reader_has_gone()
    except MeshError as error:
        return _report(error, arguments)
    except OSError as error:
        if not is_disk_fault(error):
            return _report_fault(error)
        return _report(MeshError(unwritable(error), fix=WHAT_NOW), arguments)
    except Exception as error:
        told = broken_rule(error) or missing_package(error)
        return _report(told, arguments) if told else _report_fault(error)


def _cancel(_number: int, _frame: FrameType | None) -> None:
    raise CancelledError("stopped")


def _report(error: MeshError, arguments: list[str]) -> int:
    output.say_error(error)
    if "--json" in arguments:
        fault = {"message": str(error), "fix": error.fix, "exitCode": int(error.exit_code)}
        output.emit(_command(arguments), {"error": fault})
    return int(error.exit_code)


def _misused(error: ClickException, arguments: list[str]) -> UsageError:
    """What is wrong with a command line, in the words and the form of every other error."""
    words = " ".join(filter(None, ("mesh", _command(arguments), "--help")))
    return UsageError(error.format_message().rstrip("."), fix=f"see `{words}`")


def _command(arguments: list[str]) -> str:
    """The command that a command line names, such as `sample load`."""
    known: Any = typer.main.get_command(app)
    path: list[str] = []
    for word in arguments:
        known = getattr(known, "commands", {}).get(word)
        if known is None:
            break
        path.append(word)
    return " ".join(path)


def _report_fault(error: Exception) -> int:
    log = _crash_log(error)
    output.say(f"error: a fault in meshwright itself: {type(error).__name__}: {error}")
    output.say(f"  fix: report it with {log}" if log else "  fix: report it")
    return int(ExitCode.FAULT)


def _crash_log(error: Exception) -> Path | None:
    try:
        folder = find_workspace().private / "crash"
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.log"
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except (OSError, MeshError):
        return None
    return log


def _reader_has_gone() -> int:
    streams.silence(sys.stdout)
    return int(ExitCode.FAILED)
