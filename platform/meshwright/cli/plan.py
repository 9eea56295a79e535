"""`mesh plan`: what will exist, and the spec line that each resource comes from."""

import json as json_text
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json, Select
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.plan.declaration import Component, Declaration, StackPlan

NAMING = ("name", "bucket", "principal", "resourceArn")
"""The inputs that tell a reader which thing in AWS a resource is, the most telling one first."""


Deployer = Annotated[
    bool,
    typer.Option(
        "--deployer", help="Show the policies that the deploying role needs, instead of stacks."
    ),
]


def show_plan(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    deployer: Deployer = False,
    against: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Show what differs from another environment instead."),
    ] = None,
    limits: Annotated[
        bool,
        typer.Option("--limits", help="Show what the mesh takes of AWS's limits, fullest first."),
    ] = False,
    json: Json = False,
) -> None:
    """Show what will exist and why: stacks, under them products, tables and resources."""
    if limits:
        from meshwright.cli.plan_limits import show_limits

        show_limits(env, as_of=as_of or options.today(), json=json)
        return
    if deployer:
        show_deployer(env, json=json)
        return
    if against is not None:
        from meshwright.cli.against import show_against

        show_against(env, against, select or (), as_of=as_of or options.today(), json=json)
        return
    from meshwright.gate.assessment import assess
    from meshwright.gate.selection import named, selected_stacks
    from meshwright.workspace import find_workspace

    assessment = assess(find_workspace(), env, as_of=as_of or options.today())
    identities = named(select or (), assessment.plan, assessment.mesh)
    stacks = list(selected_stacks(assessment.plan, identities).values())
    if json:
        day = assessment.plan.as_of.isoformat()
        output.emit("plan", {"environment": env, "asOf": day, "stacks": documents(stacks)})
        return
    for stack in stacks:
        output.print_out("\n".join(lines(stack)))
    if output.has_errors(assessment.findings):
        output.say(f"{output.tally(assessment.findings)}: `mesh check` lists them")


def show_deployer(env: str, *, json: bool) -> None:
    """The deploying role's policies, each with the name of the managed policy that holds it."""
    from meshwright.plan.deployer import deployer_policies
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    environment = load_environment(find_workspace().root, env)
    policies = deployer_policies(environment)
    if json:
        role = environment.spec.deployer
        written: Mapping[str, Any] = {n: json_text.loads(text) for n, text in policies.items()}
        output.emit("plan", {"environment": env, "deployer": role, "policies": written})
        return
    for name, text in policies.items():
        output.print_out(f"{name}:\n{json_text.dumps(json_text.loads(text), indent=2)}\n")


def documents(stacks: "Sequence[StackPlan]") -> list[dict[str, Any]]:
    """Every declaration, complete, with the line it comes from."""
    from meshwright.plan.declaration import declaration_document, stack_document

    return [
        {
            **stack_document(stack),
            "subject": stack.subject,
            "digest": stack.digest,
            "nextChange": stack.next_change.isoformat() if stack.next_change else None,
            "resources": [
                {**declaration_document(d), "spec": str(d.spec), "where": d.where}
                for d in stack.declarations
            ],
        }
        for stack in stacks
    ]


def lines(stack: "StackPlan") -> Iterator[str]:
    """A stack as a tree: its components as they first come, each with its resources."""
    count = plural(len(stack.declarations), "resource")
    yield f"{stack.name}  ({stack.kind.value}, {count})"
    shown: tuple[Component, ...] = ()
    for declaration in _by_component(stack):
        path = declaration.component
        common = _common(shown, path)
        for depth in range(common, len(path)):
            yield f"{'  ' * (depth + 1)}{path[depth].kind} {path[depth].name}"
        yield f"{'  ' * (len(path) + 1)}{_resource(declaration)}"
        shown = path


def _by_component(stack: "StackPlan") -> "list[Declaration]":
    """Resources of one component together; components in the order of their first resource."""
    order: dict[tuple[Component, ...], int] = {}
    for declaration in stack.declarations:
        for end in range(len(declaration.component) + 1):
            order.setdefault(declaration.component[:end], len(order))
    return sorted(
        stack.declarations,
        key=lambda d: [order[d.component[: end + 1]] for end in range(len(d.component))],
    )


def _common(one: "tuple[Component, ...]", other: "tuple[Component, ...]") -> int:
    for depth, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return depth
    return min(len(one), len(other))


def _resource(declaration: "Declaration") -> str:
    kind = declaration.type.rpartition(":")[2]
    why = f"{declaration.spec}{f' ({declaration.where})' if declaration.where else ''}"
    return f"{kind} {declaration.name}{_physical(declaration)}  <- {why}"


def _physical(declaration: "Declaration") -> str:
    names = (declaration.inputs.get(key) for key in NAMING)
    named = next((name for name in names if isinstance(name, str)), None)
    return f"  {named}" if named and named != declaration.name else ""
