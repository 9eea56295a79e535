import pytest

from meshwright.errors import UsageError
from meshwright.ingest.found import find


def test_folders_give_what_they_hold_of_the_format_and_each_file_once(tmp_path):
    for name in ("b.csv", "a.CSV", "inner/c.csv", "notes.txt", ".hidden/d.csv", ".e.csv"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    found = find([tmp_path / "b.csv", tmp_path], "csv")

    names = [file.relative_to(tmp_path).as_posix() for file in found.files]
    assert names == ["b.csv", "a.CSV", "inner/c.csv"]
    assert [file.name for file in found.left_out] == ["notes.txt"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path):
    file = tmp_path / "export"
    file.touch()

    assert find([file], "json").files == (file,)


@pytest.mark.parametrize(
    ("name", "said"),
    [("absent", "there is no file or folder"), (".", "no file of .* ends with .parquet")],
)
def test_paths_without_files_are_told(tmp_path, name, said):
    with pytest.raises(UsageError, match=said):
        find([tmp_path / name], "parquet")
