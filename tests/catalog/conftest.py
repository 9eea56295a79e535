"""The example mesh as a catalog."""

from datetime import date
from pathlib import Path

import pytest

from meshwright.catalog.model import Catalog
from meshwright.catalog.view import catalog_of
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def example() -> Catalog:
    mesh, place = load_mesh(ROOT).mesh, load_environment(ROOT, "dev")
    return catalog_of(mesh, place, plan(mesh, place, as_of=DAY))
