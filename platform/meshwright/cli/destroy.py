"""`mesh destroy`: what was deployed goes, products before their domains."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, DeleteData, Env, Json, Yes

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.runner.parallel import Reporter
    from meshwright.runner.run import Run
    from meshwright.runner.session import Session


def destroy(
    select: Annotated[
        list[str],
        typer.Argument(
            metavar="SELECT",
            help="Domains with their products, products, or '*'.",
            autocompletion=selections,
        ),
    ],
    env: Env = options.DEFAULT_ENVIRONMENT,
    delete_data: DeleteData = False,
    yes: Yes = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Delete what was deployed; stacks without a spec can be named by their id."""
    from meshwright.cli.deployment import Order, deploy
    from meshwright.cli.stale_samples import without_stale_samples
    from meshwright.runner import run

    def action(session: "Session", assessment: "Assessment", reporter: "Reporter") -> "Run":
        done = run.destroy(session.context, assessment, select, reporter, delete_data=delete_data)
        return without_stale_samples(done, assessment.environment, session.endpoint)

    day = as_of or options.today()
    question = f"destroy {' '.join(select)} with everything in it"
    order = Order("destroy", "destroying", select, env, day, json, yes, question)
    deploy(order, action, closing)


def closing(run: "Run", assessment: "Assessment", _endpoint: str | None) -> "Iterator[str]":
    """The count; nothing else is left to look at."""
    from meshwright.cli import report

    if not run.results:
        yield "nothing to destroy: no such stack is deployed"
    yield report.headline(run, assessment.environment)
    yield from report.orphan_lines(run)
