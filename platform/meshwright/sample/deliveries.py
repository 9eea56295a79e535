"""Which file of the data set lands for which table of the example."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from meshwright.errors import UsageError
from meshwright.ingest.landing import Landing, landing, sourced
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

FILES: Mapping[str, str] = {
    "fleet.aircraft.aircraft": "planes.csv",
    "network.airports.airports": "airports.csv",
    "network.carriers.carriers": "airlines.csv",
    "weather.observations.hourly": "weather.csv",
    "operations.flights.flights": "flights.csv",
}
"""The largest comes last: what reads only small ones is made meanwhile."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file of the data set, and where it lands."""

    file: str
    landing: Landing


def deliveries(mesh: Mesh, environment: Environment, chosen: Collection[str]) -> Iterator[Delivery]:
    """The files of the chosen products, as far as the mesh has the example's tables."""
    known = sourced(mesh)
    for table, file in FILES.items():
        if table in known and known[table].product.id in chosen:
            yield Delivery(file, landing(mesh, environment, table))


def require_local(environment: Environment) -> None:
    """Refuse an environment that is not the embedded AWS."""
    if not environment.is_local:
        raise UsageError(
            f"the sample is for the local AWS, not for {environment.name}",
            fix="leave out --env, or pass --env local",
        )
