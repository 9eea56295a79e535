"""Shards: the products of a run, shared out among jobs so that each has about as much to do.

Who has what follows from the names and the weights alone, so all jobs of one commit agree on it
without talking to each other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import Self

from meshwright.errors import UsageError
from meshwright.fleet.weights import weight
from meshwright.plan.declaration import StackPlan

WRITTEN = re.compile(r"([1-9]\d*)/([1-9]\d*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """One of some shares, such as the second of four: `2/4`."""

    number: int
    """Counted from 1."""
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The shard that a person names. Raises UsageError."""
        found = WRITTEN.fullmatch(text)
        number, count = map(int, found.groups()) if found else (0, 0)
        if not 0 < number <= count:
            raise UsageError(
                f"'{text}' is not a shard", fix="name one and how many there are, such as 2/4"
            )
        return cls(number, count)

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


WHOLE = Shard(1, 1)


@dataclass(frozen=True, slots=True)
class Share:
    """What falls to one shard."""

    shard: Shard
    stacks: tuple[StackPlan, ...]

    @property
    def resources(self) -> int:
        return sum(len(stack.declarations) for stack in self.stacks)


def shared_out(weights: Mapping[str, float], count: int) -> Mapping[str, int]:
    """By name the number of its shard: the heaviest first, each to the one that has least yet.

    No shard has more than 4/3 of the least that the largest must have.
    Source: R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969 (LPT rule).
    """
    loads = [(0.0, number) for number in range(1, count + 1)]
    heapify(loads)
    shards: dict[str, int] = {}
    for name in sorted(weights, key=lambda name: (-weights[name], name)):
        load, number = loads[0]
        heapreplace(loads, (load + weights[name], number))
        shards[name] = number
    return shards


def shares(stacks: Iterable[StackPlan], count: int) -> tuple[Share, ...]:
    """The shares of some products; no more of them than there are products."""
    known = {stack.name: stack for stack in stacks}
    count = min(count, len(known))
    numbers = shared_out({name: weight(stack) for name, stack in known.items()}, count)
    return tuple(
        Share(
            Shard(number, count),
            tuple(stack for name, stack in known.items() if numbers[name] == number),
        )
        for number in range(1, count + 1)
    )
