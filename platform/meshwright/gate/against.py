"""What differs between two environments that hold the same specs.

Names, accounts and regions differ by nature. So one environment is planned as if it lay in the
other's place, and what then still differs comes from what its file says. Pure, and no state is
asked: what is deployed there may be older than both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from guardrails.settings import written
from meshwright.governance.organisation import NOBODY, Organisation
from meshwright.governance.resolver import of_mesh
from meshwright.ids import FOUNDATION
from meshwright.plan import plan
from meshwright.plan.difference import StackDifference, differences
from meshwright.specs.environment import Environment, EnvironmentSpec
from meshwright.specs.models import Mesh

BY_NATURE = frozenset({"account", "backend", "deployer", "plugin", "provider", "region"})
"""The settings of which each environment has its own, or which say nothing of what it holds."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A setting of a file, or of a rule, and what each environment says; None for nothing."""

    name: str
    """Such as `keepData`, `assume.sales.reader`, `S3-001 level`."""
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """One environment against another."""

    settings: tuple[Differing, ...]
    rules: tuple[Differing, ...]
    stacks: tuple[StackDifference, ...]
    """What the other would have to become to hold what this one does; by the other's names."""

    @property
    def is_alike(self) -> bool:
        return not (self.settings or self.rules or self.stacks)


def compared(
    mesh: Mesh,
    ours: Environment,
    theirs: Environment,
    *,
    as_of: date,
    organisation: Organisation = NOBODY,
) -> Comparison:
    """What an environment has otherwise than another one."""
    moved = in_place_of(ours, theirs)
    base, head = plan(mesh, theirs, as_of=as_of), plan(mesh, moved, as_of=as_of)
    rules = [_rules(mesh, each, as_of, organisation) for each in (ours, theirs)]
    return Comparison(
        tuple(_differing(_settings(moved.spec), _settings(theirs.spec))),
        tuple(_differing(*rules)),
        tuple(differences(base, head)),
    )


def in_place_of(ours: Environment, theirs: Environment) -> Environment:
    """An environment with the name, account, region and deployer of another one."""
    swaps = {
        ours.spec.account: theirs.spec.account,
        ours.spec.region: theirs.spec.region,
        ours.spec.deployer: theirs.spec.deployer,
    }
    # An account is part of the deployer's ARN: the longest first.
    longest = sorted(swaps.items(), key=lambda swap: -len(swap[0]))
    dumped = ours.spec.model_dump(mode="json", by_alias=True, exclude={"governance"})
    spec = EnvironmentSpec.model_validate(_swapped(dumped, longest), strict=False)
    same = {"governance": ours.spec.governance, "backend": theirs.spec.backend}
    return replace(ours, name=theirs.name, spec=spec.model_copy(update=same))


def _swapped(value: Any, swaps: list[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for old, new in swaps:
            if old in value:
                return value.replace(old, new)
        return value
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {name: _swapped(item, swaps) for name, item in items}
    if isinstance(value, list):
        return [_swapped(item, swaps) for item in cast("list[Any]", value)]
    return value


def _settings(spec: EnvironmentSpec) -> Mapping[str, Any]:
    """What an environment file says, by dotted path, defaults included."""
    dumped = spec.model_dump(mode="json", by_alias=True, exclude={"governance"})
    return {
        path: value
        for name, said in dumped.items()
        if name not in BY_NATURE
        for path, value in _flat(name, said)
    }


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        yield path, value
        return
    for name, inner in cast("Mapping[str, Any]", value).items():
        yield from _flat(f"{path}.{name}", inner)


def _rules(
    mesh: Mesh, environment: Environment, as_of: date, organisation: Organisation
) -> Mapping[str, str]:
    """The level and the parameters of every rule in an environment as a whole."""
    resolved = of_mesh(mesh, environment, as_of, organisation=organisation)
    return {
        f"{code} {name}": said
        for code, setting in resolved.settings(FOUNDATION).items()
        for name, said in (
            ("level", setting.level.value),
            *((n, written(value)) for n, value in setting.parameters.items()),
        )
    }


def _differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Differing]:
    for name in sorted({*ours, *theirs}):
        if ours.get(name) != theirs.get(name):
            yield Differing(name, ours.get(name), theirs.get(name))
