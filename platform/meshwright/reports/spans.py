"""Text of strangers in Markdown: a code span, in which nothing is markup, a link or a mention.

What looks like a secret is masked: a comment is read by more people than a specification.
"""

import re

from meshwright.checks.secrets import SECRET_VALUES
from meshwright.visible import one_line

MAX_NAME = 120
BACKTICKS = re.compile("`+")


MASK = "***"
KEY = re.compile("-----BEGIN .*", re.DOTALL)
"""A private key, whose words tell nothing of where it ends."""


def masked(text: str) -> str:
    """A text on one line, without words that have the shape of a secret."""
    words = KEY.sub(MASK, text).split()
    return " ".join(MASK if SECRET_VALUES.search(word) else word for word in words)


def code(value: str, limit: int = MAX_NAME) -> str:
    """A text as a code span, on one line and with nothing in it that cannot be seen."""
    flat = masked(value)
    short = flat if len(flat) <= limit else flat[: limit - 1] + "…"
    seen = one_line(short)
    if not seen:
        return "(nothing)"
    fence = "`" * (1 + max(map(len, BACKTICKS.findall(seen)), default=0))
    pad = " " if seen.startswith("`") or seen.endswith("`") else ""
    return f"{fence}{pad}{seen}{pad}{fence}"
