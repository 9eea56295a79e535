"""Templates: files with `<<name>>` where a text is filled in, indented as the place is."""

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent
WHOLE_LINE = re.compile(r"^([ ]*)<<([a-z_]+)>>\n", re.MULTILINE)
IN_LINE = re.compile(r"<<([a-z_]+)>>")


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its texts; a line of its own that is filled with nothing goes."""

    def lines(match: re.Match[str]) -> str:
        text = values[match[2]]
        return "".join(f"{match[1]}{line}".rstrip() + "\n" for line in text.splitlines())

    return IN_LINE.sub(lambda match: values[match[1]], WHOLE_LINE.sub(lines, template))


def template(name: str) -> str:
    return (FOLDER / "templates" / name).read_text(encoding="utf-8")


def script(name: str) -> str:
    return (FOLDER / "scripts" / name).read_text(encoding="utf-8")
