"""Asks every probe of a local AWS, emptied before each."""

from collections.abc import Iterable, Iterator
from typing import Any

from meshwright.localaws.probes.cloud import Cloud
from meshwright.localaws.probes.probe import Outcome, Probe, judged
from meshwright.localaws.reset import empty
from meshwright.localaws.server import LocalAws


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
