"""`mesh affected`: the stacks that a change concerns, without an engine and without credentials."""

import json as json_text
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from meshwright.fleet.affected import Affected
    from meshwright.fleet.since import EnvironmentChange

MOST_JOBS = 256
"""Source: GitHub Actions, "Usage limits": a matrix makes at most 256 jobs of a workflow run."""


def affected(
    changed_since: Annotated[
        str,
        typer.Option(metavar="REF", help="Compare the working tree with where it left a git ref."),
    ],
    env: Env = options.DEFAULT_ENVIRONMENT,
    matrix: Annotated[
        int | None,
        typer.Option(
            "--matrix",
            metavar="N",
            help="Share the products out among at most N jobs: a matrix for GitHub Actions.",
        ),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Tell which stacks a change concerns: those that `mesh up` will run after it."""
    from meshwright.fleet.since import change_in
    from meshwright.workspace import find_workspace

    if matrix is not None and not 1 <= matrix <= MOST_JOBS:
        raise UsageError(f"{matrix} is no number of jobs", fix=f"write 1 to {MOST_JOBS}")
    change = change_in(find_workspace(), changed_since, env, as_of=as_of or options.today())
    shown = matrix_document(change, matrix) if matrix else None
    if json:
        output.emit("affected", {**document(change), "matrix": shown})
        return
    if shown is not None:
        # One line, as a step writes it to $GITHUB_OUTPUT.
        output.write_out(json_text.dumps(shown, separators=(",", ":")) + "\n")
        return
    for line in lines(change):
        output.print_text(line)


def document(change: "EnvironmentChange") -> dict[str, Any]:
    """The answer for machines."""
    from meshwright.fleet.affected import BEYOND

    return {
        "environment": change.head.plan.environment,
        "asOf": change.head.plan.as_of.isoformat(),
        "since": {"ref": change.since, "commit": change.commit},
        "everything": change.change.everything and change.change.everything.value,
        "code": list(change.code),
        "stacks": [_stack_document(stack) for stack in change.change.stacks],
        "beyond": BEYOND,
    }


def _stack_document(stack: "Affected") -> dict[str, Any]:
    return {
        "stack": stack.name,
        "subject": stack.id.subject,
        "kind": stack.id.kind.value,
        "effect": stack.effect.value,
        "other": stack.other or None,
        "resources": len(stack.declared.declarations) if stack.declared else 0,
    }


def matrix_document(change: "EnvironmentChange", count: int) -> dict[str, Any]:
    """What `strategy.matrix` takes: one job for each shard of the products to bring up."""
    from meshwright.fleet.shards import shares

    return {
        "include": [
            {
                "shard": str(share.shard),
                "stacks": len(share.stacks),
                "resources": share.resources,
            }
            for share in shares(change.change.products, count)
        ]
    }


def lines(change: "EnvironmentChange") -> Iterator[str]:
    """The answer for people: why everything, if so; each stack; what the answer cannot hold."""
    from meshwright.fleet.affected import BEYOND

    stacks = change.change.stacks
    count = output.plural(len(stacks), "stack")
    yield f"{count} of {change.head.plan.environment} affected since {change.since}"
    if (why := _whole(change)) is not None:
        yield f"  all of them: {why}"
    width = max((len(stack.effect.value) for stack in stacks), default=0)
    for stack in stacks:
        yield f"  {stack.effect.value:<{width}}  {stack.name}{_aside(stack)}"
    yield f"not in this list: {BEYOND}"


def _whole(change: "EnvironmentChange") -> str | None:
    from meshwright.fleet.affected import Everything

    match change.change.everything:
        case None:
            return None
        case Everything.CODE:
            first, *others = change.code
            more = f" and {len(others)} more" if others else ""
            return f"the platform's code differs ({first}{more})"
        case Everything.BACKEND:
            return "the environment has another backend"
        case Everything.NO_BASE:
            return f"{change.since} has no such environment, or one that cannot be read"


def _aside(stack: "Affected") -> str:
    from meshwright.fleet.affected import Effect

    subject, environment = stack.id.subject, stack.id.environment
    match stack.effect:
        case Effect.MOVED:
            return f"  (was {stack.other})"
        case Effect.DELETED if stack.other:
            return f"  (now {stack.other})"
        case Effect.DELETED:
            return f"  (no spec any more: `mesh destroy {subject} --env {environment}`)"
        case _:
            return ""
