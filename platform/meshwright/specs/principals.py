"""Who may be named in an environment file: principals that AWS takes in the place they stand in.

Lake Formation grants to roles and users of the own account; a trust policy also takes accounts, and
principals of others. Neither takes a group.

Sources: Lake Formation API reference, "DataLakePrincipal"; Lake Formation developer guide,
"Cross-account data sharing in Lake Formation"; IAM user guide, "AWS JSON policy elements:
Principal".
"""

from collections.abc import Iterator

from meshwright.errors import Finding
from meshwright.specs import codes
from meshwright.specs.environment import EnvironmentSpec, partition_of
from meshwright.specs.source import Source

Path = tuple[str | int, ...]
"""Where in the file a principal stands."""


def principal_findings(spec: EnvironmentSpec, source: Source) -> Iterator[Finding]:
    """A finding for each principal that AWS would refuse where it is named."""
    for path, arn in _grantees(spec):
        yield from _grantee(spec, source, path, arn)
    for path, arn in (("deployer",), spec.deployer), *_trusted(spec):
        if _resource(arn).startswith("group/"):
            yield _group(source, path, arn)


def _grantees(spec: EnvironmentSpec) -> Iterator[tuple[Path, str]]:
    """Those to whom something is given: by Lake Formation, or by a bucket of the mesh."""
    for index, arn in enumerate(spec.administrators):
        yield ("administrators", index), arn
    for index, arn in enumerate(spec.auditors):
        yield ("auditors", index), arn
    for product, writers in spec.landing.items():
        for index, arn in enumerate(writers):
            yield ("landing", product, index), arn
    for name, arn in spec.principals.items():
        yield ("principals", name), arn
    for name, reader in spec.readers.items():
        yield ("readers", name, "principal"), reader.principal


def _trusted(spec: EnvironmentSpec) -> Iterator[tuple[Path, str]]:
    """Those who may assume a role."""
    for domain, trust in spec.assume.items():
        for index, arn in enumerate(trust.reader):
            yield ("assume", domain, "reader", index), arn
        for index, arn in enumerate(trust.runtime.principals):
            yield ("assume", domain, "runtime", "principals", index), arn


def _grantee(spec: EnvironmentSpec, source: Source, path: Path, arn: str) -> Iterator[Finding]:
    where = ".".join(map(str, path))
    if _resource(arn).startswith("group/"):
        yield _group(source, path, arn)
    elif _resource(arn) == "root":
        message = f"{arn} stands for a whole account"
        yield codes.WHOLE_ACCOUNT.at(source.at_value(*path), message, where=where)
    elif not arn.startswith(f"arn:{partition_of(spec.region)}:iam::{spec.account}:"):
        message = f"{arn} does not belong to account {spec.account}"
        yield codes.FOREIGN_PRINCIPAL.at(source.at_value(*path), message, where=where)


def _group(source: Source, path: Path, arn: str) -> Finding:
    where = ".".join(map(str, path))
    return codes.GROUP.at(source.at_value(*path), f"{arn} is an IAM group", where=where)


def _resource(arn: str) -> str:
    return arn.split(":", 5)[5]
