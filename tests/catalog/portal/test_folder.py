"""The portal's folder: what differs is written, what is gone goes, what is others' stays."""

import json
from pathlib import Path

import pytest

from meshwright.catalog.portal.folder import MANIFEST, write
from meshwright.errors import UsageError


def test_only_what_differs_is_written_again(tmp_path):
    folder = tmp_path / "new" / "portal"

    first = write(folder, [("a.html", b"a"), ("in/b.html", b"b")])
    again = write(folder, [("a.html", b"a"), ("in/b.html", b"changed")])

    assert (first.files, first.changed, first.size) == (2, 2, 2)
    assert (again.changed, again.removed) == (1, 0)
    assert (folder / "in/b.html").read_bytes() == b"changed"


def test_what_is_no_longer_part_of_it_goes_with_its_folder(tmp_path):
    write(tmp_path, [("a.html", b"a"), ("in/deep/b.html", b"b"), ("out/c.html", b"c")])
    (tmp_path / "out/own.txt").write_text("a person's")

    done = write(tmp_path, [("a.html", b"a")])

    assert done.removed == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "out", MANIFEST]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["own.txt"]


@pytest.mark.parametrize("told", [None, "{", '{"files": 3}', "[]"])
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, told):
    (tmp_path / "thesis.txt").write_text("mine")
    if told is not None:
        (tmp_path / MANIFEST).write_text(told)

    with pytest.raises(UsageError, match="something else than a portal"):
        write(tmp_path, [("a.html", b"a")])

    assert not (tmp_path / "a.html").exists()


def test_a_manifest_cannot_name_what_lies_elsewhere(tmp_path):
    folder, kept = tmp_path / "portal", tmp_path / "kept.txt"
    write(folder, [("a.html", b"a")])
    kept.write_text("mine")
    names = ["../kept.txt", str(kept), "a.html"]
    (folder / MANIFEST).write_text(json.dumps({"version": 1, "files": names}))

    write(folder, [("b.html", b"b")])

    assert kept.read_text() == "mine"
    assert not (folder / "a.html").exists()


def test_a_file_that_somebody_took_away_is_no_fault(tmp_path: Path):
    write(tmp_path, [("a.html", b"a"), ("b.html", b"b")])
    (tmp_path / "b.html").unlink()

    assert write(tmp_path, [("a.html", b"a")]).removed == 1
