"""A change of deployer: what the old one made, the new one may not change by itself."""

from collections.abc import Iterator

from meshwright.contracts import codes
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment


def deployer_changed(base: Assessment, head: Assessment) -> Iterator[Finding]:
    before, after = base.environment.spec.deployer, head.environment.spec.deployer
    if before == after:
        return
    message = f"the deployer changes from {before} to {after}"
    environment = head.environment
    at = environment.source.at_value("deployer")
    yield codes.DEPLOYER_CHANGED.at(at, message, subject=environment.name, where="deployer")
