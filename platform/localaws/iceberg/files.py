"""The files of Iceberg tables for pyiceberg: S3 objects, reached as somebody."""

import io
from typing import Any

from pyiceberg.io import FileIO, InputFile, OutputFile

from localaws.objects import Objects


class _Input(InputFile):
    def __init__(self, location: str, objects: Objects) -> None:
        super().__init__(location)
        self._objects = objects

    def __len__(self) -> int:
        size = self._objects.size(self.location)
        if size is None:
            raise FileNotFoundError(self.location)
        return size

    def exists(self) -> bool:
        return self._objects.size(self.location) is not None

    def open(self, seekable: bool = True) -> Any:  # noqa: ARG002 - pyiceberg's signature
        return io.BytesIO(self._objects.read(self.location))


class _Written(io.BytesIO):
    """Becomes an object when it is closed, unless writing it failed."""

    def __init__(self, location: str, objects: Objects) -> None:
        super().__init__()
        self._location, self._objects = location, objects

    def __exit__(self, kind: Any, *rest: Any) -> None:
        if kind is not None:
            super().close()
        super().__exit__(kind, *rest)

    def close(self) -> None:
        if not self.closed:
            content = self.getvalue()
            super().close()
            self._objects.write(self._location, content)


class _Output(OutputFile):
    def __init__(self, location: str, objects: Objects) -> None:
        super().__init__(location)
        self._objects = objects

    def __len__(self) -> int:
        return len(self.to_input_file())

    def exists(self) -> bool:
        return self.to_input_file().exists()

    def to_input_file(self) -> InputFile:
        return _Input(self.location, self._objects)

    def create(self, overwrite: bool = False) -> Any:
        if not overwrite and self.exists():
            raise FileExistsError(self.location)
        return _Written(self.location, self._objects)


class S3Files(FileIO):
    """pyiceberg's files as objects of the local AWS."""

    def __init__(self, objects: Objects) -> None:
        super().__init__({})
        self.objects = objects

    def new_input(self, location: str) -> InputFile:
        return _Input(location, self.objects)

    def new_output(self, location: str) -> OutputFile:
        return _Output(location, self.objects)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        self.objects.delete(location if isinstance(location, str) else location.location)
