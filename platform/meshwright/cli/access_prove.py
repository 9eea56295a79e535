"""`mesh access prove`: whether what is in force in the cloud is what was agreed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json
from meshwright.errors import ExitCode, MeshError, UsageError
from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.operations.proof.repair import Mended
    from meshwright.operations.proof.values import Difference, Proof


def prove(
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Put right what is the mesh's, then look again.")
    ] = False,
    revoke: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PRINCIPAL",
            help="With --repair, take back what this stranger has; may be repeated.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Compare the access that is agreed with what is in force; exits 7 where they differ."""
    from meshwright.cli.running import connected
    from meshwright.gate.assessment import assess
    from meshwright.operations.proof.prove import prove as proved
    from meshwright.operations.proof.repair import Mended, put_right
    from meshwright.workspace import find_workspace

    if revoke and not repair:
        raise UsageError("--revoke takes nothing back by itself", fix="add --repair")
    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    with connected(workspace, assessment.environment) as cloud:
        if repair:
            mended = put_right(cloud, assessment, revoke or ())
        else:
            mended = Mended(proved(cloud, assessment))
    if json:
        output.emit("access prove", document(mended, env))
    else:
        last = () if mended.fault else (headline(mended.proof, env),)
        output.print_text("\n".join((*lines(mended, env), *remarks(mended.proof), *last)))
    if mended.fault is not None:
        output.say_error(unproved(mended.fault, env))
        raise typer.Exit(ExitCode.FAILED)
    if mended.proof.differences:
        raise typer.Exit(ExitCode.CHANGES)


def document(mended: "Mended", environment: str) -> dict[str, Any]:
    """A proof for machines; `fault` says why there is none after what was put right."""
    proof, fault = mended.proof, mended.fault
    return {
        "fault": str(fault) if fault else None,
        "environment": environment,
        "decisions": proof.decisions,
        "principals": proof.principals,
        "tables": proof.tables,
        "differences": [_difference(each, environment) for each in proof.differences],
        "known": list(proof.known),
        "notes": list(proof.notes),
        "repaired": [
            {**_difference(each.difference, environment), "fault": each.fault or None}
            for each in mended.done
        ],
    }


def _difference(difference: "Difference", environment: str) -> dict[str, Any]:
    return {
        "code": difference.kind.value,
        "kind": _word(difference),
        "subject": difference.subject or None,
        "who": difference.who or None,
        "thing": difference.thing,
        "said": difference.said,
        "isOurs": difference.is_ours,
        "fix": fix(difference, environment),
        "commands": [call.command for call in difference.remedies],
    }


def _word(difference: "Difference") -> str:
    return difference.kind.name.lower().replace("_", " ")


def fix(difference: "Difference", environment: str) -> str:
    """What puts one difference right."""
    at = options.of_environment(environment)
    if not difference.remedies:
        by_hand = "find out who made it so, and put it right by hand"
        return f"mesh up --refresh{at}" if difference.is_ours else by_hand
    if difference.is_ours:
        return f"mesh access prove --repair{at}"
    if difference.who:
        return revoking(difference.who, environment)
    return difference.remedies[0].command


def revoking(who: str, environment: str) -> str:
    """The command that takes back what a stranger has."""
    at = options.of_environment(environment)
    return f"mesh access prove --repair --revoke {who}{at}"


def unproved(fault: MeshError, environment: str) -> MeshError:
    """That what was put right is not proved, why, and what proves it."""
    fix = f"run `mesh access prove{options.of_environment(environment)}` once AWS answers"
    return MeshError(f"what was put right is not proved: {fault}", fix=fix)


def lines(mended: "Mended", environment: str) -> Iterator[str]:
    """What was put right, and what is not as agreed."""
    for each in mended.done:
        ended = f"is still so: {one_line(each.fault)}" if each.fault else "is put right"
        yield f"{each.difference.kind.value} {one_line(each.difference.said)}: {ended}"
    for difference in mended.proof.differences:
        of = f"{difference.subject}: " if difference.subject else ""
        yield f"{of}{difference.kind.value} {_word(difference)}: {one_line(difference.said)}"
        yield f"  fix: {one_line(fix(difference, environment))}"


def remarks(proof: "Proof") -> Iterator[str]:
    """What is known, and what is agreed and not used."""
    yield from (f"known: {one_line(said)}" for said in proof.known)
    yield from (f"note: {one_line(said)}" for said in proof.notes)


def headline(proof: "Proof", environment: str) -> str:
    """What was compared, and how it came out, in one line."""
    compared = (
        f"{plural(proof.decisions, 'decision')} on {plural(proof.tables, 'table')} "
        f"for {plural(proof.principals, 'principal')}"
    )
    found = plural(len(proof.differences), "difference") if proof.differences else "no difference"
    return f"{environment}: {compared}: {found}"
