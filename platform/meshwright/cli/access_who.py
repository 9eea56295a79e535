"""`mesh access who`: who can read a product, a table or a column."""

from typing import Annotated

import typer

from meshwright.cli import options
from meshwright.cli.access_answers import At, Record, asked_of, say_answer
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, Csv, Env, Json


def who(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="What is read: a product, a table of it or a column.",
            autocompletion=selections,
        ),
    ],
    at: At = None,
    record: Record = "",
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Tell who can read something, since and until when, why, and who agreed."""
    from meshwright.entitlements.answers import situation
    from meshwright.entitlements.asked import of_target, target

    workspace = asked_of(csv=csv, json=json)
    known = situation(workspace, env, as_of=as_of or options.today(), at=at)
    rights = of_target(known.rights, target(known.mesh, name))
    say_answer("access who", workspace, known, name, rights, record=record, csv=csv, json=json)
