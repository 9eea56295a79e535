"""A checkout made for measuring: this one's platform, and a mesh made up from a seed.

It has a local AWS of its own, so nothing that is measured meets what this checkout has deployed.
"""

import json
import os
import shutil
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tools.bench import descendants, specs
from tools.bench.measuring import Cost, run
from tools.bench.stages import AS_OF

COPIED = ("Pulumi.yaml", "platform", "policies", "requirements.lock")
ENVIRONMENT = "local"
QUOTAS = "quotas: {buckets: 100000, databases: 100000, roles: 100000}\n"
"""What AWS would have to grant: a check that ends in a finding is no measure of one that passes."""
FOREIGN = ("AWS_", "MESH_", "PULUMI_")
"""Variables that would lead to another checkout, AWS or state."""


@dataclass(frozen=True, slots=True)
class Site:
    """A checkout, and the log of what ran in it last."""

    root: Path
    log: Path
    before: Sequence[str] = ()
    """What each command is run by."""
    interpreter: str = sys.executable

    def with_descendants(self) -> "Site":
        """This site, its commands counted with what outlives their own process."""
        return replace(self, before=(sys.executable, descendants.__file__))

    @property
    def variables(self) -> Mapping[str, str]:
        kept = {name: v for name, v in os.environ.items() if not name.startswith(FOREIGN)}
        # The copy's own code, not that of the checkout that .venv belongs to.
        source = os.pathsep.join(str(self.root / name) for name in ("platform", "policies"))
        return kept | {
            "MESH_AS_OF": AS_OF.isoformat(),
            "MESH_ROOT": str(self.root),
            "NO_COLOR": "1",
            "PYTHONPATH": source,
        }

    def python(self, *arguments: str) -> Cost:
        """Runs Python with the site's own platform."""
        return self.run([self.interpreter, "-P", *arguments])

    def mesh(self, *arguments: str) -> Cost:
        return self.python("-m", "meshwright", *arguments)

    def document(self, *arguments: str) -> Any:
        """What a Python module or a command has printed as JSON."""
        self.python(*arguments)
        return self.said()

    def said(self) -> Any:
        """The JSON document in the log; what is said to people stands before it."""
        text = self.log.read_text(encoding="utf-8")
        return json.loads(text[text.index("{") :])

    def engine_variables(self) -> Mapping[str, str]:
        """What plain `pulumi` needs here; starts the local AWS and installs its provider."""
        self.mesh("local", "start")
        return self.document("-m", "meshwright", "env", "--json")["variables"]

    def pulumi(
        self,
        *arguments: str,
        variables: Mapping[str, str],
        folder: Path | None = None,
    ) -> Cost:
        """Runs the engine, as whoever has it on PATH would."""
        found = shutil.which("pulumi", path=variables["PATH"])
        command = [str(found), *arguments, "--non-interactive", "--color", "never"]
        return self.run(command, folder=folder, variables=variables)

    def run(
        self,
        command: Sequence[str],
        *,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Cost:
        return run(
            [*self.before, *command],
            folder=folder or self.root,
            variables={**self.variables, **(variables or {})},
            log=self.log,
        )


@contextmanager
def open_site(checkout: Path, folder: Path, mesh: Mapping[str, str]) -> Generator[Site]:
    """A site with specs by their paths below `domains/`; it ends with the block, and so its AWS."""
    folder.mkdir(exist_ok=True)
    site = Site(folder / "site", folder / "site.log")
    root = site.root
    for name in COPIED:
        _copy(checkout / name, root / name)
    (root / ".venv").symlink_to(checkout / ".venv")
    with (root / "platform" / "environments" / f"{ENVIRONMENT}.yaml").open("a") as file:
        file.write(QUOTAS)
    specs.write(root / "domains", mesh)
    try:
        yield site
    finally:
        site.mesh("local", "stop")
        shutil.rmtree(root)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
