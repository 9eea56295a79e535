"""Fixtures of runs whose engine is a script, and of backends of both kinds."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from moto import mock_aws

from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.gate.reasons import Reason
from meshwright.plan import plan
from meshwright.runner.engine.stop import Stop
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.recovery.resource_ids import Finder
from meshwright.runner.results import Change, StackResult
from meshwright.runner.state.file_store import FileStore
from meshwright.specs.load import load_mesh

from meshes import FILES, TODAY, environment
from runner.backends import FilePut, S3Put

Assess = Callable[..., Assessment]


@pytest.fixture
def assess(tmp_path: Path) -> Assess:
    """The sample mesh in `local`, files added, replaced or (None) taken away, with findings."""

    def build(
        changes: Mapping[str, str | None] | None = None,
        findings: tuple[Finding, ...] = (),
        **fields: object,
    ) -> Assessment:
        root = tmp_path / "mesh"
        for name, text in {**FILES, **(changes or {})}.items():
            file = root / "domains" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                _take_away(file)
            else:
                file.write_text(text)
        loaded, place = load_mesh(root), environment("local", **fields)
        planned = plan(loaded.mesh, place, as_of=TODAY)
        return Assessment(loaded.mesh, place, planned, (*loaded.findings, *findings))

    return build


def _take_away(file: Path) -> None:
    """A file, and the folders that are empty without it: git keeps none."""
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if any(folder.iterdir()):
            break
        folder.rmdir()


@dataclass
class Told:
    """A reporter that remembers."""

    started_: list[str] = field(default_factory=list)
    finished_: list[StackResult] = field(default_factory=list)
    changed_: list[tuple[str, Change]] = field(default_factory=list)
    stopping_: list[str] = field(default_factory=list)

    def started(self, stack):
        self.started_.append(stack)

    def changed(self, stack, change):
        self.changed_.append((stack, change))

    def finished(self, result):
        self.finished_.append(result)

    def stopping(self, stacks):
        self.stopping_ += stacks


@pytest.fixture
def told() -> Told:
    return Told()


@dataclass
class FakeAccount:
    """An account that has nothing to say, unless a test makes it."""

    objections: tuple[Finding, ...] = ()
    faults: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    done: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: list[tuple[str, object]] = field(default_factory=list)
    states: dict[str, object] = field(default_factory=dict)

    def findings(self, foundation, *, whole):
        self.asked.append(("findings", (foundation, whole)))
        return self.objections

    def prepare(self, stack, state):
        self.states[stack.name] = state
        self.asked.append(("prepare", stack.name))
        return self.done.get(stack.name, ())

    def settle(self, stack):
        self.asked.append(("settle", stack.name))
        return self.faults.get(stack.name, ())


@dataclass
class FakeEngine:
    """An engine that is a script: it keeps checkpoints, and does as it is told per stack."""

    context: EngineContext
    orders: Path

    @property
    def account(self) -> FakeAccount:
        assert isinstance(self.context.account, FakeAccount)
        return self.context.account

    def order(self, stack: str, **behaviour: object) -> None:
        (self.orders / f"{stack}.order").write_text(json.dumps(behaviour))

    @property
    def calls(self) -> list[list[str]]:
        """Operation and stack of each start, in order."""
        log = self.orders / "calls"
        return [line.split() for line in log.read_text().splitlines()] if log.exists() else []

    @property
    def flags(self) -> list[str]:
        """Operation and flags of each start, in order."""
        return (self.orders / "flags").read_text().splitlines()

    def forget(self) -> None:
        for name in ("calls", "flags"):
            (self.orders / name).unlink(missing_ok=True)

    def with_code(self, code: str) -> EngineContext:
        return replace(self.context, code=code)


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    program, orders, state = tmp_path / "pulumi", tmp_path / "orders", tmp_path / "state"
    for folder in (orders, state):
        folder.mkdir()
    script = Path(__file__).parent.joinpath("runner/fake_engine.py").read_text()
    program.write_text(f"#!{sys.executable}\n{script}")
    program.chmod(0o755)
    context = EngineContext(
        engine=program,
        root=tmp_path,
        variables={"FAKE_ORDERS": str(orders), "FAKE_STATE": str(state)},
        logs=tmp_path / "logs",
        plans=tmp_path / "plans",
        store=FileStore(state),
        secrets_provider="passphrase",
        previews_first=False,
        packs=("policies/one", "policies/two"),
        code="code",
        stop=Stop(),
        finder=Finder(environment("local"), None),
        account=FakeAccount(),
    )
    return FakeEngine(context, orders)


@pytest.fixture(params=["file", "s3"])
def backend(request, tmp_path, monkeypatch):
    if request.param == "file":
        yield FilePut(tmp_path)
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield S3Put()
