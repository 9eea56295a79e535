"""The files that paths of a command line mean: files themselves, and what folders hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from meshwright.errors import UsageError

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "json": (".json", ".jsonl", ".ndjson"),
    "parquet": (".parquet",),
}
"""What files of a folder are taken, by the format of a source."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found under some paths."""

    files: tuple[Path, ...]
    left_out: tuple[Path, ...]
    """Files of folders whose names end otherwise than the format's do."""


def find(paths: Sequence[Path], form: str) -> Found:
    """The files to send, each once. Raises UsageError where a path is not there, or holds none."""
    files: dict[Path, Path] = {}
    left_out: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}", fix="name what is there")
        for file in _inside(path):
            if path.is_dir() and file.suffix.lower() not in ENDINGS[form]:
                left_out.append(file)
            else:
                files.setdefault(file.resolve(), file)
    if not files:
        endings = ", ".join(ENDINGS[form])
        raise UsageError(
            f"no file of {', '.join(map(str, paths))} ends with {endings}",
            fix="name the files themselves",
        )
    return Found(tuple(files.values()), tuple(left_out))


def _inside(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    # What begins with a dot is a program's own.
    inner = (p for p in sorted(path.rglob("*")) if p.is_file())
    yield from (p for p in inner if not any(n.startswith(".") for n in p.relative_to(path).parts))
