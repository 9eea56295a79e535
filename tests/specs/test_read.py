"""A file is parsed once for several checkouts, where somebody wants that."""

from pathlib import Path

import pytest

from meshwright.errors import Position
from meshwright.specs import codes, read
from meshwright.specs.files import Seen, open_checkout
from meshwright.specs.load import LoadedMesh, load_mesh
from meshwright.specs.models import DomainSpec, ProductSpec
from meshwright.specs.read import read_spec, remembering

from meshes import DOMAIN

FILE = "domains/sales/domain.yaml"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed."""
    seen: list[str] = []
    parse = read.parse

    def counted(content, path, *more):
        seen.append(path)
        return parse(content, path, *more)

    monkeypatch.setattr(read, "parse", counted)
    return seen


def checkout(folder: Path, text: str, path: str = FILE):
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text(text)
    return open_checkout(folder)


def test_the_same_file_of_another_checkout_is_parsed_once(tmp_path, parsed):
    one = checkout(tmp_path / "one", DOMAIN.format("sales"))
    other = checkout(tmp_path / "other", DOMAIN.format("sales"))
    with remembering():
        first, second = (read_spec(c, FILE, DomainSpec) for c in (one, other))

    assert first is second
    assert parsed == [FILE]


def test_another_content_another_path_and_another_kind_of_spec_are_another_file(tmp_path, parsed):
    one = checkout(tmp_path / "one", DOMAIN.format("sales"))
    other = checkout(tmp_path / "other", DOMAIN.format("finance"))
    third = checkout(tmp_path / "third", DOMAIN.format("sales"), "domains/hr/domain.yaml")
    with remembering():
        specs = [read_spec(c, FILE, DomainSpec).spec for c in (one, other)]
        place = read_spec(third, "domains/hr/domain.yaml", DomainSpec).source.path
        wrong = read_spec(one, FILE, ProductSpec)

    assert [spec.owner for spec in specs if spec] == [
        "team-sales@acme.example",
        "team-finance@acme.example",
    ]
    assert place == "domains/hr/domain.yaml"
    assert wrong.spec is None
    assert len(parsed) == 4


def said(loaded: LoadedMesh) -> tuple[object, ...]:
    """All of it: what a file holds is no part of what two sources are compared by."""
    return loaded, [domain.source.text for domain in loaded.mesh.domains.values()]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (FILE, None),
        (FILE, DOMAIN.format("other")),
        (FILE, f"{DOMAIN.format('sales')}# More.\n"),
        (FILE, DOMAIN.format("sales")[:-1]),
        ("domains/sales/notes.txt", "A file that nobody expects."),
        ("domains/sales/orders/product.yaml", "description: d\n"),
    ],
    ids=["gone", "as long", "longer", "shorter", "one more", "a product"],
)
def test_a_folder_is_as_it_was_seen_where_nothing_in_it_has_changed(tmp_path, path, text):
    checkout(tmp_path, DOMAIN.format("sales"))
    file = tmp_path / path
    with remembering():
        first = load_mesh(tmp_path)
        assert load_mesh(tmp_path).mesh.domains["sales"] is first.mesh.domains["sales"]
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
        kept = load_mesh(tmp_path)

    assert said(kept) == said(load_mesh(tmp_path))
    assert said(kept) != said(first)


def test_a_file_that_could_not_be_read_is_looked_at_again(tmp_path):
    file = tmp_path / FILE
    checkout(tmp_path, DOMAIN.format("sales"))
    unread = Seen({}, {FILE: codes.UNREADABLE.at(Position(FILE), "it does not exist")})
    there = open_checkout(tmp_path)

    assert not there.is_as(unread)
    file.unlink()
    assert there.is_as(unread)


def test_nothing_is_kept_otherwise(tmp_path, parsed):
    one = checkout(tmp_path / "one", DOMAIN.format("sales"))
    with remembering():
        read_spec(one, FILE, DomainSpec)
    for _ in range(2):
        read_spec(one, FILE, DomainSpec)

    assert len(parsed) == 3
