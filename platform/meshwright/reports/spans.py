"""Text of strangers in Markdown: a code span, in which nothing is markup, a link or a mention."""

import re

from meshwright.visible import one_line

MAX_NAME = 120
BACKTICKS = re.compile("`+")


def code(value: str, limit: int = MAX_NAME) -> str:
    """A text as a code span, on one line and with nothing in it that cannot be seen."""
    flat = " ".join(value.split())
    short = flat if len(flat) <= limit else flat[: limit - 1] + "…"
    seen = one_line(short)
    if not seen:
        return "(nothing)"
    fence = "`" * (1 + max(map(len, BACKTICKS.findall(seen)), default=0))
    pad = " " if seen.startswith("`") or seen.endswith("`") else ""
    return f"{fence}{pad}{seen}{pad}{fence}"
