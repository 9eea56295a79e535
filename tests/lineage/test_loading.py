"""What a check and a plan load: sqlglot only where a product has a query, and never an engine."""

import subprocess
import sys
from pathlib import Path

from . import corpus

REPOSITORY = Path(__file__).parents[2]
ASKED = """
import sys
from datetime import date
from pathlib import Path
from meshwright.program import plan_file, stack
from meshwright.lineage.check import query_findings
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh
mesh = load_mesh(Path(sys.argv[1])).mesh
query_findings(mesh)
assert plan(mesh, load_environment(Path(sys.argv[2]), "local"), as_of=date(2026, 6, 1)).stacks
large = {'sqlglot', 'duckdb', 'pyarrow', 'pyiceberg'}
print(*sorted({name.partition('.')[0] for name in sys.modules} & large))
"""


def loaded_by(root: Path) -> str:
    command = [sys.executable, "-c", ASKED, str(root), str(REPOSITORY)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_mesh_without_queries_is_checked_without_sqlglot(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select 1 as n")
    (tmp_path / corpus.QUERY).unlink()
    product = tmp_path / "domains/sales/report/product.yaml"
    product.write_text(product.read_text("utf-8").replace("    query: report.sql\n", ""), "utf-8")

    assert loaded_by(tmp_path) == ""


def test_a_mesh_with_a_query_loads_sqlglot_and_no_engine(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select 1 as n")

    assert loaded_by(tmp_path) == "sqlglot"
