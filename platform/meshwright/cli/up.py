"""`mesh up`: the mesh becomes what the specs say."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from meshwright.cli import options
from meshwright.cli.options import AsOf, Env, Json, NoSkip, Select, Yes
from meshwright.errors import ExitCode

if TYPE_CHECKING:
    from meshwright.deploy.assessment import Assessment
    from meshwright.deploy.parallel import Reporter
    from meshwright.deploy.run import Run
    from meshwright.deploy.session import Session


def up(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    no_skip: NoSkip = False,
    yes: Yes = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Bring the mesh up: foundation, domains, products; what has not changed is skipped."""
    from meshwright.cli.deployment import Order, deploy
    from meshwright.deploy.run import bring_up

    words = select or []

    def action(session: "Session", assessment: "Assessment", reporter: "Reporter") -> "Run":
        return bring_up(session.bench, assessment, words, reporter, skip=not no_skip)

    day = as_of or options.today()
    question = f"bring up {' '.join(words) or 'the whole mesh'}"
    deploy(Order("up", "bringing up", words, env, day, json, yes, question), action, closing)


def closing(run: "Run", assessment: "Assessment", endpoint: str | None) -> "Iterator[str]":
    """What exists, where, and what to do next."""
    from meshwright.cli import report

    yield report.headline(run, assessment.environment)
    yield from report.orphan_lines(run)
    if run.exit_code is not ExitCode.CANCELLED:
        yield from report.holdings_lines(run, assessment.plan)
    if not run.exit_code:
        yield from report.next_lines(run, assessment.environment, endpoint)
