"""Policy variables: `${key}` and `${key, 'default'}` stand for what the request's context has.

Source: IAM user guide, "IAM policy elements: Variables and tags".
"""

import re
from collections.abc import Iterator

from meshwright.aws.authorization.request import Context

VARIABLE = re.compile(r"\$\{\s*([^},]+?)\s*(?:,\s*'([^']*)'\s*)?\}")
LITERALS = ("*", "?", "$")
"""What `${*}`, `${?}` and `${$}` stand for: the characters themselves, which are not wild then."""
HELD = {"*": "\ue000", "?": "\ue001"}
"""Characters of Unicode's private use area, in whose place literal `*` and `?` are held."""


def stand_in(texts: tuple[str, ...]) -> bool:
    """Whether any of these texts has a variable in it."""
    return any("${" in text for text in texts)


def resolved(text: str, context: Context) -> str | None:
    """A text with its variables' values, none of which is wild; None where a key has no one value.

    AWS then takes the element for one that matches nothing, and so does who asks here.
    """
    parts: list[str] = []
    for part in _parts(text, context):
        if part is None:
            return None
        parts.append(part)
    return "".join(parts)


def held(text: str) -> str:
    """A text of a request as it is compared with a resolved one."""
    return "".join(HELD.get(c, c) for c in text)


def _parts(text: str, context: Context) -> Iterator[str | None]:
    end = 0
    for found in VARIABLE.finditer(text):
        yield text[end : found.start()]
        value = _value(found.group(1), found.group(2), context)
        yield None if value is None else held(value)
        end = found.end()
    yield text[end:]


def _value(name: str, default: str | None, context: Context) -> str | None:
    if name in LITERALS:
        return name
    value = context.get(name.lower())
    # A key with many values is no variable.
    return value if isinstance(value, str) else default
