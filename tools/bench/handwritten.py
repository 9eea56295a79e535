"""A product's stack as written by hand: plain pulumi_aws, in one file, without components."""

from collections.abc import Mapping
from typing import Any, cast

from meshwright.plan.declaration import Declaration, Ref, ResourceKey, StackPlan
from meshwright.program.stack import LOCAL_SERVICES, snake_case

PROJECT = """\
name: handwritten
runtime: python
config:
  pulumi:disable-default-providers:
    value: ["aws"]
"""
HEAD = """\
import pulumi
import pulumi_aws as aws

provider = aws.Provider(
    "aws",
    region={region!r},
    allowed_account_ids=[{account!r}],
    access_key="test",
    secret_key="test",
    endpoints=[aws.ProviderEndpointArgs(**dict.fromkeys({services!r}, {endpoint!r}))],
    http_proxy={endpoint!r},
    https_proxy={endpoint!r},
    s3_use_path_style=True,
    skip_credentials_validation=True,
    skip_metadata_api_check=True,
)
"""


def program(stack: StackPlan, *, endpoint: str) -> str:
    """The text of a program that makes a stack's resources at a local AWS."""
    settings = stack.provider
    head = HEAD.format(
        region=settings.region,
        account=settings.account,
        services=LOCAL_SERVICES,
        endpoint=endpoint,
    )
    variables = {d.key: f"resource_{i}" for i, d in enumerate(stack.declarations)}
    return head + "".join(_resource(d, variables) for d in stack.declarations)


def _resource(declaration: Declaration, variables: Mapping[ResourceKey, str]) -> str:
    _, module, name = declaration.type.split(":")
    inputs = "".join(
        f"    {snake_case(field)}={_written(value, variables)},\n"
        for field, value in declaration.inputs.items()
    )
    return (
        f"\n{variables[declaration.key]} = aws.{module.split('/')[0]}.{name}(\n"
        f"    {declaration.name!r},\n{inputs}"
        f"    opts=pulumi.ResourceOptions({_options(declaration, variables)}),\n)\n"
    )


def _options(declaration: Declaration, variables: Mapping[ResourceKey, str]) -> str:
    options = {"provider": "provider"}
    if declaration.after:
        options["depends_on"] = f"[{', '.join(variables[key] for key in declaration.after)}]"
    if declaration.keep:
        options |= {"protect": "True", "retain_on_delete": "True"}
    if declaration.delete_first:
        options["delete_before_replace"] = "True"
    return ", ".join(f"{name}={value}" for name, value in options.items())


def _written(value: Any, variables: Mapping[ResourceKey, str]) -> str:
    if isinstance(value, Ref):
        return f"{variables[value.key]}.{snake_case(value.output)}"
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return f"{{{', '.join(f'{n!r}: {_written(v, variables)}' for n, v in items)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(v, variables) for v in cast('list[Any]', value))}]"
    return repr(value)
