"""`mesh access what`: what a consumer can read."""

from typing import Annotated

import typer

from meshwright.cli import access_how, options
from meshwright.cli.access_answers import At, Record, asked_of, say_answer
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, Csv, Env, Json


def what(
    consumer: Annotated[
        str,
        typer.Argument(
            metavar="CONSUMER",
            help="A domain for its people, a product, or a principal of the environment file.",
            autocompletion=selections,
        ),
    ],
    how: Annotated[
        bool, typer.Option("--how", help="Also how to read it, as text to copy.")
    ] = False,
    at: At = None,
    record: Record = "",
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Tell what a consumer can read, since and until when, why, and who agreed."""
    from meshwright.entitlements import asked
    from meshwright.entitlements.answers import situation

    workspace = asked_of(csv=csv, json=json)
    known = situation(workspace, env, as_of=as_of or options.today(), at=at)
    name = asked.consumer(known.mesh, known.environment, consumer)
    rights = asked.of_consumer(known.rights, name)
    ways = access_how.ways(known) if how or json else None
    say_answer(
        "access what",
        workspace,
        known,
        name,
        rights,
        record=record,
        csv=csv,
        json=json,
        ways=ways,
    )
