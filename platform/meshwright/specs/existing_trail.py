"""What an environment file says of a trail that there is already: all of it, and nothing amiss."""

from collections.abc import Iterator

from meshwright.errors import Code, Finding
from meshwright.specs import codes
from meshwright.specs.adopted import parts_of
from meshwright.specs.audit import EXISTING, ExistingTrail
from meshwright.specs.environment import EnvironmentSpec, partition_of
from meshwright.specs.source import Source

WORDS = ("bucket", "prefix", "reader")
"""What says where an existing trail is, and who reads it."""
ROLES_OF_THE_MESH = ("mesh/",)
ROLES_OF_SERVICES = ("aws-service-role/", "aws-reserved/")
"""Paths of roles that AWS makes, and nobody gives a policy.

Sources: IAM user guide, "Create a service-linked role"; IAM Identity Center user guide,
"Referencing permission sets in resource policies".
"""
BUCKETS_OF_A_MESH = "mesh-"


def trail_findings(spec: EnvironmentSpec, source: Source) -> Iterator[Finding]:
    """A finding for each word that is missing, does not belong there, or names what it must not."""
    for name, message, fix in _words(spec):
        yield _at(codes.TRAIL_WORDS, source, name, message, fix)
    trail = spec.audit.existing
    if trail is not None:
        for message in _reader(spec, trail.reader):
            yield _at(codes.TRAIL_READER, source, "reader", message)
        for message in _bucket(spec, trail):
            yield _at(codes.TRAIL_BUCKET, source, "bucket", message)


def _at(code: Code, source: Source, name: str, message: str, fix: str = "") -> Finding:
    return code.at(source.at_value("audit", name), message, fix=fix, where=f"audit.{name}")


def _words(spec: EnvironmentSpec) -> Iterator[tuple[str, str, str]]:
    """Each word that is amiss, with what to do about it."""
    audit = spec.audit
    said = audit.model_fields_set
    if audit.trail == EXISTING:
        for name in (name for name in WORDS if getattr(audit, name) is None):
            yield name, f"an existing trail has no '{name}'", f"write audit.{name}"
        if "days" in said and audit.formerly is None:
            message = "how long an existing trail keeps its files is for its owner to say"
            yield (
                "days",
                message,
                "take it out, or say `formerly: own` of a trail that the mesh had",
            )
        return
    for name in (name for name in (*WORDS, "formerly") if name in said):
        message = f"'{name}' is of an existing trail, and trail says `{audit.trail}`"
        yield name, message, "take it out, or write `trail: existing`"


def _reader(spec: EnvironmentSpec, reader: str) -> Iterator[str]:
    home = f"arn:{partition_of(spec.region)}:iam::{spec.account}:role/"
    path = reader.partition(":role/")[2]
    if not reader.startswith(home):
        yield f"{reader} does not belong to account {spec.account}"
    if path.startswith(ROLES_OF_THE_MESH):
        yield f"{reader} lies under /mesh/, where the mesh makes and bounds all roles"
    if path.startswith(ROLES_OF_SERVICES):
        yield f"{reader} is a role that AWS makes, which nobody can let read a bucket"
    if reader in (spec.deployer, *spec.administrators):
        yield f"{reader} deploys or administers the lake, and could not do so and read rows"


def _bucket(spec: EnvironmentSpec, trail: ExistingTrail) -> Iterator[str]:
    bucket = trail.bucket
    if bucket.startswith(BUCKETS_OF_A_MESH) and "--" in bucket:
        yield f"{bucket} is called like the buckets of a mesh"
    if bucket in {parts_of(location)[0] for location in spec.adopted.locations}:
        yield f"{bucket} holds files of a product, as `adopted.locations` says"
    if spec.backend is not None and spec.backend.startswith(f"s3://{bucket}"):
        rest = spec.backend.removeprefix(f"s3://{bucket}")
        if not rest or rest[0] in "/?":
            yield f"{bucket} holds the engine's state"
