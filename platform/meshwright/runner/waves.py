"""The order of stacks: foundation, domains, products; backwards to destroy."""

from collections.abc import Iterable
from itertools import groupby

from meshwright.ids import StackId


def depth(stack: str) -> int:
    """0 for the foundation, 1 for a domain, 2 for a product: a stack's name is a path."""
    return StackId.parse(stack).wave


def waves(stacks: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The stacks in groups, each of which rests only on those before it."""
    ordered = sorted(stacks, key=lambda stack: (depth(stack), stack))
    return tuple(tuple(group) for _, group in groupby(ordered, key=depth))


def backwards(stacks: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The stacks in the order in which they can go."""
    return tuple(reversed(waves(stacks)))


def below(stack: str) -> tuple[str, ...]:
    """The stacks that one rests on, the foundation first."""
    return tuple(map(str, StackId.parse(stack).parents))
