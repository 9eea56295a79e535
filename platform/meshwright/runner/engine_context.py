"""All that running the engine on the stacks of one environment needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from meshwright.runner.account.account import Account
from meshwright.runner.data.table_data import TableData
from meshwright.runner.engine.plugin_server import PluginServer
from meshwright.runner.engine.reserve import Reserve
from meshwright.runner.engine.stop import Stop
from meshwright.runner.recovery.resource_ids import Finder
from meshwright.runner.state.store import StateStore


@dataclass(frozen=True, slots=True)
class EngineContext:
    """All that running the engine on the stacks of one environment needs."""

    engine: Path
    root: Path
    """The checkout: where the engine starts and finds the project."""
    variables: Mapping[str, str]
    logs: Path
    plans: Path
    """The run's own folder, where plans are handed on to the program."""
    store: StateStore
    secrets_provider: str
    previews_first: bool
    """Whether the packs see a whole stack before anything of it is made."""
    packs: tuple[str, ...]
    """The folders of the policy packs that every run has on, relative to the root."""
    code: str
    """The digest of the program, the packs and the pinned versions."""
    stop: Stop
    finder: Finder
    """Finds in AWS what a killed run was creating."""
    account: Account
    """What is asked and done around the engine's turns."""
    tables: TableData | None = None
    """Looks at what lies in tables and buckets; None where nobody looks."""
    reserve: Reserve = field(default_factory=Reserve)
    """Room for the engine's state on a disk that fills up on the way."""
    plugins: PluginServer | None = None
    """Who forks the engine's plugins; None where the engine starts them itself."""

    @property
    def engines(self) -> Path:
        """Where the engines at work are written down."""
        return self.logs.with_name("engines")
