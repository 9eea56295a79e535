"""`mesh query`: a question to Athena, as the caller or as somebody of the mesh."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json
from meshwright.errors import UsageError
from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.querying.answers import Answer
    from meshwright.querying.who import Asker

WIDEST = 60
"""Characters of a value that a person is shown; --csv and --json have all."""
NUMBERS = ("bigint", "decimal", "double", "float", "integer")

Sql = Annotated[str, typer.Argument(metavar="SQL", help="A statement of Athena; `-` reads stdin.")]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="WHO",
        help="A domain for its people, a product, or a principal; left out: as you are.",
    ),
]
Workgroup = Annotated[
    str | None,
    typer.Option("--workgroup", metavar="NAME", help="Another workgroup than that of who asks."),
]
Csv = Annotated[bool, typer.Option("--csv", help="The rows as CSV on stdout, and nothing else.")]


def query(
    sql: Sql,
    who: As = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    workgroup: Workgroup = None,
    as_of: AsOf = None,
    csv_: Csv = False,
    json: Json = False,
) -> None:
    """Ask Athena, locally or on AWS, and print the rows: what is not granted is not there."""
    from meshwright.cli.running import connected
    from meshwright.gate.assessment import assess
    from meshwright.querying.answers import ask
    from meshwright.querying.who import asker
    from meshwright.workspace import find_workspace

    if csv_ and json:
        raise UsageError("--csv and --json exclude each other", fix="leave one of them out")
    text = sys.stdin.read() if sql == "-" else sql
    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    environment = assessment.environment
    asking = asker(assessment.mesh, environment, who, text, workgroup=workgroup or "")
    with connected(workspace, environment) as cloud:
        answer = ask(cloud, asking, text)
    if json:
        output.emit("query", document(answer, asking, env))
    elif csv_:
        output.write_out(as_csv(answer))
    else:
        output.print_out("\n".join((*lines(answer), headline(answer, asking))))


def document(answer: "Answer", asking: "Asker", environment: str) -> dict[str, Any]:
    """An answer for machines: every value is the text that Athena gives."""
    return {
        "environment": environment,
        "as": asking.name,
        "role": asking.role,
        "workgroup": asking.workgroup,
        "execution": answer.query,
        "columns": [{"name": name, "type": kind} for name, kind in answer.columns],
        "rows": [list(row) for row in answer.rows],
        "changed": answer.changed,
        "scannedBytes": answer.scanned,
        "seconds": answer.seconds,
    }


def as_csv(answer: "Answer") -> str:
    """The rows with a header; null is an empty value, and an empty text is in quotes."""
    names = [name for name, _ in answer.columns]
    return "".join(",".join(map(_cell, row)) + "\n" for row in (names, *answer.rows))


def _cell(value: str | None) -> str:
    if value is None:
        return ""
    is_plain = value and not any(sign in value for sign in ',"\r\n')
    doubled = value.replace('"', '""')
    return value if is_plain else f'"{doubled}"'


def lines(answer: "Answer") -> Iterator[str]:
    """The rows as a table."""
    if answer.changed is not None or not answer.columns:
        return
    names = [one_line(name) for name, _ in answer.columns]
    rows = [[_shown(value) for value in row] for row in answer.rows]
    widths = [
        max([len(name), *(len(row[index]) for row in rows)]) for index, name in enumerate(names)
    ]
    numeric = [kind in NUMBERS for _, kind in answer.columns]
    yield _line(names, widths, numeric)
    yield "  ".join("-" * width for width in widths)
    for row in rows:
        yield _line(row, widths, numeric)


def _line(values: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    cells = (
        value.rjust(width) if right else value.ljust(width)
        for value, width, right in zip(values, widths, numeric, strict=True)
    )
    return "  ".join(cells).rstrip()


def _shown(value: str | None) -> str:
    if value is None:
        return "null"
    line = one_line(value)
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"


def headline(answer: "Answer", asking: "Asker") -> str:
    """How much was answered, to whom, in one line."""
    count = (
        plural(len(answer.rows), "row")
        if answer.changed is None
        else f"{plural(answer.changed, 'row')} changed"
    )
    return f"{count} as {asking.name}, {answer.scanned:,} bytes read in {answer.seconds:.1f} s"
