"""Hostile queries reach nothing where rows are made: most are refused, the others end."""

from pathlib import Path

import pytest

from lineage import corpus
from localaws.athena import limits
from meshwright.errors import MeshError
from meshwright.lineage.derived import derived
from meshwright.sample import arrow, engine, sources
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh

HOSTILE = [case for case in corpus.cases() if case.kind == "hostile"]
SECONDS = 30


def empty_tables(mesh: Mesh) -> dict[str, object]:
    """Every table of the mesh, without rows."""
    return {
        port.sql_name: arrow.schema({n: c.type for n, c in port.spec.columns.items()}).empty_table()
        for port in sources.ports(mesh)
    }


@pytest.mark.parametrize("case", HOSTILE, ids=[case.name for case in HOSTILE])
def test_a_hostile_query_is_refused_or_ends(
    case: corpus.Case, tmp_path: Path, as_of, local
) -> None:
    corpus.write(tmp_path, case.sql, case.columns)
    mesh = load_mesh(tmp_path).mesh
    if "sales.report" not in mesh.products:
        return
    if not derived(mesh, mesh.products["sales.report"], "report").is_sound:
        with pytest.raises(MeshError, match=r"the query of sales\.report\.report cannot be run"):
            sources.sources(mesh, local, as_of=as_of)
        return

    (source,) = sources.sources(mesh, local, as_of=as_of)
    with engine.over_tables(empty_tables(mesh)) as connection:
        made = f"create temp table made as from ({source.sql})"
        limits.run(connection, made, seconds=SECONDS)

    assert source.reads.keys() <= {"sales__orders.orders"}
