"""The provider's resources as a Terraform plan, which is what checkov can read.

pulumi-aws is Terraform's provider in other words: a type's name and a property's are spelt anew,
lists of blocks lose their plural, and a block that stands alone is a list of one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guardrails.props import UNKNOWN

MAPS = frozenset({"parameters", "skewedColumnValueLocationMaps", "tags", "tagsAll"})
"""Objects whose names are the user's own, and so no blocks."""
BLOCKS = {
    "corsRules": "cors_rule",
    "grants": "grant",
    "inlinePolicies": "inline_policy",
    "lfTags": "lf_tag",
    "lifecycleRules": "lifecycle_rule",
    "loggings": "logging",
    "noncurrentVersionTransitions": "noncurrent_version_transition",
    "partitionIndices": "partition_index",
    "rules": "rule",
    "serverSideEncryptionConfigurations": "server_side_encryption_configuration",
    "sortColumns": "sort_columns",
    "transitions": "transition",
    "versionings": "versioning",
}
"""Lists of blocks, whose name Terraform writes in the singular."""
TYPES = {
    "aws:s3/bucketObject:BucketObject": "aws_s3_object",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
}
"""Types whose name follows no rule."""
IDENTITIES = {"aws_iam_role": "name", "aws_s3_bucket": "bucket"}
"""The property by which other resources name one of this type."""
AFTER_APPLY = "known_after_apply"
"""What only AWS can say; checkov puts a text in the place of a reference too."""
PROVIDER = "registry.terraform.io/hashicorp/aws"


@dataclass(frozen=True, slots=True)
class Written:
    """A resource as a plan holds it."""

    type: str
    name: str
    """Unique in the whole plan."""
    values: Mapping[str, Any]
    references: frozenset[str] = frozenset()
    """The properties that refer to what is yet to be made, and so have no value in a plan."""

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


def written(kind: str, name: str, values: Mapping[str, Any]) -> Written:
    """A resource from its type token and its properties in camelCase."""
    return Written(type_of(kind), name, block(values))


def type_of(token: str) -> str:
    if token in TYPES:
        return TYPES[token]
    _, module, name = token.split(":")
    return f"aws_{module.partition('/')[0]}_{snake(name.removesuffix('V2'))}"


def block(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {spelt(name): plain(name, value) for name, value in values.items()}


def plain(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {n: plain(n, v) for n, v in value.items()} if name in MAPS else [block(value)]
    if isinstance(value, list | tuple):
        return [block(item) if isinstance(item, Mapping) else plain(name, item) for item in value]
    return AFTER_APPLY if value is UNKNOWN else value


def spelt(name: str) -> str:
    return BLOCKS.get(name) or snake(name)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def plan(groups: Iterable[Sequence[Written]]) -> Mapping[str, Any]:
    """One plan of all groups; resources refer to one another inside of their group alone."""
    listed = [tuple(group) for group in groups]
    every = [referring(resource, group) for group in listed for resource in group]
    configuration = [
        {**head(resource), "expressions": dict(expressions(resource, group))}
        for group in listed
        for resource in group
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {
            "root_module": {"resources": [{**head(r), "values": r.values} for r in every]}
        },
        "resource_changes": [{**head(r), "change": change(r)} for r in every],
        "configuration": {"root_module": {"resources": configuration}},
    }


def referring(resource: Written, group: Sequence[Written]) -> Written:
    """A resource as Terraform plans it: a reference to what is yet to be made is not known."""
    made = {n for n, v in resource.values.items() if named_by(resource, v, group)}
    kept = {name: value for name, value in resource.values.items() if name not in made}
    return replace(resource, values=kept, references=frozenset(made))


def head(resource: Written) -> Mapping[str, Any]:
    return {
        "address": resource.address,
        "mode": "managed",
        "type": resource.type,
        "name": resource.name,
        "provider_name": PROVIDER,
    }


def change(resource: Written) -> Mapping[str, Any]:
    return {
        "actions": ["create"],
        "before": None,
        "after": resource.values,
        "after_unknown": dict.fromkeys(sorted(resource.references), True),
    }


def expressions(resource: Written, group: Sequence[Written]) -> Iterator[tuple[str, Any]]:
    """Each property with what it refers to: whatever names another resource of its group."""
    for name, value in resource.values.items():
        named = named_by(resource, value, group)
        references = [r for other in named for r in (f"{other.address}.id", other.address)]
        yield name, {"references": references} if references else {"constant_value": value}


def named_by(resource: Written, value: Any, group: Sequence[Written]) -> Sequence[Written]:
    """The other resources of its group that a property's value names."""
    return [other for other in group if other is not resource and names(value, other)]


def names(value: Any, other: Written) -> bool:
    identity = IDENTITIES.get(other.type)
    return identity is not None and isinstance(value, str) and value == other.values.get(identity)
