"""A small mesh on a local AWS behind a proxy, and an engine on it that can be killed at any call.

The engine is started as `mesh` starts it, but for `mesh` itself: what has to be lost with it (the
lock, the engine's record) is left where it lies, as `kill -9` of everything leaves it.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from localaws import server
from meshwright.errors import MeshError
from meshwright.gate.assessment import assess
from meshwright.gate.data_loss import DataLossPolicy
from meshwright.plan.declaration import StackPlan
from meshwright.program.plan_file import write_plan
from meshwright.runner import stacks
from meshwright.runner.departures import Departures
from meshwright.runner.engine import engines
from meshwright.runner.engine.processes import session_members
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.results import StackResult, Status
from meshwright.runner.session import open_session
from meshwright.runner.stack_operation import CALM, PROJECT
from meshwright.runner.state.checkpoint import parse_checkpoint
from meshwright.specs.load import load_environment
from meshwright.specs.models import Mesh
from meshwright.workspace import Workspace

from campaign.cloud import Client, clients, holdings, living_keys
from campaign.proxy import Call, Proxy, proxy_to
from meshes import DOMAIN, FILES, TODAY

PRODUCT, DOMAIN_STACK = "local.sales.orders", "local.ops"
NOBODY = DataLossPolicy(Mesh({}, {}), holds=False)
"""Keeps nothing: the local AWS of a campaign is there to be lost."""
BASES = ("local", "local.finance", "local.sales")
ORDERS = "domains/sales/orders/product.yaml"
CHANGED = {
    ORDERS: FILES["sales/orders/product.yaml"]
    .replace("Shop order number", "Number of the order in the shop")
    .replace("columns: {order_id: string, sku: string}", "columns: {order_id: string, count: int}")
    .replace(
        "description: Confirmed orders.", "description: Orders.\nstorage: {noncurrentDays: 9}"
    ),
    "domains/sales/orders/access/finance.reporting.yaml": FILES[
        "sales/orders/access/finance.reporting.yaml"
    ].replace("[margin, order_id]", "[order_id]"),
    "domains/ops/domain.yaml": DOMAIN.format("ops").replace("cc-1", "cc-2"),
}
"""A change of every sort: in place, of a replacing kind, and of all tags."""
VERSIONS = {"create": "first", "preview": "changed", "change": "changed"}
"""The version of the specs that each operation works with."""
UP = ("up", "--yes", "--skip-preview")
COMMANDS = {
    "create": UP,
    "preview": ("preview",),
    "change": UP,
    "destroy": ("destroy", "--yes", "--skip-preview", "--remove"),
}
ENGINE_SECONDS = 600


@dataclass
class Stage:
    """Everything a trial needs."""

    root: Path
    context: EngineContext
    proxy: Proxy
    client: Client
    bases: tuple[str, ...] = BASES
    plans: dict[str, dict[str, StackPlan]] = field(default_factory=dict)
    """The stacks' plans, by the version of the specs."""

    def specs(self, version: str) -> None:
        """Writes the specs of a version (`first` or `changed`) into the checkout."""
        first = {f"domains/{name}": text for name, text in FILES.items()}
        first["domains/ops/domain.yaml"] = DOMAIN.format("ops")
        for name, text in (first | (CHANGED if version == "changed" else {})).items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        if version not in self.plans:
            assessment = assess(Workspace(self.root), "local", as_of=TODAY)
            self.plans[version] = dict(assessment.plan.stacks)

    def up(self, stack: str, version: str = "first") -> StackResult:
        self.specs(version)
        return stacks.up(
            self.context, self.plans[version][stack], stacks.ignore_change, loss_policy=NOBODY
        )

    def destroy(self, stack: str) -> StackResult:
        if self.context.store.fingerprint(stack) is None:
            # Nobody could name it any more.
            return StackResult(stack, Status.DONE)
        return stacks.destroy(self.context, stack, stacks.ignore_change, loss_policy=NOBODY)

    def do(self, operation: str, stack: str) -> StackResult:
        """One of the four: create, preview, change, destroy."""
        match operation:
            case "destroy":
                return self.destroy(stack)
            case "preview":
                return self.preview(stack)
            case _:
                return self.up(stack, VERSIONS[operation])

    def preview(self, stack: str) -> StackResult:
        self.specs(VERSIONS["preview"])
        planned = self.plans[VERSIONS["preview"]][stack]
        return stacks.preview(
            self.context,
            planned,
            stacks.ignore_change,
            loss_policy=NOBODY,
            leave=Departures("local"),
        )

    def disturbed(self, operation: str, stack: str, point: "Point") -> str:
        """Runs an operation as `mesh` does and kills each engine of it at a point; how it ended."""
        self.proxy.reset()
        is_over = threading.Event()
        # A point in time that this run does not reach is none of the next one's.
        point.watch(self, stack, lambda: None if is_over.is_set() else self._kill_engines())
        try:
            return self.do(operation, stack).status.value
        except MeshError as error:
            return str(error)
        finally:
            is_over.set()
            self.proxy.reset()
            self.proxy.wait_until_idle()

    def _kill_engines(self) -> None:
        for engine in engines.left_behind(self.context.engines):
            _kill(engine.pid, threading.Event())

    def resources(self, stack: str) -> list[dict[str, Any]]:
        content = self.context.store.read_checkpoint(stack)
        checkpoint = parse_checkpoint(content) if content else None
        assert checkpoint is None or checkpoint.is_settled, (stack, checkpoint)
        return checkpoint.resources if checkpoint else []

    def picture(self, stack: str) -> dict[str, Any]:
        """State and cloud in one value, without what AWS chooses for itself."""
        found = self.resources(stack)
        ids = sorted((r["urn"], _steady_id(r)) for r in found if r.get("custom"))
        in_state = [r["id"] for r in found if r["type"] == "aws:kms/key:Key"]
        living = set(living_keys(self.client("kms")))
        others = {
            r["id"]
            for base in (*self.bases, PRODUCT, DOMAIN_STACK)
            if base != stack
            for r in self.resources(base)
            if r["type"] == "aws:kms/key:Key"
        }
        assert living == {*in_state, *others}, "keys in state and cloud differ"
        locks = self.context.store.locks(stack)
        return {"state": ids, "cloud": holdings(self.client), "locks": locks}

    def killed(self, operation: str, stack: str, point: "Point") -> bool:
        """Runs an operation and kills all of it at a point; whether the point was reached."""
        self._make(operation, stack)
        command, variables = self._command(operation, stack)
        hit = threading.Event()
        with self._started(command, variables, stack) as engine:
            self.proxy.reset()
            point.watch(self, stack, lambda: _kill(engine.pid, hit))
            engine.wait(ENGINE_SECONDS)
            hit_now = hit.is_set()
            # A point that this run did not reach is nobody's: another may get the engine's id.
            hit.set()
        self.proxy.reset()
        if hit_now:
            _wait_for_the_end(engine.pid)
        self.proxy.wait_until_idle()
        return hit_now

    def _make(self, operation: str, stack: str) -> None:
        if operation == "create" and self.context.store.fingerprint(stack) is None:
            self.specs("first")
            turn = stacks.begin(self.context, stack, {}, stacks.ignore_change)
            assert turn.create().code == 0, turn.log.read_text()

    def _command(self, operation: str, stack: str) -> tuple[list[str], Mapping[str, str]]:
        address = ("-s", f"organization/{PROJECT}/{stack}")
        verb, *flags = COMMANDS[operation]
        command = [str(self.context.engine), verb, *address, *flags, *CALM]
        if operation == "destroy":
            return command, self.context.variables
        self.specs(VERSIONS[operation])
        handed_on = write_plan(self.context.plans, self.plans[VERSIONS[operation]][stack])
        return command, {**self.context.variables, **handed_on}

    @contextmanager
    def _started(
        self, command: list[str], variables: Mapping[str, str], stack: str
    ) -> Iterator["subprocess.Popen[bytes]"]:
        log = self.context.logs / f"{stack}.killed.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as words:
            engine = subprocess.Popen(
                command,
                cwd=self.root,
                env=os.environ | variables,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # Entered and never left: nobody is there to take the record out.
        engines.recorded(self.context.engines, engine.pid, stack).__enter__()
        try:
            yield engine
        finally:
            if engine.poll() is None:
                os.killpg(engine.pid, signal.SIGKILL)
                engine.wait()


class Point(Protocol):
    """Where a run is killed."""

    def watch(self, stage: Stage, stack: str, kill: Callable[[], None]) -> None:
        """Sees to it that the run is killed there."""
        ...


@dataclass(frozen=True)
class AtCall:
    """At the nth call to AWS: before AWS hears of it, or when AWS has done it."""

    number: int
    phase: str

    def watch(self, stage: Stage, stack: str, kill: Callable[[], None]) -> None:
        del stack

        def look(call: Call) -> None:
            if call.number == self.number:
                kill()

        if self.phase == "before":
            stage.proxy.before = look
        else:
            stage.proxy.after = look


@dataclass(frozen=True)
class AtWrite:
    """When the engine has written its checkpoint for the nth time."""

    number: int

    def watch(self, stage: Stage, stack: str, kill: Callable[[], None]) -> None:
        threading.Thread(target=self._count, args=(stage, stack, kill), daemon=True).start()

    def _count(self, stage: Stage, stack: str, kill: Callable[[], None]) -> None:
        deadline, seen, writes = time.monotonic() + ENGINE_SECONDS, _stamp(stage, stack), 0
        while time.monotonic() < deadline:
            now = _stamp(stage, stack)
            writes += now != seen
            seen = now
            if writes >= self.number:
                kill()
                return
            time.sleep(0.001)


@dataclass(frozen=True)
class After:
    """After a time, wherever the run is then."""

    seconds: float

    def watch(self, stage: Stage, stack: str, kill: Callable[[], None]) -> None:
        del stage, stack
        timer = threading.Timer(self.seconds, kill)
        timer.daemon = True
        timer.start()


def _stamp(stage: Stage, stack: str) -> int:
    file = Path(stage.context.variables["PULUMI_BACKEND_URL"].removeprefix("file://"))
    try:
        return (file / f".pulumi/stacks/mesh/{stack}.json").stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _kill(session: int, hit: threading.Event) -> None:
    if hit.is_set():
        return
    hit.set()
    for pid in session_members(session):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _wait_for_the_end(session: int) -> None:
    deadline = time.monotonic() + 300
    while session_members(session) and time.monotonic() < deadline:
        _kill(session, threading.Event())
        time.sleep(0.01)


def _steady_id(resource: dict[str, Any]) -> str:
    token = resource["type"]
    chosen = ("aws:kms/key:Key", "aws:lakeformation/")
    return "" if token.startswith((*chosen, "pulumi:")) else resource["id"]


@contextmanager
def stage_in(root: Path) -> Iterator[Stage]:
    """A stage in a checkout; what the trials rest on is up."""
    workspace = Workspace(root)
    environment = load_environment(root, "local")
    with open_session(
        workspace, environment, command="campaign", as_of=TODAY, say=lambda _text: None
    ) as session:
        assert session.local is not None
        with proxy_to(session.local.endpoint) as proxy:
            variables = {**session.context.variables, "AWS_ENDPOINT_URL": proxy.endpoint}
            context = replace(session.context, variables=variables)
            stage = Stage(root, context, proxy, clients(session.local.endpoint))
            try:
                for stack in BASES:
                    done = stage.up(stack)
                    assert done.status is Status.DONE, done.message
                yield stage
            finally:
                server.stop(workspace.local)
