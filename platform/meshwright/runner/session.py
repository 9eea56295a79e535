"""What a run against one environment stands on: the lock, the engine, the store, the local AWS."""

import os
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from localaws import install, server
from meshwright import homes, local_instance
from meshwright.errors import UsageError
from meshwright.gate.code_digest import code_digest
from meshwright.local_instance import LocalAws
from meshwright.runner.account.account import AwsAccount
from meshwright.runner.data.table_data import TableData
from meshwright.runner.engine import leftovers, lifeline
from meshwright.runner.engine.engine import Engine, ensure_engine
from meshwright.runner.engine.engine_build import PINNED
from meshwright.runner.engine.plugin_server import FORKS, PluginServer
from meshwright.runner.engine.reserve import Reserve
from meshwright.runner.engine.stop import Stop
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.identity import refuse_unknown_user
from meshwright.runner.local_backend import make_bucket, store_at
from meshwright.runner.lock import exclusive_run
from meshwright.runner.recovery.resource_ids import Finder
from meshwright.runner.shell import INSTANCE, engine_environment, refuse_local_shell
from meshwright.runner.state.file_store import FileStore
from meshwright.specs.environment import Environment
from meshwright.specs.organisation import pack_folders
from meshwright.surroundings.inherited import shut_out
from meshwright.workspace import Workspace

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Session:
    """One environment, ready for runs."""

    workspace: Workspace
    environment: Environment
    context: EngineContext
    local: LocalAws | None

    @property
    def endpoint(self) -> str | None:
        """Where the environment's AWS listens on this machine; None for AWS itself."""
        return self.local.endpoint if self.local else None


@contextmanager
def open_session(
    workspace: Workspace, environment: Environment, *, command: str, as_of: date, say: Say
) -> Generator[Session]:
    """Everything a run needs, exclusively for this process; `say` is told what takes its time.

    Raises UsageError where shell and environment do not fit, and MeshError where another run is on.
    """
    if not environment.is_local:
        refuse_local_shell()
    with own_run(workspace.private, command, say) as run:
        engine = ensure_engine(say)
        with shut_out() if environment.is_local else nullcontext(dict(os.environ)) as outside:
            local = _start_local(workspace, environment, say) if environment.is_local else None
            variables = _variables(workspace, environment, engine, local, as_of)
            variables[lifeline.VARIABLE] = str(run)
            refuse_unknown_user(engine.path, variables)
            if local is not None:
                install_chosen(workspace, environment, engine, variables, outside)
                _prepare_local(workspace, local, say)
                make_bucket(environment, local)
            context = _context(
                workspace, environment, engine, variables, local, lifeline.plans_of(run)
            )
            with context.reserve.held():
                try:
                    yield Session(workspace, environment, context, local)
                finally:
                    if context.plugins is not None:
                        context.plugins.stop()


def _variables(
    workspace: Workspace,
    environment: Environment,
    engine: Engine,
    local: LocalAws | None,
    as_of: date,
) -> dict[str, str]:
    added = engine_environment(workspace, environment, engine=engine, local=local, as_of=as_of)
    # The checkout's own code, also where .venv is another checkout's.
    roots = (workspace.root / "platform", workspace.policies)
    return added | {"PYTHONPATH": os.pathsep.join(map(str, roots))}


@contextmanager
def own_run(private: Path, command: str, say: Say) -> Generator[Path]:
    """A run that has the checkout to itself: no other is on, and nothing of a killed one."""
    with exclusive_run(private, command):
        leftovers.end_killed_runs(private, say)
        with lifeline.lifeline(private) as run:
            yield run


def _context(
    workspace: Workspace,
    environment: Environment,
    engine: Engine,
    variables: dict[str, str],
    local: LocalAws | None,
    plans: Path,
) -> EngineContext:
    store = store_at(variables["PULUMI_BACKEND_URL"], local)
    finder = Finder(environment, variables.get("AWS_ENDPOINT_URL"))
    return EngineContext(
        engine=engine.path,
        root=workspace.root,
        variables=variables,
        logs=logs_folder(workspace, environment.name),
        plans=plans,
        store=store,
        secrets_provider=environment.spec.secrets_provider,
        previews_first=not environment.is_local,
        packs=pack_folders(workspace.root),
        code=code_digest(workspace, instance=local.instance if local else ""),
        stop=Stop(),
        finder=finder,
        tables=TableData(cache(finder.client)),
        account=AwsAccount(environment, variables.get("AWS_ENDPOINT_URL")),
        reserve=Reserve(store.reserve),
        plugins=_plugin_server(workspace, environment, engine, variables),
    )


def _plugin_server(
    workspace: Workspace, environment: Environment, engine: Engine, variables: Mapping[str, str]
) -> PluginServer | None:
    """The run's, for an engine of which it is known how it attaches, on a system that forks."""
    if engine.version != PINNED or not FORKS:
        return None
    spec = environment.spec
    kinds = (
        ("host", "provider") if environment.is_local and spec.provider == "standIn" else ("host",)
    )
    log = logs_folder(workspace, environment.name) / "plugins.log"
    return PluginServer(workspace.root, variables, kinds, log)


def logs_folder(workspace: Workspace, environment: str) -> Path:
    """Where the engine's own words about each stack are kept."""
    return workspace.private / environment / "logs"


def _start_local(workspace: Workspace, environment: Environment, say: Say) -> LocalAws:
    if local_instance.running(workspace.local) is None:
        say("starting the local AWS")
    spec = environment.spec
    return server.start(workspace.local, region=spec.region, account=spec.account)


def _prepare_local(workspace: Workspace, local: LocalAws, say: Say) -> None:
    """Forgets a state that speaks of another AWS."""
    marker = workspace.local / INSTANCE
    if marker.is_file() and marker.read_text() == local.instance:
        return
    state = FileStore(workspace.local_state)
    if state.stacks():
        say("the local AWS is a new and empty one: starting afresh, what was deployed is gone")
    start_afresh(workspace, state.root)
    # Last: an interrupted removal is begun again.
    marker.write_text(local.instance)


def install_plugin(engine: Engine, variables: Mapping[str, str]) -> None:
    """Puts the stand-in provider where the engine of `local` looks for it."""
    install.install_provider(
        engine.path, Path(variables["PULUMI_HOME"]), Path(variables["MESH_PYTHON"])
    )


def install_chosen(
    workspace: Workspace,
    environment: Environment,
    engine: Engine,
    variables: Mapping[str, str],
    outside: Mapping[str, str],
) -> None:
    """Puts the provider that the environment's file names where the engine looks for it.

    The vendor's may have to be fetched, with a person's own variables: `outside`.
    """
    spec = environment.spec
    if spec.provider == "standIn":
        install_plugin(engine, variables)
        return
    # A relative path is one from the checkout's root.
    plugin = workspace.root / homes.expanded(Path(spec.plugin)) if spec.plugin else None
    home = Path(variables["PULUMI_HOME"])
    install.install_official(engine.path, home, plugin, {**outside, "PATH": variables["PATH"]})


def start_afresh(workspace: Workspace, state: Path) -> None:
    """Removes state, records, logs and stack files of a local AWS that is no more."""
    if not state.is_relative_to(workspace.local):
        raise UsageError(
            f"the state of the local AWS lies outside the checkout, in {state}",
            fix="take `backend` out of platform/environments/local.yaml",
        )
    for folder in (state, workspace.local / "logs"):
        shutil.rmtree(folder, ignore_errors=True)
    state.mkdir(parents=True)
    for file in (workspace.private / "stacks").glob("Pulumi.local*.yaml"):
        file.unlink()
