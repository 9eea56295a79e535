"""Asks every probe of a local AWS, emptied before each."""

from collections.abc import Iterable, Iterator
from typing import Any

from localaws.reset import empty
from meshwright.local_instance import LocalAws
from tools.probes.cloud import Cloud
from tools.probes.probe import Outcome, Probe, judged


def outcomes(aws: LocalAws, probes: Iterable[Probe]) -> Iterator[Outcome]:
    cloud = Cloud(aws.endpoint)
    for probe in probes:
        empty(aws.endpoint)
        yield asked(probe, cloud)


def asked(probe: Probe, cloud: Cloud) -> Outcome:
    from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

    try:
        value: Any = probe.ask(cloud)
    except ClientError as error:
        return judged(probe, None, error)
    except Exception as error:
        # An answer that no client can read, or that lacks what it must have.
        return Outcome(probe, passed=False, got=f"{type(error).__name__}: {error}")
    return judged(probe, value, None)
