"""Asks about each policy document of a resource.

An identity policy says what its bearer may do, a resource policy who may use the resource. A role
has both: it is assumed under one and acts under the other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from guardrails.documents import Statement, statements
from guardrails.rule import Check, Props
from guardrails.types import IDENTITY_POLICIES, RESOURCE_POLICIES, ROLE


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document of a resource."""

    where: str
    """The property that holds it."""
    statements: tuple[Statement, ...]
    props: Props
    """Those of the resource."""
    is_identity_policy: bool

    @property
    def allowing(self) -> Iterator[Statement]:
        return (statement for statement in self.statements if statement.is_allow)

    def at(self, statement: Statement) -> str:
        return f"{self.where}: {statement}"


Ask = Callable[[Document], Iterator[str]]
"""Yields what is wrong with one document."""


def of_resource_policies(ask: Ask) -> Mapping[str, Check]:
    """Checks that ask about who may use a resource, by its type."""
    return {kind: partial(_ask_one, ask, field, False) for kind, field in RESOURCE_POLICIES.items()}


def of_identity_policies(ask: Ask) -> Mapping[str, Check]:
    """Checks that ask about what a bearer may do, by the type that holds the document."""
    checks: dict[str, Check] = {
        kind: partial(_ask_one, ask, field, True) for kind, field in IDENTITY_POLICIES.items()
    }
    return {**checks, ROLE: partial(_ask_inline, ask)}


def of_all_policies(ask: Ask) -> Mapping[str, Check]:
    """Checks that ask about both."""
    return {
        **of_resource_policies(ask),
        **of_identity_policies(ask),
        ROLE: partial(_ask_role, ask),
    }


def _ask_one(ask: Ask, field: str, is_identity_policy: bool, props: Props) -> Iterator[str]:
    if field in props:
        yield from ask(Document(field, statements(props[field]), props, is_identity_policy))


def _ask_inline(ask: Ask, props: Props) -> Iterator[str]:
    for i, inline in enumerate(props.get("inlinePolicies", ())):
        if "policy" in inline:
            where = f"inlinePolicies[{i}].policy"
            yield from ask(Document(where, statements(inline["policy"]), props, True))


def _ask_role(ask: Ask, props: Props) -> Iterator[str]:
    yield from _ask_one(ask, RESOURCE_POLICIES[ROLE], False, props)
    yield from _ask_inline(ask, props)
