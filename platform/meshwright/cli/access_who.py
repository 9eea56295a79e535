"""`mesh access who`: who can read a product, a table or a column."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.access_answers import At, Record, asked_of, say_answer
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, Csv, Env, Json
from meshwright.ids import joined

if TYPE_CHECKING:
    from meshwright.entitlements.asked import Target
    from meshwright.specs.models import Mesh


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
    wanted = target(known.mesh, name)
    rights = of_target(known.rights, wanted)
    for line in samples_in(known.mesh, wanted):
        output.say(line)
    say_answer("access who", workspace, known, name, rights, record=record, csv=csv, json=json)


def samples_in(mesh: "Mesh", wanted: "Target") -> "Iterator[str]":
    """What of it is seen without any right: rows of tables whose owners say `sample: true`."""
    from meshwright.specs.models.samples import samples_of

    for table, columns in samples_of(mesh.products[wanted.product]).items():
        if wanted.table in ("", table) and (not wanted.column or wanted.column in columns):
            named = joined((wanted.product, table))
            yield f"sample: who reads the catalog sees some rows of {named}: {', '.join(columns)}"
