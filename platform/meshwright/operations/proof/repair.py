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
    and AWS refuses two that do not go together.
    """
    chosen = [d for d in differences if d.remedies and (d.is_ours or d.who in named)]
    return tuple(_repaired(cloud, each) for each in sorted(chosen, key=_gives))


def _gives(difference: Difference) -> bool:
    return any(call.operation == "grant_permissions" for call in difference.remedies)


def _repaired(cloud: Cloud, difference: Difference) -> Repaired:
    return Repaired(difference, "; ".join(_faults(cloud, difference.remedies)))


def _faults(cloud: Cloud, calls: Iterable[Call]) -> Iterator[str]:
    for call in calls:
        try:
            getattr(cloud.client(call.service), call.operation)(**call.arguments)
        except (ClientError, BotoCoreError) as error:
            yield str(error)
