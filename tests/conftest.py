"""Fixtures that every test may take: the sample mesh as files, and the environments."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from browsers import browser
from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh

import shapes
from measuring import Measuring
from meshes import FILES, TODAY, MeshOf, environment, pick
from runs import assess, backend, engine, told
from sharing import Sharing
from telling import tell_failures_at_once

__all__ = ["assess", "backend", "browser", "engine", "told"]
"""Fixtures that lie in a file of their own."""

# No test is about how fast this machine is. What is drawn, and so what is covered, is the same in
# every run; `mesh dev test --long` draws anew.
settings.register_profile("drawn-anew", deadline=None)
settings.register_profile("seeded", deadline=None, derandomize=True)
settings.load_profile("seeded")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--provider",
        metavar="PATH",
        help="the provider executable that tests/local_aws/test_conformance.py speaks to",
    )
    parser.addoption(
        "--cov-own-tests",
        action="store_true",
        help="with --cov, measure no tests that only pass through (tests/measuring.py)",
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """The plugins of pytest that these ask, such as its terminal, are there by now."""
    config = session.config
    plugin = config.pluginmanager.get_plugin("_cov")
    # Who shares the tests out to workers measures nothing.
    shares = config.getoption("numprocesses", None)
    if shares:
        tell_failures_at_once(config)
    if plugin is not None and config.getoption("--cov-own-tests") and not shares:
        config.pluginmanager.register(Measuring(plugin.cov_controller))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """How the workers of the whole suite share it; one process alone asks nobody."""
    return Sharing(config, log)


@pytest.fixture(params=shapes.SHAPES)
def recorded_shape(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a test over states in the shape of the stand-in, and in that of the bridge."""
    monkeypatch.setattr(shapes, "current", request.param)
    return request.param


@pytest.fixture
def mesh_of(tmp_path: Path) -> MeshOf:
    """The sample mesh with files added, replaced, or (None) taken away."""

    def build(changes: Mapping[str, str | None] | None = None) -> Mesh:
        for name, text in {**FILES, **(changes or {})}.items():
            file = tmp_path / "domains" / name
            if text is None:
                file.unlink(missing_ok=True)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        return load_mesh(tmp_path).mesh

    return build


@pytest.fixture
def dev() -> Environment:
    return environment()


@pytest.fixture
def local() -> Environment:
    return environment("local")


@pytest.fixture
def planned(mesh_of: MeshOf, dev: Environment) -> Plan:
    return plan(mesh_of(), dev, as_of=TODAY)


@pytest.fixture
def find(planned: Plan) -> Callable[[str, str, str], Declaration]:
    """One declaration of the sample mesh's plan by stack, type's last word and logical name."""
    return lambda stack, kind, name: pick(planned, stack, kind, name)
