"""`mesh bootstrap`: what an account needs before its first `up`, as a template for its owner."""

from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import output
from meshwright.cli.options import Env, Json, Yes
from meshwright.errors import ExitCode, UsageError
from meshwright.visible import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.operations.bootstrap.apply import Applied, Talk
    from meshwright.operations.bootstrap.changes import Change
    from meshwright.specs.environment import Environment


def bootstrap(
    env: Env = "dev",
    apply: Annotated[
        bool,
        typer.Option(
            "--apply",
            help="Run it with this shell's credentials: show what changes, ask, read it back.",
        ),
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Render what an account needs before its first `up`: one template for CloudFormation."""
    from meshwright.plan.bootstrap.template import template, template_text
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    environment = load_environment(find_workspace().root, env)
    if apply:
        # A file that says too little is told before anything is asked of AWS.
        template(environment)
        _apply(environment, yes=yes, json=json)
        return
    if yes:
        raise UsageError("--yes without --apply: rendering asks nothing", fix="leave it out")
    if json:
        output.emit("bootstrap", {"environment": env, "template": template(environment)})
        return
    output.print_out(template_text(environment))


def _apply(environment: "Environment", *, yes: bool, json: bool) -> None:
    from meshwright.operations.bootstrap.apply import apply
    from meshwright.runner.cloud import connect
    from meshwright.runner.shell import refuse_local_shell

    refuse_local_shell()
    # The account's owner makes the deployer, so nobody is the deployer yet.
    cloud = connect(environment, None, assume=False)
    applied = apply(cloud, _talk(environment, yes=yes, json=json))
    if json:
        output.emit("bootstrap", _document(environment, applied))
    else:
        _report(environment, applied)
    if applied.wrong:
        raise typer.Exit(ExitCode.FAILED)


def _talk(environment: "Environment", *, yes: bool, json: bool) -> "Talk":
    from meshwright.cli.deployment import confirm
    from meshwright.operations.bootstrap import stack
    from meshwright.operations.bootstrap.apply import Talk

    tell = output.say if json else output.print_text

    def ask(what: str, changes: "Sequence[Change]") -> None:
        for change in changes:
            tell(str(change))
        confirm(environment, what, yes=yes)

    return Talk(ask, output.say, stack.PAUSE)


def _report(environment: "Environment", applied: "Applied") -> None:
    for found in applied.wrong:
        output.print_text(f"{found}")
    if not applied.changes:
        output.print_text(f"{applied.stack}: nothing to change")
    if applied.wrong:
        output.say(f"fix: {_fix(applied)}")
        return
    read = plural(len(applied.found), "resource")
    output.print_text(f"{applied.stack}: {read} read back, all as the template has them")
    output.print_text(f"next: mesh doctor --env {environment.name}, as who deploys")


def _fix(applied: "Applied") -> str:
    """CloudFormation changes what the template changes; what others have changed it leaves."""
    return (
        "undo what was changed there by other means, or let CloudFormation do it: aws "
        f"cloudformation create-change-set --stack-name {applied.stack} --change-set-name undo "
        "--use-previous-template --capabilities CAPABILITY_NAMED_IAM --deployment-mode REVERT_DRIFT"
    )


def _document(environment: "Environment", applied: "Applied") -> dict[str, object]:
    return {
        "environment": environment.name,
        "stack": applied.stack,
        "changes": [
            {
                "verb": change.verb,
                "name": change.name,
                "type": change.type,
                "identity": change.identity,
                "properties": list(change.properties),
            }
            for change in applied.changes
        ],
        "resources": [
            {
                "name": found.name,
                "there": found.is_there,
                "denied": found.denied,
                "differing": list(found.differing),
            }
            for found in applied.found
        ],
        "fix": _fix(applied) if applied.wrong else "",
    }
