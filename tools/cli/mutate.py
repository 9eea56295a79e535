"""`mesh dev mutate`: whether the tests of the rules notice when a rule is changed a little."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from meshwright.cli import output
from meshwright.cli.options import Json
from meshwright.errors import ExitCode

SEED = 2013


def mutate(
    *,
    sample: Annotated[
        int, typer.Option("--sample", min=0, help="Only so many mutants, picked by the seed.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Which sample.")] = SEED,
    update: Annotated[
        bool,
        typer.Option("--update", help="Write the list of survivors anew, reasons kept."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Change the rules a little, many times, and see whether their tests notice.

    Fails below 85 % killed, and where a survivor is not listed with a reason. A run over all
    mutants writes tools/mutation.md.
    """
    from meshwright.errors import UsageError
    from meshwright.workspace import find_workspace
    from tools.mutation import report, survivors
    from tools.mutation.workshop import mutants

    if update and sample:
        raise UsageError("a sample does not know all survivors", fix="leave --sample out")
    root = find_workspace().root
    with TemporaryDirectory(prefix="mesh-mutate-") as folder:
        tried = mutants(root, Path(folder), output.say, sample=sample, seed=seed)
    if update:
        survived = (mutant.change for mutant in tried if not mutant.is_killed)
        survivors.write(root, survived, survivors.read(root))
    listed = survivors.read(root)
    judgement = survivors.judged(tried, listed, is_whole=not sample)
    if not sample:
        text = report.page(tried, judgement, listed)
        (root / report.PAGE).write_text(text, encoding="utf-8")
        output.say(f"{report.PAGE} is written")
    if as_json:
        output.emit("dev mutate", _document(judgement))
    else:
        for line in report.lines(judgement):
            output.print_out(line)
    if not (judgement.is_good or (update and judgement.is_enough)):
        raise typer.Exit(ExitCode.FAILED)


def _document(judgement: Any) -> dict[str, Any]:
    return {
        "tried": judgement.tried,
        "killed": judgement.killed,
        "passed": judgement.is_good,
        "unlisted": [_change(change) for change in judgement.unlisted],
        "unreasoned": [_change(change) for change in judgement.unreasoned],
        "gone": [_change(change) for change in judgement.gone],
    }


def _change(change: Any) -> dict[str, str]:
    return {"function": change.function, "was": change.was, "becomes": change.becomes}
