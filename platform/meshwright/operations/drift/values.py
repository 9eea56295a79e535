"""What drift is, as values: what the engine's state says, and what AWS says otherwise."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meshwright.errors import Position


class Kind(StrEnum):
    """How AWS and the state differ over one thing."""

    CHANGED = "changed"
    GONE = "gone"
    EXTRA = "extra"
    """It is in AWS, and stands in no state."""
    ORPHAN = "orphan"
    """A stack that no spec stands for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One property that is not what it was made to be; None where it is not there at all."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call to AWS, as boto3 takes it."""

    service: str
    operation: str
    """boto3's name of it, such as `revoke_permissions`."""
    arguments: Mapping[str, Any]

    @property
    def command(self) -> str:
        """The call as a command of the AWS command line."""
        given = json.dumps(self.arguments, separators=(",", ":"))
        name = self.operation.replace("_", "-")
        return f"aws {self.service} {name} --cli-input-json {shlex.quote(given)}"


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is not as the mesh left it."""

    stack: str
    subject: str
    """The domain or product it is about; empty for the foundation."""
    kind: Kind
    what: str
    """The thing in the mesh's words, such as `policy of bucket mesh-dev--sales--orders--…`."""
    resource: str = ""
    """`type::name`; empty for what no resource stands for."""
    differences: tuple[Difference, ...] = ()
    spec: Position | None = None
    opens: bool = False
    """Whether it gives somebody access: `mesh up --refresh` takes back what is the mesh's."""
    remedy: Call | None = None
    """What takes an extra thing away."""
    is_others: bool = False
    """Whether it is a right that others gave to somebody: it goes only where somebody says so."""
    who: str = ""
    """Whose right it is; empty where no principal is named by it."""
