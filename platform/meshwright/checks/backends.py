"""An environment can be deployed to: what a run would refuse, before anybody runs one."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.environment import Environment


def check_backend(environment: Environment) -> Iterator[Finding]:
    """A finding for an environment, other than `local`, that has nowhere to keep its state."""
    if not environment.is_local and environment.spec.backend is None:
        message = f"environment {environment.name} has no backend"
        at = environment.source.at("backend")
        yield codes.NO_BACKEND.at(at, message, subject=environment.name, where="backend")
