"""What is asked for stands in the catalog: open requests first, those of most votes first."""

from datetime import date
from pathlib import Path

from meshwright.catalog.view import catalog_of
from meshwright.plan import plan
from meshwright.specs.wanted import load_wanted

from meshes import TODAY, environment

TEXT = """\
description: All about {0}.
purpose: Forecast of {0}
askedBy: {1}
askedOn: 2026-05-01
"""
FILES = {
    "answered": TEXT.format("baskets", "sales") + "offeredBy: sales.orders\nvotes: [finance]\n",
    "brands": TEXT.format("brands", "nobody"),
    "returns": TEXT.format("returns", "finance.reporting") + "votes: [sales]\n",
    "tides": TEXT.format("tides", "sales") + "contact: the harbour\n",
}


def test_open_requests_of_most_votes_come_first_with_whom_to_ask(mesh_of, tmp_path: Path) -> None:
    (tmp_path / "wanted").mkdir()
    for name, text in FILES.items():
        (tmp_path / "wanted" / f"{name}.yaml").write_text(text)
    mesh, place = mesh_of({}), environment()
    requests = load_wanted(tmp_path).requests
    wanted = catalog_of(mesh, place, plan(mesh, place, as_of=TODAY), requests).wanted

    assert [(r.name, r.contact, r.offered_by) for r in wanted] == [
        ("returns", "team-finance@acme.example", None),
        ("brands", None, None),
        ("tides", "the harbour", None),
        ("answered", "team-sales@acme.example", "sales.orders"),
    ]
    assert (wanted[0].purpose, wanted[0].asked_on) == ("Forecast of returns", date(2026, 5, 1))
    assert (wanted[0].votes, wanted[0].path) == (("sales",), "wanted/returns.yaml")
