"""A change of deployer: what the old one made, the new one may not change by itself."""

from collections.abc import Iterator

from meshwright.changes import codes
from meshwright.deploy.assessment import Assessment
from meshwright.errors import Finding


def deployer_changed(base: Assessment, head: Assessment) -> Iterator[Finding]:
    before, after = base.environment.spec.deployer, head.environment.spec.deployer
    if before == after:
        return
    message = f"the deployer changes from {before} to {after}"
    environment = head.environment
    at = environment.source.at_value("deployer")
    yield codes.DEPLOYER_CHANGED.at(at, message, subject=environment.name, where="deployer")
