"""The path by which a rule's finding is named: printed with it, and written in a waiver.

It is the dotted path inside the spec, such as `tables.orders.columns.discount`. In an agreement it
begins with `access` and the consumer. What no line of a spec stands for is named by the resource's
type and logical name (`bucket.data`); a product as a whole is `product`, and so for `domain` and
`stack`.
"""

from collections.abc import Mapping

from guardrails.evaluation import Problem
from guardrails.judging import WHOLE_DOMAIN, WHOLE_PRODUCT, WHOLE_STACK, PathOf, resource_path
from guardrails.types import DOMAIN
from meshwright.plan.declaration import Declaration, StackPlan

AGREEMENTS = "access"


def declaration_path(declaration: Declaration) -> str:
    """The path of findings about a resource of the plan."""
    if not declaration.where:
        return resource_path(declaration.type, declaration.name)
    folder, _, file = declaration.spec.path.rpartition("/")
    if not folder.endswith(f"/{AGREEMENTS}"):
        return declaration.where
    return f"{AGREEMENTS}.{file.removesuffix('.yaml')}.{declaration.where}"


def declaration_paths(stack: StackPlan) -> Mapping[str, str]:
    """The paths of a stack's resources, by `type::name`."""
    return {str(d.key): declaration_path(d) for d in stack.declarations}


def path_in(paths: Mapping[str, str]) -> PathOf:
    """The path of a problem about a resource; one that no plan knows has that of its name."""

    def path(problem: Problem) -> str:
        resource = problem.resource
        if resource is None:
            return WHOLE_STACK
        known = paths.get(f"{resource.type}::{resource.name}")
        return known or resource_path(resource.type, resource.name)

    return path


def spec_path(problem: Problem) -> str:
    """The path of a problem about a spec."""
    about_domain = problem.resource is not None and problem.resource.type == DOMAIN
    return problem.path or (WHOLE_DOMAIN if about_domain else WHOLE_PRODUCT)
