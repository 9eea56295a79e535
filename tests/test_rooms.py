"""Packages have faces: what others may import of a room stands in its `__all__`."""

import ast
from pathlib import Path

import rooms

ROOT = Path(__file__).parents[1]


def test_a_room_is_entered_by_what_its_face_lists() -> None:
    entered, folders = rooms.entered(ROOT), rooms.packages(ROOT)

    unlisted = {
        package: sorted(names - rooms.face(folders[package]))
        for package, names in entered.items()
        if names - rooms.face(folders[package])
    }

    assert unlisted == {}


def test_a_face_lists_nothing_that_nobody_asks_for() -> None:
    entered, folders = rooms.entered(ROOT), rooms.packages(ROOT)

    unasked = {
        package: sorted(rooms.face(folders[package]) - names)
        for package, names in entered.items()
        if rooms.face(folders[package]) - names
    }

    assert unasked == {}


def test_a_room_says_what_it_is_for() -> None:
    mute = [
        name
        for name, folder in rooms.packages(ROOT).items()
        if not ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
    ]

    assert mute == []


def test_a_way_into_a_room_is_seen_through_every_package_on_it(tmp_path: Path) -> None:
    inner = tmp_path / "platform/meshwright/runner/state"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "__init__.py").write_text('"""Doc."""\n')
    (inner / "store.py").write_text("from meshwright.runner.state import layout\n")
    (tmp_path / "platform/meshwright/cli.py").write_text(
        "from meshwright.runner.state.store import open_store\n"
    )

    found = rooms.entered(tmp_path)

    assert found == {"meshwright.runner": {"state"}, "meshwright.runner.state": {"store"}}
