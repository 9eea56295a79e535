"""A backend of its own with a copy of one stack's state, for who only looks at what would be."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from meshwright.backend.file_urls import url_of
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.state.file_store import FileStore


@contextmanager
def copy_of(context: EngineContext, stack: str, content: bytes | None) -> Generator[EngineContext]:
    """A backend that holds one stack, with the state that is given, as long as somebody looks."""
    with tempfile.TemporaryDirectory(prefix="mesh-") as folder:
        copy = FileStore(Path(folder))
        copy.begin()
        if content is not None:
            copy.replace_checkpoint(stack, content)
        backend = {"PULUMI_BACKEND_URL": url_of(copy.root)}
        yield replace(context, store=copy, variables={**context.variables, **backend})
