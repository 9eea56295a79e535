"""`mesh catalog build`: the portal of a checkout, in a folder of one's own."""

import json
import shutil
import time
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from meshwright.catalog.portal import publishing
from meshwright.cli import running

from .conftest import Mesh, write
from .test_access_who import commit, git


def held(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_portal_lies_beside_the_mesh_unless_somebody_says_otherwise(mesh, checkout):
    done = mesh("catalog", "build")

    first = checkout / ".mesh/portal/local/index.html"
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("3 products in ")
    assert str(first) in done.out
    assert "What is in the mesh" in first.read_text()


def test_a_second_build_changes_what_has_changed(mesh, checkout):
    mesh("catalog", "build", "--out", "portal")
    spec = checkout / "domains/sales/orders/product.yaml"
    spec.write_text(spec.read_text().replace("Confirmed orders.", "Orders that are confirmed."))

    told = mesh("catalog", "build", "--out", "portal", "--json").document

    assert told["command"] == "catalog build"
    assert (told["environment"], told["asOf"], told["commit"]) == ("local", "2026-06-01", "")
    assert told["index"] == "portal/index.html"
    assert 0 < told["changed"] < told["files"]
    assert told["bytes"] == sum(map(len, held(checkout / "portal").values())) - len(
        (checkout / "portal/portal.json").read_bytes()
    )


def test_two_builds_of_one_commit_are_equal_in_any_time_zone(mesh, checkout, monkeypatch):
    git(checkout, "init", "-q", "-b", "main")
    commit(checkout, "Begin", "2026-02-01")
    built: list[Mapping[str, bytes]] = []
    for zone in ("Pacific/Kiritimati", "America/Anchorage"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        shutil.rmtree(checkout / "portal", ignore_errors=True)
        assert mesh("catalog", "build", "--out", "portal").code == 0
        built.append(held(checkout / "portal"))
    monkeypatch.undo()
    time.tzset()

    assert built[0] == built[1]
    assert b"2026-02-01" in built[0]["products/sales.orders.html"]


def test_what_has_errors_is_named_and_the_rest_is_shown(mesh: Mesh, checkout: Path):
    write(checkout, {"domains/sales/orders/product.yaml": "description: 3\n"})

    done = mesh("catalog", "build", "--out", "portal")

    assert done.code == 0
    assert "not shown, since their files have errors: sales.orders" in done.out
    assert not (checkout / "portal/products/sales.orders.html").exists()


def test_a_folder_of_somebody_elses_is_refused(mesh, checkout):
    (checkout / "thesis").mkdir()
    (checkout / "thesis/one.txt").write_text("mine")

    done = mesh("catalog", "build", "--out", "thesis")

    assert done.code == 2
    assert "thesis holds something else than a portal" in done.err


@pytest.mark.parametrize("name", ["nowhere", "dev"])
def test_an_environment_that_is_not_there_is_named(mesh, name):
    done = mesh("catalog", "build", "--env", name)

    assert done.code == 2
    assert name in done.err


def test_the_last_runs_come_from_a_file_or_are_left_out(mesh, checkout):
    moment = "2026-05-01T08:00:00Z"
    told = {"product": "sales.orders", "execution": "a", "started": moment, "finished": moment}
    kept = {"version": 1, "products": {"sales.orders": [{**told, "state": "succeeded"}]}}
    (checkout / "kept.json").write_text(json.dumps(kept))

    assert mesh("catalog", "build", "--out", "one", "--results", "kept.json").code == 0
    assert mesh("catalog", "build", "--out", "two", "--results", "one/runs.json").code == 0
    assert mesh("catalog", "build", "--out", "three", "--results", "none").code == 0

    assert held(checkout / "one") == held(checkout / "two")
    assert "2026-05-01 08:00 UTC" in (checkout / "one/products/sales.orders.html").read_text()
    assert not (checkout / "three/runs.json").exists()


def test_scores_of_earlier_days_come_from_a_file_or_from_what_is_published(
    mesh, checkout, monkeypatch
):
    def build(folder: str, *words: str) -> Any:
        return mesh("catalog", "build", "--results", "none", "--out", folder, *words)

    assert build("one", "--as-of", "2026-05-01").code == 0
    assert build("two", "--scores", "one/scores.json").code == 0
    assert build("three", "--scores", "two/scores.json").code == 0
    assert held(checkout / "two") == held(checkout / "three")
    assert "since 2026-05-01" in (checkout / "two/governance.html").read_text()
    kept = (checkout / "two/scores.json").read_bytes()

    @contextmanager
    def connected(*_: object, assume: bool):
        yield assume

    texts = iter((kept, b"{", None))
    monkeypatch.setattr(running, "connected", connected)
    monkeypatch.setattr(publishing, "published", lambda _cloud, _name: next(texts))
    assert build("four", "--scores", "published").err == ""
    assert held(checkout / "four") == held(checkout / "two")
    anew = build("five", "--scores", "published")
    assert "the trend begins anew: scores.json of the published portal holds no scores" in anew.err
    assert build("six", "--scores", "published").err == ""
    assert build("seven", "--scores", "none").code == 0
    assert held(checkout / "five") == held(checkout / "six") == held(checkout / "seven")


def test_a_file_that_holds_no_scores_is_refused(mesh, checkout):
    (checkout / "kept.json").write_text("{}")

    done = mesh("catalog", "build", "--scores", "kept.json")

    assert done.code == 2
    assert "kept.json holds no scores of domains" in done.err


def test_an_environment_that_does_not_run_is_told_where_its_runs_are_asked_for(mesh):
    done = mesh("catalog", "build", "--results", "env")

    assert done.code == 1
    assert "the local AWS is not running" in done.err


def test_another_mesh_is_shown_beside_ones_own(mesh, checkout):
    domain = (checkout / "domains/sales/domain.yaml").read_text()
    mesh("catalog", "build", "--out", "theirs")
    for path in (checkout / "domains").iterdir():
        shutil.rmtree(path)
    write(
        checkout,
        {
            "domains/ours/domain.yaml": domain,
            "domains/ours/carts/product.yaml": "description: Carts.\n"
            "tables:\n  carts: {columns: {cart_id: string}}\n",
        },
    )
    (checkout / "theirs/entries/sales.orders.json").write_text("<script>")

    done = mesh("catalog", "build", "--out", "both", "--from", "theirs", "--json").document

    assert done["products"] == 3
    assert done["unread"] == [{"name": "theirs: sales.orders", "reason": "it is no JSON"}]
    page = (checkout / "both/products/finance.reporting.html").read_text()
    assert "another: <code>theirs</code>" in page
    assert page.count("The portal of its own mesh tells them.") == 2
    assert "it is no JSON" in (checkout / "both/governance.html").read_text()
    assert sorted(path.name for path in (checkout / "both/entries").iterdir()) == [
        "index.json",
        "ours.carts.json",
    ]
    said = mesh("catalog", "build", "--out", "both", "--from", "theirs").out
    assert "not shown: theirs: sales.orders: it is no JSON" in said


def test_a_bucket_of_others_is_asked_as_the_caller(mesh):
    done = mesh("catalog", "build", "--from", "s3://theirs/portal", "--from", "folder")

    assert done.code == 1
    assert "the local AWS is not running" in done.err
