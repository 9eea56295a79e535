"""The commands and files that a page shows, run as they stand there."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from checkouts import Checkout

BLOCK = re.compile(r"```(sh|yaml|sql)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"(?:#|--) ((?:contracts|domains)/\S+)\n")
EXIT_CODE = re.compile(r"  # exit code (\d+)$")


def commands(page: Path) -> list[str]:
    """The commands of a page in their order, without the comments behind them."""
    return [line.split("  #")[0].strip() for line in _lines(page, "sh")]


def steps(page: Path) -> Iterator[str]:
    """The commands and files of a page as shell text, a page that is to be done from top to end.

    A file is written where the page shows it; a command ends as a comment behind it says.
    """
    for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "sh":
            yield from (_ending_as_told(line) for line in text.splitlines() if line.strip())
        elif shown := FILE.match(text):
            yield f"mkdir -p {PurePosixPath(shown[1]).parent}"
            yield f"cat > {shown[1]} <<'SHOWN'\n{text}SHOWN"


def run(checkout: Checkout, script: Iterable[str]) -> subprocess.CompletedProcess[str]:
    # The launcher has tests of its own; here its command runs in the suite's own .venv.
    launcher = f'mesh() {{ "{sys.executable}" -P -m meshwright "$@"; }}'
    text = "\n".join(["set -eu", launcher, *script]).replace("./mesh ", "mesh ")
    return subprocess.run(
        ["bash", "-c", text],
        cwd=checkout.root,
        env=checkout.variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def _lines(page: Path, kind: str) -> Iterator[str]:
    for found, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if found == kind:
            yield from (line for line in text.splitlines() if line.strip())


def _ending_as_told(line: str) -> str:
    told = EXIT_CODE.search(line)
    command = line.split("  #")[0].strip()
    if told is None:
        return command
    return f"code=0; {command} || code=$?; test $code = {told[1]}"
