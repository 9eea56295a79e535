"""Where people ask about data: one channel or several, each with what it is for."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from meshwright.specs.frozen import Frozen
from meshwright.specs.scalars import Line, Many, Text

SCHEMES = ("https://", "http://", "mailto:")
URL_PATTERN = r"^(?:https?://|mailto:)[^\s<>\"]+$"

Url = Annotated[
    str,
    StringConstraints(max_length=2048, pattern=URL_PATTERN),
    Field(examples=["https://chat.acme.example/sales", "mailto:sales-data@acme.example"]),
]
"""A page, or a mail address behind `mailto:`."""


class Support(Frozen):
    """A channel where readers ask, or are told."""

    channel: Text
    """A chat channel, address or page; for more than one, write a list of channels."""
    tool: Annotated[Line, Field(examples=["slack", "email", "teams", "ticket"])] | None = None
    """What it is a channel of."""
    url: Url | None = None
    """Where it opens."""
    scope: Annotated[Line, Field(examples=["interactive", "issues", "announcements"])] | None = None
    """What it is for, in a word."""
    description: Line | None = None
    """What belongs there."""

    @property
    def link(self) -> str:
        """Where it opens; empty where that is not known."""
        return link_of(self.channel, self.url or "")


def link_of(channel: str, url: str) -> str:
    """Where a channel opens: its own name may be a page; nothing else is made a link."""
    return next((text for text in (url, channel) if text.startswith(SCHEMES)), "")


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


SupportField = Annotated[
    Many[Support], BeforeValidator(_listed, json_schema_input_type=Support | Many[Support])
]
"""One channel, or a list of them: the first is where one asks in doubt."""
