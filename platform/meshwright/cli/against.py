"""Two environments compared, in words and as a document."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from meshwright.cli import output
from meshwright.plan.difference import Fate, ResourceChange, StackDifference

if TYPE_CHECKING:
    from datetime import date

    from meshwright.gate.against import Comparison, Differing

LONGEST = 60
"""Characters of a value that is shown as it is."""


def show_against(env: str, other: str, words: Sequence[str], *, as_of: "date", json: bool) -> None:
    """Prints what an environment has otherwise than another."""
    from dataclasses import replace

    from meshwright.gate.against import compared
    from meshwright.gate.assessment import planned
    from meshwright.gate.selection import named, named_among
    from meshwright.governance.organisation import load_organisation
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    root = find_workspace().root
    head = planned(find_workspace(), env, as_of=as_of)
    theirs = load_environment(root, other)
    found = compared(
        head.mesh,
        head.environment,
        theirs,
        as_of=as_of,
        organisation=load_organisation(root),
    )
    # The other environment may have what this one leaves out, such as drafts.
    known = named((), head.plan, head.mesh) | {stack.id.subject for stack in found.stacks}
    meant = named_among([*words], known, env) if words else known
    found = replace(found, stacks=tuple(s for s in found.stacks if s.id.subject in meant))
    if json:
        output.emit("plan", document(found, env, other) | {"asOf": as_of.isoformat()})
        return
    for line in lines(found, env, other):
        output.print_text(line)


def document(found: "Comparison", env: str, other: str) -> dict[str, Any]:
    return {
        "environment": env,
        "against": other,
        "settings": [_setting(each) for each in found.settings],
        "rules": [_setting(each) for each in found.rules],
        "stacks": [
            {
                "subject": stack.id.subject,
                "onlyIn": _only(stack, env, other),
                "resources": [
                    {
                        "type": change.key.type,
                        "name": change.key.name,
                        "onlyIn": _only_resource(change, env, other),
                        "properties": [
                            {"name": name, "here": here, "there": there}
                            for name, here, there in _values(stack, change)
                        ],
                    }
                    for change in stack.changes
                ],
            }
            for stack in found.stacks
        ],
    }


def _setting(each: "Differing") -> dict[str, Any]:
    return {"name": each.name, "here": each.ours, "there": each.theirs}


def lines(found: "Comparison", env: str, other: str) -> Iterator[str]:
    """The settings, the rules, and what comes of them for each stack."""
    if found.is_alike:
        yield f"{env} and {other} differ in nothing but their place"
        return
    counts = (
        output.plural(len(found.settings), "setting"),
        output.plural(len(found.rules), "rule setting"),
        output.plural(len(found.stacks), "stack"),
    )
    yield f"{env} against {other}, names and accounts put aside: {', '.join(counts)} differ"
    for each in (*found.settings, *found.rules):
        yield f"  {each.name}: {_shown(each.ours)} in {env}, {_shown(each.theirs)} in {other}"
    for stack in found.stacks:
        where = _only(stack, env, other)
        yield f"{stack.id.subject or 'foundation'}{f': only in {where}' if where else ''}"
        for change in () if where else stack.changes:
            yield from _resource_lines(stack, change, env, other)


def _resource_lines(
    stack: StackDifference, change: ResourceChange, env: str, other: str
) -> Iterator[str]:
    thing = f"{change.key.type.rpartition(':')[2]} {change.key.name}"
    if where := _only_resource(change, env, other):
        yield f"  {thing}: only in {where}"
        return
    for name, here, there in _values(stack, change):
        values = (_shown(here), _shown(there))
        is_short = max(map(len, values)) <= LONGEST
        said = f": {values[0]} in {env}, {values[1]} in {other}" if is_short else " differs"
        yield f"  {thing}: {name}{said}"


def _only(stack: StackDifference, env: str, other: str) -> str | None:
    return {Fate.NEW: env, Fate.LEFT: other}.get(stack.fate)


def _only_resource(change: ResourceChange, env: str, other: str) -> str | None:
    return {"create": env, "delete": other}.get(change.operation.value)


def _values(stack: StackDifference, change: ResourceChange) -> Iterator[tuple[str, Any, Any]]:
    from meshwright.plan.declaration import as_json

    here, there = stack.after.get(change.key, {}), stack.before.get(change.key, {})
    for name in change.properties:
        yield name, as_json(here.get(name)), as_json(there.get(name))


def _shown(value: Any) -> str:
    """A value in the words of a file; `-` where nothing is said."""
    from guardrails.settings import written

    return "-" if value is None else written(value)
