"""`mesh dev bench`: what the platform costs, beside the least that the same work can cost."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import Json


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help=(
                "specs, rules, agreements, access, preview, packs, up, stacks, before, requests, "
                "strictness, weights, affected, shards, report, rest, limits, queries, landing, "
                "lint; all if empty."
            ),
        ),
    ] = None,
    *,
    large: Annotated[
        bool,
        typer.Option("--large", help="Also 10,000 specs and 200 products; takes half an hour."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure the platform; a run of all benchmarks writes tools/benchmarks.md."""
    from meshwright.runner.capacity import cores
    from meshwright.workspace import find_workspace
    from tools.bench import benchmarks, report
    from tools.bench.setting import Setting

    root, wanted = find_workspace().root, benchmarks.chosen(names or ())
    with TemporaryDirectory(prefix="mesh-bench-") as folder:
        results = benchmarks.run(Setting(root, Path(folder), large, output.say), wanted)
    if len(wanted) == len(benchmarks.BENCHMARKS):
        page = report.page(results, cores=cores(), on=options.today())
        (root / report.PATH).write_text(page, encoding="utf-8")
        output.say(f"{report.PATH} is written")
    if as_json:
        output.emit("dev bench", results.document)
        return
    for line in report.lines(results):
        output.print_out(line)
