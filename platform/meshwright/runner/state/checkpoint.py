"""A stack's checkpoint as the engine writes it, read without the engine."""

import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

from meshwright.backend.layout import is_zstd, unpacked
from meshwright.runner.state.store import StateStore

Json = dict[str, Any]
VERSIONS = (3, 4)
"""Of the checkpoint's form; both hold the deployment in the same place."""
UNREADABLE = (
    *(ValueError, KeyError, TypeError, AttributeError),  # JSON that is cut off, or of another form
    *(EOFError, OSError, zlib.error),  # the same of a packed file
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stack's state: its resources, and the operations that were begun and not ended."""

    version: int
    deployment: Json
    features: tuple[str, ...] = ()
    """What an engine has to know to read it."""

    @property
    def resources(self) -> list[Json]:
        return self.deployment.get("resources") or []

    @property
    def pending(self) -> list[Json]:
        return self.deployment.get("pending_operations") or []

    @property
    def half_made(self) -> list[Json]:
        """Resources that AWS has made, or may have, and that were not completed."""
        return [resource for resource in self.resources if resource.get("initErrors")]

    @property
    def written_at(self) -> str:
        """When, as a text that sorts; an empty stack has none."""
        manifest: Json = self.deployment.get("manifest") or {}
        return str(manifest.get("time", ""))

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left of a run that did not end."""
        return not self.pending and not self.half_made

    def with_parts(self, resources: list[Json], pending: list[Json]) -> "Checkpoint":
        content = {**self.deployment, "resources": resources, "pending_operations": pending}
        if not pending:
            del content["pending_operations"]
        return replace(self, deployment=content)

    def as_export(self) -> bytes:
        """The form in which `pulumi stack import` takes it."""
        return self._document({"deployment": self.deployment})

    def as_file(self) -> bytes:
        """The form in which it lies in a backend."""
        return self._document({"checkpoint": {"latest": self.deployment}})

    def _document(self, content: Json) -> bytes:
        features = {"features": list(self.features)} if self.features else {}
        return json.dumps({"version": self.version, **content, **features}).encode()


def parse_checkpoint(content: bytes) -> Checkpoint | None:
    """The checkpoint in a file; None for one that is damaged, or compressed with zstd."""
    try:
        document: Any = json.loads(unpacked(content))
        version, checkpoint = document["version"], document["checkpoint"]
        latest: Any = checkpoint.get("latest") or {}
        features = tuple(document.get("features") or ())
    except UNREADABLE:
        return None
    if version not in VERSIONS or not isinstance(latest, dict):
        return None
    return Checkpoint(int(version), {**latest}, features)


def is_damaged(content: bytes) -> bool:
    """Whether the engine too will find nothing to read."""
    return not is_zstd(content) and parse_checkpoint(content) is None


def read_checkpoint(store: StateStore, stack: str) -> Checkpoint | None:
    """A stack's state; None where it cannot be read here, compressed as it may be."""
    content = store.read_checkpoint(stack)
    return parse_checkpoint(content) if content is not None else None
