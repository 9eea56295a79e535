"""`mesh new wanted`: a request for a product that nobody offers."""

import re
from typing import Annotated

import typer

from meshwright.cli import options, output, written_files
from meshwright.cli.options import Json
from meshwright.errors import UsageError

TEXT = """\
# yaml-language-server: $schema=../schema/wanted.schema.json
description: What the data is about, in one sentence a stranger understands.
purpose: What it is needed for.
askedBy: {asker}
askedOn: {day}
votes: []   # domains and products that need it too
"""


def wanted(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name for what is needed, such as returns.")
    ],
    asker: Annotated[
        str,
        typer.Option("--for", metavar="CONSUMER", help="The domain or product that needs it."),
    ],
    json: Json = False,
) -> None:
    """Ask for a product that nobody offers: wanted/NAME.yaml."""
    from meshwright.specs.scalars import ID_PATTERN, MEMBER_PATTERN
    from meshwright.specs.wanted import WANTED_FOLDER
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    for word, pattern, example in ((name, ID_PATTERN, "returns"), (asker, MEMBER_PATTERN, "sales")):
        if not re.fullmatch(pattern, word):
            raise UsageError(f"'{word}' is not a valid id", fix=f"write a name such as {example}")
    path = f"{WANTED_FOLDER}/{name}.yaml"
    text = TEXT.format(asker=asker, day=options.today())
    otherwise = "vote for it, or choose another name"
    written_files.begin(workspace.root, path, text, otherwise=otherwise)
    if json:
        output.emit("new wanted", {"files": [path]})
        return
    output.print_out(path)
    output.say(f"fill it in, then: mesh check {path}, and open a pull request")
