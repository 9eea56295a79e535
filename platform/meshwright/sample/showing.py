"""Rows of a deployed table, read as a consumer's engine reads them: through its Glue definition."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from meshwright.errors import UsageError
from meshwright.sample import deployed, files
from meshwright.sample.loading import require_local, target
from meshwright.sample.sources import Port, ports
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh
from meshwright.surroundings.inherited import shut_out


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    """Python values: int, str, Decimal, date, datetime, and dict or list where a type is nested."""
    total: int


def show(
    mesh: Mesh, environment: Environment, name: str, *, endpoint: str, limit: int = 10
) -> Preview:
    """The first rows of `domain.product.table`, or of the first table of `domain.product`.

    Raises UsageError for a name that is not in the mesh, MeshError where the table is not deployed.
    """
    require_local(environment)
    port = named_port(mesh, name)
    columns = tuple(port.spec.columns)
    with shut_out():
        lake = deployed.open_lake(endpoint, environment.spec.region)
        rows = files.dataset(lake, target(lake, port), port.spec, columns)
        head = rows.head(limit).to_pylist(maps_as_pydicts="strict")
        total = rows.count_rows()
    return Preview(port.id, columns, tuple(tuple(r.values()) for r in head), total)


def named_port(mesh: Mesh, name: str) -> Port:
    """The table that a person names."""
    known = {port.id: port for port in ports(mesh)}
    first = {port.product.id: port for port in reversed(ports(mesh))}
    found = known.get(name) or first.get(name)
    if found is None:
        near = get_close_matches(name, [*first, *known], n=1)
        hint = f"did you mean {near[0]}?" if near else "`mesh plan '*'` lists what there is"
        raise UsageError(f"there is no table or product {name}", fix=hint)
    return found
