"""Turns the declarations of one stack into resources of the engine; decides nothing.

Every resource stands under its component, has the stack's one provider, and gets exactly the inputs
that were declared.
"""

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pulumi
import pulumi_aws

from meshwright.aws.resource_types import PERMISSIONS
from meshwright.json_values import with_leaves
from meshwright.plan.declaration import Component, Declaration, Ref, ResourceKey, StackPlan

Endpoints = str | None
"""The URL of the local AWS, or None for AWS itself."""
LOCAL_SERVICES = (
    *("athena", "cloudtrail", "cloudwatch", "events", "glue", "iam", "kms", "lakeformation"),
    *("s3", "s3control", "scheduler", "sfn", "sns", "sts"),
)

GIVES = {"Table": "Agreement", "Agreement": "Table"}
"""The kinds of components under which a grant stands."""


class MeshComponent(pulumi.ComponentResource):
    """A node of the tree in the mesh's words; it owns nothing but its children."""

    def __init__(self, component: Component, opts: pulumi.ResourceOptions) -> None:
        super().__init__(f"mesh:index:{component.kind}", component.name, {}, opts)
        self.register_outputs({})


def provider(stack: StackPlan, endpoint: Endpoints) -> pulumi_aws.Provider:
    """The one provider of a stack: refuses a wrong account, assumes a role where one is named."""
    settings = stack.provider
    assumed = (
        [pulumi_aws.ProviderAssumeRoleArgs(role_arn=settings.assume_role)]
        if settings.assume_role
        else None
    )
    return pulumi_aws.Provider(
        "aws",
        region=settings.region,
        allowed_account_ids=[settings.account],
        assume_roles=assumed,
        **_local(endpoint),
    )


def _local(endpoint: Endpoints) -> Mapping[str, Any]:
    if endpoint is None:
        return {}
    urls = dict.fromkeys(LOCAL_SERVICES, endpoint)
    return {
        "access_key": "test",
        "secret_key": "test",
        "endpoints": [pulumi_aws.ProviderEndpointArgs(**urls)],
        # S3 Control puts the account before the host, a name that leads nowhere: the local AWS
        # takes such calls as a proxy. The loopback itself is never asked through one.
        "http_proxy": endpoint,
        "https_proxy": endpoint,
        "s3_use_path_style": True,
        "skip_credentials_validation": True,
        "skip_metadata_api_check": True,
    }


def declare_stack(stack: StackPlan, *, endpoint: Endpoints) -> None:
    """Registers all of a stack with the engine."""
    aws = provider(stack, endpoint)
    components: dict[tuple[Component, ...], MeshComponent] = {}
    made: dict[ResourceKey, pulumi.CustomResource] = {}
    for declaration in stack.declarations:
        parent = _component(declaration.component, components, aws)
        made[declaration.key] = _resource(declaration, parent, made)


def _component(
    path: tuple[Component, ...],
    components: dict[tuple[Component, ...], MeshComponent],
    aws: pulumi_aws.Provider,
) -> MeshComponent:
    if path not in components:
        *outer, own = path
        parent = _component(tuple(outer), components, aws) if outer else None
        options = pulumi.ResourceOptions(parent=parent, providers=[aws])
        components[path] = MeshComponent(own, options)
    return components[path]


def _resource(
    declaration: Declaration,
    parent: MeshComponent,
    made: Mapping[ResourceKey, pulumi.CustomResource],
) -> pulumi.CustomResource:
    options = pulumi.ResourceOptions(
        parent=parent,
        depends_on=[made[key] for key in declaration.after],
        protect=declaration.keep or None,
        retain_on_delete=declaration.keep or None,
        delete_before_replace=declaration.delete_first or None,
        replace_with=[made[key] for key in declaration.lost_with],
        aliases=list(_other_places(declaration)),
        # Of what the state knows already the engine imports nothing again.
        import_=declaration.adopts or None,
    )
    # Top-level properties are Python's in the SDK, nested ones stay as the provider spells them.
    inputs = {snake_case(name): _value(value, made) for name, value in declaration.inputs.items()}
    return resource_class(declaration.type)(declaration.name, opts=options, **inputs)


def _other_places(declaration: Declaration) -> Iterator[str]:
    """The URN of a grant if it came from an agreement where it needs none, and the other way round.

    The kinds of the components around it are part of a resource's URN. Under another one the engine
    would make the grant first and revoke the old one last, which to Lake Formation are one.
    """
    *outer, own = declaration.component
    other = GIVES.get(own.kind)
    if declaration.type == PERMISSIONS and other is not None:
        kinds = (*(f"mesh:index:{c.kind}" for c in outer), f"mesh:index:{other}", declaration.type)
        place = f"{pulumi.get_stack()}::{pulumi.get_project()}"
        yield f"urn:pulumi:{place}::{'$'.join(kinds)}::{declaration.name}"


def _value(value: Any, made: Mapping[ResourceKey, pulumi.CustomResource]) -> Any:
    def output(leaf: Any) -> Any:
        is_ref = isinstance(leaf, Ref)
        return getattr(made[leaf.key], snake_case(leaf.output)) if is_ref else leaf

    return with_leaves(value, output)


@cache
def resource_class(token: str) -> type[pulumi.CustomResource]:
    """The SDK's class for a type token such as `aws:s3/bucketPolicy:BucketPolicy`."""
    _, module, name = token.split(":")
    return getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), name)


@cache
def snake_case(name: str) -> str:
    """`bytesScannedCutoff` as `bytes_scanned_cutoff`: so the SDK spells top-level properties."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
