"""The order of stacks: foundation, domains, products; backwards to destroy."""

from collections.abc import Iterable
from itertools import groupby


def depth(stack: str) -> int:
    """0 for the foundation, 1 for a domain, 2 for a product: a stack's name is a path."""
    return stack.count(".")


def waves(stacks: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The stacks in groups, each of which rests only on those before it."""
    ordered = sorted(stacks, key=lambda stack: (depth(stack), stack))
    return tuple(tuple(group) for _, group in groupby(ordered, key=depth))


def backwards(stacks: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The stacks in the order in which they can go."""
    return tuple(reversed(waves(stacks)))


def below(stack: str) -> tuple[str, ...]:
    """The stacks that one rests on, the foundation first."""
    parts = stack.split(".")
    return tuple(".".join(parts[:end]) for end in range(1, len(parts)))
