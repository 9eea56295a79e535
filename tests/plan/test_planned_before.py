"""What two meshes have in common is planned once, where somebody wants that."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from meshwright.plan import build, plan
from meshwright.plan.declaration import StackPlan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh
from meshwright.specs.made_before import making_once
from meshwright.specs.models import Mesh
from meshwright.specs.read import remembering

from meshes import FILES, TODAY

INVOICES = "sales/invoices/product.yaml"
ALL = ["", "finance", "sales", "finance.reporting", "sales.invoices", "sales.orders"]


def read(root: Path, files: Mapping[str, str]) -> Mesh:
    for name, text in {**FILES, **files}.items():
        file = root / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return load_mesh(root).mesh


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects of the stacks that were planned."""
    seen: list[str] = []
    stack = build._stack

    def counted(environment: Environment, subject: str, *arguments, **more) -> StackPlan:
        seen.append(subject)
        return stack(environment, subject, *arguments, **more)

    monkeypatch.setattr(build, "_stack", counted)
    return seen


def test_only_what_a_change_can_reach_is_planned_again(
    tmp_path: Path, dev: Environment, planned: list[str]
) -> None:
    changed = {INVOICES: FILES[INVOICES].replace("Invoices.", "All invoices.")}
    with remembering(), making_once():
        head = read(tmp_path / "head", changed)
        plan(head, dev, as_of=TODAY)
        base = plan(read(tmp_path / "base", {}), dev, as_of=TODAY)

    assert planned == [*ALL, "", "sales", "sales.invoices", "sales.orders"]
    assert base == plan(read(tmp_path / "base", {}), dev, as_of=TODAY)


def test_another_day_and_another_environment_are_another_plan(
    tmp_path: Path, dev: Environment, planned: list[str]
) -> None:
    with making_once():
        mesh = read(tmp_path, {})
        for place, day in (
            (dev, TODAY),
            (dev, TODAY),
            (dev, TODAY + timedelta(days=1)),
            (replace(dev, name="prod"), TODAY),
            (replace(dev, spec=dev.spec.model_copy()), TODAY + timedelta(days=1)),
        ):
            plan(mesh, place, as_of=day)

    assert planned == 4 * ALL


def test_nothing_is_kept_otherwise(tmp_path: Path, dev: Environment, planned: list[str]) -> None:
    mesh = read(tmp_path, {})
    with making_once():
        plan(mesh, dev, as_of=TODAY)
    plan(mesh, dev, as_of=TODAY)

    assert planned == 2 * ALL
