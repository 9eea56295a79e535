"""The statements of `statements/`: what the local Athena has to run, as text that people read.

`MESH_WRITE_STATEMENTS=1` writes them anew; read the difference as Athena would.
"""

import os
from pathlib import Path

import pytest

from jobs.samples import FILE_JOBS, JOBS, texts

FOLDER = Path(__file__).parent / "statements"
TEXTS = dict(texts(JOBS)) | {f"files/{name}": text for name, text in texts(FILE_JOBS)}
"""Those of tables that files land for lie in a folder of their own."""


def test_no_statement_is_kept_that_no_machine_makes() -> None:
    if os.environ.get("MESH_WRITE_STATEMENTS"):
        for file in FOLDER.rglob("*.sql"):
            file.unlink()
        for name, text in TEXTS.items():
            (FOLDER / f"{name}.sql").write_text(f"{text}\n", "utf-8")

    kept = {file.relative_to(FOLDER).with_suffix("").as_posix() for file in FOLDER.rglob("*.sql")}
    assert kept == set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_a_statement_is_the_one_that_is_kept(name: str) -> None:
    assert (FOLDER / f"{name}.sql").read_text("utf-8") == f"{TEXTS[name]}\n"
