"""The engine's preview of one stack of some hundred resources, under packs and under none.

The stack is that of a product with very many tables, so that all of it is what the platform makes
and passes every rule. All sides take turns in the same run.
"""

import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from meshwright.errors import MeshError
from meshwright.specs.organisation import PACK_FILE
from tools.bench import specs
from tools.bench.measuring import Cost, Spread, interleaved, spread
from tools.bench.previewing import ADDRESS, typical
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import open_site

TABLES = 122
"""Which makes 502 resources: fourteen of the product, and four for each table."""
ROUNDS = 5
EMPTY = 4
"""Packs without a rule, for the price of each beyond the first."""
MOST_OVER_NONE = 1.5
MOST_OVER_EMPTY = 1.1
PROJECT_FILE, MAIN = "PulumiPolicy.yaml", "__main__.py"
NO_RULES = '''\
"""A pack that looks at each resource and at the stack and has nothing to ask."""

from pulumi_policy import PolicyPack, ResourceValidationPolicy, StackValidationPolicy


def nothing(args, report):
    pass


PolicyPack(
    "{name}",
    [
        ResourceValidationPolicy("resource", "Each resource by itself", nothing),
        StackValidationPolicy("stack", "The stack as a whole", nothing),
    ],
)
'''


@dataclass(frozen=True, slots=True)
class Sides:
    """The packs of each side of the comparison."""

    none: Sequence[Path]
    empty: Sequence[Path]
    many_empty: Sequence[Path]
    merged: Sequence[Path]
    delivered: Sequence[Path]

    @property
    def all(self) -> Sequence[Sequence[Path]]:
        return (self.none, self.empty, self.many_empty, self.merged, self.delivered)


def measure(setting: Setting) -> Iterator[Row]:
    """The price of all rules in one pack, of the packs as they are, and of each further one."""
    with open_site(setting.checkout, setting.folder, wide(TABLES, setting.seed)) as site:
        variables = site.engine_variables()
        stack, sides = typical(site.root), made(site.root)
        resources, rules = len(stack.declarations), len(codes(sides.delivered))
        address = ADDRESS.format("mesh", stack.name)
        init = ("stack", "init", address, "--no-select", "--secrets-provider", "passphrase")
        site.pulumi(*init, variables=variables)
        setting.say(f"previewing {resources} resources under packs and none, {ROUNDS} times each")

        def preview(packs: Sequence[Path]) -> Cost:
            flags = [f"--policy-pack={folder}" for folder in packs]
            with alone(packs, sides):
                cost = site.pulumi("preview", "-s", address, *flags, variables=variables)
            ran(packs, site.log.read_text(encoding="utf-8", errors="replace"))
            return cost

        turns = [lambda packs=packs: preview(packs) for packs in sides.all]
        costs = interleaved(turns, ROUNDS)
    yield from rows(costs, resources, rules, len(sides.delivered))


@contextmanager
def alone(packs: Sequence[Path], sides: Sides) -> Generator[None]:
    """Takes the delivered packs away while the merged one runs: no rule is listed twice."""
    if packs is not sides.merged:
        yield
        return
    put_aside(sides.delivered)
    put_back(sides.merged)
    try:
        yield
    finally:
        put_aside(sides.merged)
        put_back(sides.delivered)


def put_aside(packs: Sequence[Path]) -> None:
    for folder in packs:
        folder.rename(aside(folder))


def put_back(packs: Sequence[Path]) -> None:
    for folder in packs:
        aside(folder).rename(folder)


def aside(folder: Path) -> Path:
    """Where a pack lies while it is no pack of its checkout."""
    return folder.parents[1] / f"aside-{folder.name}"


def ran(packs: Sequence[Path], log: str) -> None:
    """Raises MeshError where the engine does not say that it has asked a pack."""
    missing = [folder.name for folder in packs if f"{folder.name}@" not in log]
    if missing:
        raise MeshError(f"the engine has not asked the pack {missing[0]}, so its price is unknown")


def rows(
    costs: Sequence[Sequence[Cost]], resources: int, rules: int, delivered: int
) -> Iterator[Row]:
    """The comparison, of the costs of each side in the order of the sides."""
    none, empty, many, merged, packs = costs
    what = f"preview of {resources} resources"
    full = f"{what} under one pack of all {rules} rules"
    aside = f"the {what} under a pack without rules"
    bare = f"the {what} without packs"
    yield Row(full, "s", wall(merged), wall(empty), aside, MOST_OVER_EMPTY)
    yield Row(full, "s", wall(merged), wall(none), bare, MOST_OVER_NONE)
    yield Row(full, "s CPU", cpu(merged), cpu(none), bare)
    yield Row(f"{what} under a pack without rules", "s", wall(empty), wall(none), bare)
    yield Row(f"{what} under the {delivered} packs as they are", "s", wall(packs), wall(none), bare)
    more = [(last.wall - first.wall) / (EMPTY - 1) for first, last in zip(empty, many, strict=True)]
    yield Row(f"each further pack in a {what}", "s", spread(more))


def wall(costs: Sequence[Cost]) -> Spread:
    return spread([cost.wall for cost in costs])


def cpu(costs: Sequence[Cost]) -> Spread:
    return spread([cost.cpu for cost in costs])


def wide(tables: int, seed: int) -> Mapping[str, str]:
    """A mesh of one product with that many tables of the usual columns."""
    files = dict(specs.files(1, seed=seed))
    path = next(name for name in files if name.endswith("/product.yaml"))
    product: dict[str, Any] = yaml.safe_load(files[path])
    table = product["tables"][specs.TABLE]
    product["tables"] = {f"{specs.TABLE}_{number:03}": table for number in range(tables)}
    return files | {path: yaml.safe_dump(product, sort_keys=False)}


def made(root: Path) -> Sides:
    """The packs of a site, one of all their rules, which lies aside, and some without."""
    policies = root / "policies"
    delivered = folders(policies)
    empty = [_empty(policies / f"empty{number}", delivered[0]) for number in range(EMPTY)]
    return Sides(
        none=(),
        empty=empty[:1],
        many_empty=empty,
        merged=(_merged(policies / "merged", delivered),),
        delivered=delivered,
    )


def folders(policies: Path) -> Sequence[Path]:
    """The packs that a checkout delivers."""
    return sorted(path.parent for path in policies.glob(f"*/{PACK_FILE}"))


def codes(packs: Sequence[Path]) -> Sequence[str]:
    """The rules that packs pick, by their codes."""
    return list(_picked(packs))


def _picked(packs: Sequence[Path]) -> Mapping[str, Any]:
    """The rules of packs with their settings; a list of codes is one of rules without any."""
    found: dict[str, Any] = {}
    for pack in packs:
        rules: Any = _written(pack / PACK_FILE)["rules"]
        found |= rules if isinstance(rules, Mapping) else {code: {} for code in rules}
    return found


def _written(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _empty(folder: Path, like: Path) -> Path:
    folder.mkdir()
    shutil.copy2(like / PROJECT_FILE, folder / PROJECT_FILE)
    (folder / MAIN).write_text(NO_RULES.format(name=folder.name), encoding="utf-8")
    return folder


def _merged(folder: Path, packs: Sequence[Path]) -> Path:
    made = aside(folder)
    shutil.copytree(packs[0], made)
    spec = _written(made / PACK_FILE)
    spec |= {"name": folder.name, "rules": dict(_picked(packs))}
    (made / PACK_FILE).write_text(yaml.safe_dump(spec), encoding="utf-8")
    return folder
