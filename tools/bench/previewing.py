"""`pulumi preview` of a product's stack, against the same resources written by hand.

Plain, where the program reads the mesh and plans for itself, and as `mesh` runs it, which hands the
plan on. All sides preview a stack that is not up yet, with one engine, one provider and no packs.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meshwright.errors import MeshError
from meshwright.plan import stack_plan
from meshwright.plan.declaration import StackPlan
from meshwright.program.plan_file import write_plan
from meshwright.specs.load import load_environment, load_mesh
from tools.bench import handwritten, specs
from tools.bench.measuring import Cost, Spread, interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import AS_OF, ENVIRONMENT, Site, open_site

PRODUCTS = (10, 1_000)
"""Of the mesh around the product: a program that plans for itself reads all of it."""
ROUNDS = 5
MOST_OVER_HANDWRITTEN = 1.2
MOST_IN_A_SMALL_MESH = 1.1
"""Of a preview whose plan is handed on."""
AGAINST = "a hand-written program of the same resources"
ADDRESS = "organization/{}/{}"


@dataclass(frozen=True, slots=True)
class Side:
    """A program, its stack, and what it is told beside what every program is."""

    folder: Path
    address: str
    told: Mapping[str, str] = field(default_factory=dict[str, str])


def measure(setting: Setting) -> Iterator[Row]:
    """CPU, wall and memory in a small mesh, and CPU in a larger one."""
    small, large = PRODUCTS
    resources, (ours, handed, base) = _measured(setting, small)
    what = f"preview of a product, {resources} resources"
    aim = MOST_OVER_HANDWRITTEN
    yield Row(what, "s CPU", _cpu(ours), _cpu(base), AGAINST, aim)
    yield Row(what, "s", _wall(ours), _wall(base), AGAINST, aim)
    yield Row(f"peak memory of {what}", "MB", _peak(ours), _peak(base), AGAINST)
    what = f"preview of a product whose plan is handed on, {resources} resources"
    yield Row(what, "s CPU", _cpu(handed), _cpu(base), AGAINST, MOST_IN_A_SMALL_MESH)
    resources, (ours, handed, base) = _measured(setting, large)
    what = f"preview of a product, {resources} resources, in a mesh of {large:,}"
    yield Row(what, "s CPU", _cpu(ours), _cpu(base), AGAINST)
    what = (
        f"preview of a product whose plan is handed on, {resources} resources, in a mesh "
        f"of {large:,}"
    )
    yield Row(what, "s CPU", _cpu(handed), _cpu(base), AGAINST, aim)


def _measured(setting: Setting, count: int) -> tuple[int, list[list[Cost]]]:
    setting.say(f"previewing a product in a mesh of {count:,}, and the same by hand")
    mesh = specs.files(count, seed=setting.seed)
    with open_site(setting.checkout, setting.folder, mesh) as site:
        variables = site.engine_variables()
        stack = typical(site.root)
        sides = _sides(site, stack, variables)
        for side in {side.address: side for side in sides}.values():
            init = ("stack", "init", side.address, "--no-select", "--secrets-provider")
            site.pulumi(*init, "passphrase", variables=variables, folder=side.folder)
        *ours, base = (_planned(site, side, variables) for side in sides)
        for planned in ours:
            agree(planned, base)
        costs = interleaved(
            [lambda side=side: _preview(site, side, variables) for side in sides], ROUNDS
        )
    return len(stack.declarations), costs


def typical(root: Path) -> StackPlan:
    """The product in the middle, by the number of its resources, of a mesh's first domain."""
    mesh, place = load_mesh(root).mesh, load_environment(root, ENVIRONMENT)
    found = (
        stack_plan(mesh, place, subject=product.id, as_of=AS_OF)
        for product in mesh.products_of(next(iter(mesh.domains)))
    )
    stacks = sorted(filter(None, found), key=lambda stack: len(stack.declarations))
    return stacks[len(stacks) // 2]


def _sides(site: Site, stack: StackPlan, variables: Mapping[str, str]) -> tuple[Side, Side, Side]:
    """The program as plain `pulumi` runs it, as `mesh` does, and one written by hand."""
    folder = site.root / "handwritten"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(handwritten.PROJECT, encoding="utf-8")
    text = handwritten.program(stack, endpoint=variables["AWS_ENDPOINT_URL"])
    (folder / "__main__.py").write_text(text, encoding="utf-8")
    ours = ADDRESS.format("mesh", stack.name)
    return (
        Side(site.root, ours),
        Side(site.root, ours, write_plan(site.root / ".mesh" / "plans", stack)),
        Side(folder, ADDRESS.format("handwritten", stack.name)),
    )


def _preview(site: Site, side: Side, variables: Mapping[str, str], *flags: str) -> Cost:
    told = {**variables, **side.told}
    return site.pulumi("preview", "-s", side.address, *flags, variables=told, folder=side.folder)


def _planned(site: Site, side: Side, variables: Mapping[str, str]) -> Any:
    _preview(site, side, variables, "--json")
    return resources_of(site.said())


def resources_of(preview: Any) -> Mapping[tuple[str, str], Any]:
    """What a preview's JSON says will be made in AWS: inputs by type and logical name."""
    states = (step.get("newState", {}) for step in preview["steps"])
    return {
        (state["type"], state["urn"].rpartition("::")[2]): _plain(state.get("inputs", {}))
        for state in states
        if state.get("type", "").startswith("aws:")
    }


def _plain(inputs: Any) -> Any:
    """Inputs in one spelling, without the SDK's own fields."""
    kept = {name: value for name, value in inputs.items() if not name.startswith("__")}
    return json.loads(json.dumps(kept, sort_keys=True))


def agree(ours: Mapping[tuple[str, str], Any], base: Mapping[tuple[str, str], Any]) -> None:
    """Raises MeshError where the two programs would not make the same."""
    differing = [key for key in {*ours, *base} if ours.get(key) != base.get(key)]
    if differing or not ours:
        named = ", ".join("::".join(key) for key in sorted(differing)) or "no resources at all"
        raise MeshError(f"the two programs differ in {named}: their costs cannot be compared")


def _cpu(costs: list[Cost]) -> Spread:
    return spread([cost.cpu for cost in costs])


def _wall(costs: list[Cost]) -> Spread:
    return spread([cost.wall for cost in costs])


def _peak(costs: list[Cost]) -> Spread:
    return spread([cost.peak for cost in costs])
