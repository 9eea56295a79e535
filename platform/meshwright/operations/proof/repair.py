"""Puts right what a proof has found: what is the mesh's unasked, a stranger's only when named."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.operations.drift.values import Call
from meshwright.operations.proof.values import Difference
from meshwright.runner.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of one difference."""

    difference: Difference
    fault: str = ""
    """Why it is still there; empty where it was put right."""


def repairs(
    cloud: Cloud, differences: Iterable[Difference], named: Collection[str]
) -> tuple[Repaired, ...]:
    """Puts right what may be, and says of each how it went.

    Rights are taken back before others are given: a grant of a principal on a table has one form,
    and AWS refuses two that do not go together. A grant on all tables is a difference of each, and
    taken back once.
    """
    chosen = [d for d in differences if d.remedies and (d.is_ours or d.who in named)]
    made: set[str] = set()
    return tuple(_repaired(cloud, each, made) for each in sorted(chosen, key=_gives))


def _gives(difference: Difference) -> bool:
    return any(call.operation == "grant_permissions" for call in difference.remedies)


def _repaired(cloud: Cloud, difference: Difference, made: set[str]) -> Repaired:
    calls = [call for call in difference.remedies if call.command not in made]
    made.update(call.command for call in calls)
    return Repaired(difference, "; ".join(_faults(cloud, calls)))


def _faults(cloud: Cloud, calls: Iterable[Call]) -> Iterator[str]:
    for call in calls:
        try:
            getattr(cloud.client(call.service), call.operation)(**call.arguments)
        except (ClientError, BotoCoreError) as error:
            yield str(error)
