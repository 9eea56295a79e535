"""A file is parsed once for several checkouts, where somebody wants that."""

from pathlib import Path

import pytest

from meshwright.specs import read
from meshwright.specs.files import open_checkout
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


def test_nothing_is_kept_otherwise(tmp_path, parsed):
    one = checkout(tmp_path / "one", DOMAIN.format("sales"))
    with remembering():
        read_spec(one, FILE, DomainSpec)
    for _ in range(2):
        read_spec(one, FILE, DomainSpec)

    assert len(parsed) == 3
