"""Whether two policy documents say the same, however they are written.

AWS gives back what it was given in a form of its own: a list of one is a text, an account is its
root's ARN, lists and statements come in another order.
Source: IAM user guide, "IAM JSON policy elements: Principal" and "Grammar of the IAM JSON policy
language".
"""

from collections.abc import Iterable

from meshwright.aws.authorization.document import Policy, PolicyError, Principals, Statement, policy

ROOT = ":root"


def says_the_same(one: str, other: str) -> bool:
    """False too where one of them is no policy."""
    try:
        return _said(policy(one)) == _said(policy(other))
    except PolicyError:
        return False


def _said(parsed: Policy) -> frozenset[object]:
    return frozenset(map(_statement, parsed.statements))


def _statement(statement: Statement) -> object:
    return (
        statement.allows,
        frozenset(action.lower() for action in statement.actions),
        None if statement.resources is None else frozenset(statement.resources),
        _principals(statement.principals),
        frozenset((t.operator, t.key, frozenset(t.values)) for t in statement.tests),
        statement.all_actions_but,
        statement.all_resources_but,
        statement.all_principals_but,
        statement.has_variables,
    )


def _principals(principals: Principals | None) -> object:
    if principals is None:
        return None
    return frozenset((kind, frozenset(_names(names))) for kind, names in principals.items())


def _names(names: Iterable[str]) -> Iterable[str]:
    """An account by its number, also where its root's ARN is written."""
    for name in names:
        yield name.split(":")[4] if name.endswith(ROOT) else name
