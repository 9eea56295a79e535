"""A resource is of a type that the mesh has, made by the mesh's provider in its account and region.

What no rule looks at is refused rather than passed over: rules ask about types by name, and a type
that none of them knows can open all that they close.
"""

import json
from collections.abc import Iterator
from typing import Any

from guardrails.props import Props
from guardrails.rule import Parameter, Resource, Rule, Tightening
from guardrails.types import MESHS_OWN

FURTHER = Parameter(
    name="furtherTypes",
    what="types that resources of this mesh may have beside the mesh's own, such as"
    " aws:sqs/queue:Queue; with the first of a package comes its provider",
    default=(),
    tightens=Tightening.FEWER,
)
PROVIDERS = "pulumi:providers:"
AWS = "aws"
COMPONENTS = "mesh:index:"
"""The nodes of the mesh's tree, which own nothing but their children."""
LOCAL = "local"
"""The environment whose AWS is a process of this machine."""
SETTINGS = frozenset(
    {
        "allowedAccountIds",
        "assumeRoles",
        "maxRetries",
        "region",
        "retryMode",
        "skipCredentialsValidation",
        "skipMetadataApiCheck",
        "skipRegionValidation",
        "useDualstackEndpoint",
        "useFipsEndpoint",
        "version",
    }
)
"""What a provider may be told anywhere: nothing by which its calls would go elsewhere."""
LOCAL_SETTINGS = frozenset(
    {
        "accessKey",
        "endpoints",
        "httpProxy",
        "httpsProxy",
        "noProxy",
        "s3UsePathStyle",
        "secretKey",
    }
)
ENGINES_NOTE = "__internal"
"""Where the engine notes which plugin it takes, if not the published one of that name."""


def check_each(resource: Resource) -> Iterator[str]:
    kind, props = resource.type, resource.props
    further = props.parameters[FURTHER.name]
    if kind.startswith(PROVIDERS):
        yield from _provider(kind.removeprefix(PROVIDERS), props, further)
    elif not _is_known(kind, further):
        yield "no rule of this mesh knows its type, so nobody can say what it opens"
    elif _package(kind) == AWS and props.get("region", props.scope.region) != props.scope.region:
        yield f"region must be {props.scope.region}, the environment's"


def _is_known(kind: str, further: tuple[str, ...]) -> bool:
    return kind in MESHS_OWN or kind.startswith(COMPONENTS) or kind in further


def _package(kind: str) -> str:
    return kind.partition(":")[0]


def _provider(package: str, props: Props, further: tuple[str, ...]) -> Iterator[str]:
    if package == AWS:
        yield from _settings(props)
    elif package not in map(_package, further):
        yield "no rule of this mesh knows what this provider makes, so nobody can say what it opens"


def _settings(props: Props) -> Iterator[str]:
    scope = props.scope
    allowed = SETTINGS | LOCAL_SETTINGS if scope.environment == LOCAL else SETTINGS
    for name in sorted(props):
        if name not in allowed and (name != ENGINES_NOTE or props[name]):
            yield f"{name} must not be set: the mesh's provider has AWS's own places and settings"
    if props.get("region") != scope.region:
        yield f"region must be {scope.region}, the environment's"
    if _listed(props.get("allowedAccountIds")) != [scope.account]:
        yield f"allowedAccountIds must be {scope.account} alone, the environment's"


def _listed(value: Any) -> list[Any]:
    """A list as the engine writes it among a provider's settings, where all are texts."""
    try:
        written = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return []
    return list(written) if isinstance(written, list | tuple) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - JSON


RULE = Rule(
    id="allowed-resource-types",
    code="GOV-015",
    title="Resources are of allowed types, in the environment's account and region",
    why="Rules ask about types by name. What no rule knows passes all of them: an attachment of the"
    " administrator's policy, an access key, a stack of CloudFormation, a program that runs while"
    " deploying, or a good resource in another account or region.",
    fix="describe it in a spec, or leave it out; the organisation can add a type that it has looked"
    " at: rules: {GOV-015: {parameters: {furtherTypes: [aws:sqs/queue:Queue]}}} in"
    " policies/floor.yaml",
    check_each=check_each,
    parameters=(FURTHER,),
)
