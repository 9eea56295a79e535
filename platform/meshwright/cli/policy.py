"""`mesh policy`: the rules, how they stand, and what they would find."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output, owners, policy_cases, sweep
from meshwright.cli.options import AsOf, Env, Json
from meshwright.cli.rule_names import rule_named
from meshwright.errors import UsageError
from meshwright.visible import plural

if TYPE_CHECKING:
    from guardrails.rule import Rule
    from guardrails.settings import RuleOverride
    from meshwright.governance.authoring.simulation import Failure, Simulation
    from meshwright.governance.resolver import ResolvedRules

app = typer.Typer(help="The rules, how they stand, and what they would find.", no_args_is_help=True)
app.command("owners")(owners.owners)
app.command("sweep")(sweep.sweep)
app.command("test")(policy_cases.ask_cases)


@app.command("list")
def list_rules(
    env: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this environment; else every one.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List every rule: its level, life, stages, parameters, controls and packs."""
    from meshwright.governance.listing import listed

    rules = list(listed(resolutions(env, as_of)))
    if json:
        output.emit("policy list", {"rules": rules})
        return
    for line in table(rules):
        output.print_out(line)


@app.command("simulate")
def simulate_rules(
    rule: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this rule; else every one.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PARAM=VALUE", help="A parameter of the rule, as YAML."),
    ] = None,
    level: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="The rule's level: mandatory or advisory.")
    ] = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say what rules would find if they were enforced today: drafts and graces included."""
    from meshwright.governance.authoring.simulation import simulate
    from meshwright.plan import plan
    from meshwright.specs.load import load_mesh
    from meshwright.workspace import find_workspace

    (resolution,) = resolutions(env, as_of)
    asked = _asked(resolution, rule)
    override = _override(asked, values or (), level, named=rule)
    mesh = load_mesh(find_workspace().root).mesh
    planned = plan(mesh, resolution.environment, as_of=resolution.as_of)
    codes = frozenset(r.code for r in asked)
    simulation = simulate(planned, mesh, resolution, codes, override)
    if json:
        said = {
            "environment": env,
            "rule": rule,
            "set": dict(override.parameters) if override else {},
        }
        output.emit("policy simulate", {**said, **document(simulation)})
        return
    for line in lines(simulation):
        output.print_out(line)


def resolutions(env: str | None, as_of: date | None) -> "list[ResolvedRules]":
    """What governs the mesh in one environment, or in each."""
    from meshwright.governance.organisation import load_organisation
    from meshwright.governance.resolver import of_mesh
    from meshwright.specs.load import environment_names, load_environment, load_mesh
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    names = [env] if env else sorted(environment_names(root))
    if not names:
        raise UsageError("there is no environment", fix="write platform/environments/local.yaml")
    mesh, organisation = load_mesh(root).mesh, load_organisation(root)
    day = as_of or options.today()
    made = [
        of_mesh(mesh, load_environment(root, name), day, organisation=organisation)
        for name in names
    ]
    for resolution in made:
        resolution.check_environment()
    return made


def table(rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The rules for a person, one a line."""
    for rule in rules:
        stages = ",".join(rule["stages"])
        owner = f" (domain {rule['domain']})" if rule["domain"] else ""
        yield f"{rule['code']:<8} {rule['level']:<9} {rule['life']:<10} {stages:<20} " + (
            f"{rule['title']}{owner}"
        )
        yield from _exceptions(rule)


def _exceptions(rule: Mapping[str, Any]) -> Iterator[str]:
    for name, standing in rule["environments"].items():
        if standing["level"] != rule["level"] or standing["life"] != rule["life"]:
            step = next(s for s in reversed(standing["provenance"]) if s["name"] == "level")
            where = f", {step['place']}" if step["place"] else ""
            said = f"{standing['level']}, {standing['life']} ({step['layer']}{where})"
            yield f"           in {name}: {said}"


def rule_called(resolution: "ResolvedRules", name: str) -> "Rule":
    """The rule of a code or an id, or UsageError with the nearest one."""
    return rule_named(name, _all_rules(resolution))


def _all_rules(resolution: "ResolvedRules") -> "tuple[Rule, ...]":
    own = resolution.organisation.domain_rules.rules.values()
    return (*resolution.rules, *(rule for rules in own for rule in rules))


def _asked(resolution: "ResolvedRules", code: str | None) -> "tuple[Rule, ...]":
    return _all_rules(resolution) if code is None else (rule_called(resolution, code),)


def _override(
    rules: "Sequence[Rule]", values: Sequence[str], level: str | None, *, named: str | None
) -> "RuleOverride | None":
    from guardrails.rule import Level
    from guardrails.settings import RuleOverride, apply_override, initial

    if not values and level is None:
        return None
    if named is None:
        raise UsageError("--set and --level need one rule", fix="add --rule CODE")
    if level is not None and level not in set(Level):
        raise UsageError(f"there is no level '{level}'", fix="write mandatory, advisory or off")
    override = RuleOverride(
        layer="the simulation",
        level=Level(level) if level else None,
        parameters=dict(map(_parameter, values)),
        sets_parameters=True,
    )
    _, refusals = apply_override(initial(rules[0]), override)
    if refusals:
        raise UsageError("; ".join(r.problem for r in refusals), fix=refusals[0].fix)
    return override


def _parameter(text: str) -> tuple[str, Any]:
    import yaml

    name, equals, value = text.partition("=")
    try:
        return name, yaml.safe_load(value if equals else "")
    except yaml.YAMLError as error:
        raise UsageError(
            f"'{text}' is not of the form PARAM=VALUE", fix="write --set days=30"
        ) from error


def lines(simulation: "Simulation") -> Iterator[str]:
    """A simulation for a person."""
    failing = len(simulation.failures)
    yield f"fails {failing} of {plural(simulation.products, 'product')}"
    if simulation.owners:
        owners = (f"{owner} ({count})" for owner, count in simulation.owners.items())
        yield f"owned by {', '.join(owners)}"
    for failure in (*simulation.failures, *simulation.elsewhere):
        mark = "+" if failure.is_new else " "
        yield f"{mark} {failure.subject or 'the foundation'}  {failure.owner}"
        yield from (f"    {finding}" for finding in failure.findings)
    yield from (f"- {subject}  nothing would be found any more" for subject in simulation.gone)
    new = sum(failure.is_new for failure in (*simulation.failures, *simulation.elsewhere))
    yield f"against today: {new} more, {len(simulation.gone)} fewer"


def document(simulation: "Simulation") -> dict[str, Any]:
    """A simulation for machines."""
    return {
        "fails": len(simulation.failures),
        "products": simulation.products,
        "owners": dict(simulation.owners),
        "failures": [_failure(failure) for failure in simulation.failures],
        "elsewhere": [_failure(failure) for failure in simulation.elsewhere],
        "new": [f.subject for f in (*simulation.failures, *simulation.elsewhere) if f.is_new],
        "gone": list(simulation.gone),
    }


def _failure(failure: "Failure") -> dict[str, Any]:
    return {
        "subject": failure.subject,
        "owner": failure.owner,
        "isNew": failure.is_new,
        "findings": [output.finding_document(finding) for finding in failure.findings],
    }
