"""The fields of a spec as YAML text, in the order and the form in which people write them."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 10_000
"""A text is never broken: whoever reads a line sees all of it."""
_WORD = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.@/ -]*[A-Za-z0-9_])?")
_UNSEEN = re.compile(r"[^\x20-\x7e\n]")
_MARK = re.compile(r"##(?=\[|vso\[)")
"""What a log of Azure Pipelines obeys; like what cannot be seen, it stands in quotes only."""
_MEANT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that some reader of YAML takes for something else than a text."""

_FASTEST: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""libyaml, which writes the same four times as fast, where PyYAML has been built with it."""


class _Writer(_FASTEST):
    """Texts are quoted unless they are plain words: any YAML reader takes them as texts."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _text(writer: Any, text: str) -> yaml.ScalarNode:
    is_plain = _WORD.fullmatch(text) is not None and text.lower() not in _MEANT
    style = None if is_plain else '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)  # pyright: ignore[reportUnknownMemberType] - PyYAML's own


_Writer.add_representer(str, _text)


def spec_text(fields: Mapping[str, Any]) -> str:
    """The text of a spec; the innermost collections stand on one line."""
    written = yaml.dump(
        fields,
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        default_flow_style=None,
    )
    return _MARK.sub(r"\\u0023#", _UNSEEN.sub(lambda found: _escaped(found[0]), written))


def _escaped(character: str) -> str:
    """A character that cannot be seen, as double quotes take it."""
    return character if character.isprintable() else f"\\U{ord(character):08x}"
