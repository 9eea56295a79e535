"""The files of a checkout, read through no link and without trusting their kind or size."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from meshwright.errors import Finding, Position
from meshwright.specs import codes
from meshwright.specs.scalars import ID_PATTERN
from meshwright.wording import shown

SPEC_SUFFIXES = (".yaml", ".sql")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder; its path is relative to the checkout's root."""

    name: str
    path: str
    is_folder: bool

    @property
    def position(self) -> Position:
        return Position(_printable(self.path))


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was seen of a checkout: whoever sees the same elsewhere reads the same there."""

    folders: dict[str, tuple[Entry | Finding, ...]] = field(
        default_factory=dict[str, tuple[Entry | Finding, ...]]
    )
    """By path, what lies in each folder that was looked into."""
    files: dict[str, bytes | Finding] = field(default_factory=dict[str, bytes | Finding])
    """By path, what each file holds that was read."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The tree of files that specs are read from; `root` is an absolute path without links."""

    root: str
    seen: Seen | None = None
    """Where it is noted what was seen; nowhere where nobody asks."""

    def entries(self, folder: str) -> Iterator[Entry | Finding]:
        """What lies in a folder, by name; a finding for what must not be followed."""
        found = tuple(self._listed(folder))
        if self.seen is not None:
            self.seen.folders[folder] = found
        return iter(found)

    def read(self, path: str, limit: int) -> bytes | Finding:
        """The bytes of a file; one more than the limit of a file that is larger."""
        content = self._content(path, limit)
        if self.seen is not None:
            self.seen.files[path] = content
        return content

    def is_as(self, seen: Seen) -> bool:
        """Whether all that was seen of a checkout is so here and now."""
        return all(
            tuple(self._listed(folder)) == listed for folder, listed in seen.folders.items()
        ) and all(self._is_content(path, content) for path, content in seen.files.items())

    def _is_content(self, path: str, content: bytes | Finding) -> bool:
        # Of a file that has grown, one byte more is read.
        return self._content(path, 0 if isinstance(content, Finding) else len(content)) == content

    def _listed(self, folder: str) -> Iterator[Entry | Finding]:
        try:
            with os.scandir(os.path.join(self.root, folder)) as found:  # noqa: PTH118 - scandir's own world
                listed = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield codes.UNREADABLE.at(Position(_printable(folder)), _reason(error))
            return
        for entry in listed:
            path = f"{folder}/{entry.name}".lstrip("/")
            if not entry.name.startswith("."):
                yield self._entry(entry, path)
            elif folder:
                yield from self._hidden(entry, path)

    def _content(self, path: str, limit: int) -> bytes | Finding:
        try:
            with open(f"{self.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - twice as fast
                # Room is made for what is asked for, so a small file asks for little.
                return file.read(min(os.fstat(file.fileno()).st_size, limit) + 1)
        except OSError as error:
            return codes.UNREADABLE.at(Position(_printable(path)), _reason(error))

    def _entry(self, entry: os.DirEntry[str], path: str) -> Entry | Finding:
        # The folder's own listing tells what most entries are; only the others are asked.
        if (is_folder := entry.is_dir(follow_symlinks=False)) or entry.is_file(
            follow_symlinks=False
        ):
            return Entry(entry.name, path, is_folder)
        if entry.is_symlink():
            return self.link(path)
        # Opening a pipe would wait for whoever writes to it.
        message = "it is neither a file nor a folder"
        return codes.UNREADABLE.at(Position(_printable(path)), message)

    def _hidden(self, entry: os.DirEntry[str], path: str) -> Iterator[Finding]:
        """What is wrong with an entry that is not read: hidden files are left in peace."""
        position = Position(_printable(path))
        if entry.name == ".git":
            yield codes.OTHER_REPOSITORY.at(position, "another repository lies here")
        elif entry.is_symlink():
            # Editors leave links to nothing beside the files that they hold open.
            if entry.is_dir():
                yield self.link(path)
        elif entry.is_dir() and (spec := _first_spec(entry.path)):
            message = f"the hidden folder holds {shown(_printable(spec))}, which would not be read"
            yield codes.HIDDEN_SPECS.at(position, message)

    def link(self, path: str) -> Finding:
        """The finding about a link."""
        position = Position(_printable(path))
        link = Path(self.root, path)
        if not Path(os.path.realpath(link)).is_relative_to(self.root):
            return codes.LINK.at(position, "the symbolic link points out of the repository")
        target = _printable(str(link.readlink()))
        return codes.LINK_INSIDE.at(position, f"it is a symbolic link to {shown(target)}")

    def link_on(self, path: str) -> str | None:
        """The first link on the way to a file or folder, itself included."""
        steps = path.split("/")
        ways = ("/".join(steps[:depth]) for depth in range(1, len(steps) + 1))
        return next((way for way in ways if os.path.islink(f"{self.root}/{way}")), None)  # noqa: PTH114 - a name may be any bytes


def _first_spec(folder: str) -> str | None:
    """A file in a folder, or below it, that would be read if it lay elsewhere; also by a link."""
    found = (name for _, _, names in os.walk(folder) for name in sorted(names))
    return next((name for name in found if name.endswith(SPEC_SUFFIXES)), None)


def wrong_folder_name(folder: Entry, thing: str) -> Finding | None:
    """The finding about a folder whose name is no id, if it is none."""
    if re.fullmatch(ID_PATTERN, folder.name):
        return None
    return codes.ID.at(folder.position, f"{shown(folder.name)} is not a valid {thing} id")


def open_checkout(root: Path) -> Checkout:
    return Checkout(os.path.realpath(root))


def _printable(path: str) -> str:
    """A path for one line of a terminal: names on disk may be any bytes."""
    if path.isprintable():
        return path
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _reason(error: OSError) -> str:
    """Why something cannot be opened, in the same words on every system."""
    match error:
        case FileNotFoundError():
            return "it does not exist"
        case IsADirectoryError():
            return "it is a folder, where a file is expected"
        case NotADirectoryError():
            return "it is a file, where a folder is expected"
        case PermissionError():
            return "permission denied"
        case _:
            return "it cannot be opened"
