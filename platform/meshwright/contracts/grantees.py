"""Roles that a change takes away while products of others grant to them.

`mesh` revokes before a role goes. Plain `pulumi` knows one stack at a time, so a person is told.
"""

from collections.abc import Iterator, Mapping

from meshwright.aws.resource_types import PERMISSIONS, ROLE
from meshwright.contracts import codes
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.plan.declaration import Plan


def grantees_gone(base: Assessment, head: Assessment) -> Iterator[Finding]:
    gone = _roles(base.plan) - _roles(head.plan)
    for subject, names in _granting(base.plan).items():
        product = head.mesh.products.get(subject)
        if product is None:
            # One that goes too has no line to point at; its stack is to be destroyed.
            continue
        for role in sorted(gone & names):
            message = f"the role {role} is removed while {subject} still grants to it"
            yield codes.GRANTEE_GOES.at(product.source.at(), message, subject=subject, where=role)


def _roles(plan: Plan) -> set[str]:
    return {
        f"{d.inputs['path']}{d.inputs['name']}"
        for stack in plan.stacks.values()
        for d in stack.declarations
        if d.type == ROLE
    }


def _granting(plan: Plan) -> Mapping[str, set[str]]:
    """The roles that each product grants to, as paths: the account is one and the same."""
    return {
        stack.subject: {
            str(d.inputs["principal"]).partition(":role")[2]
            for d in stack.declarations
            if d.type == PERMISSIONS
        }
        for stack in plan.stacks.values()
    }
