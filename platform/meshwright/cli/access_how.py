"""How rights are used, as `mesh access what --how` tells it: snippets under each right."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from meshwright.cli.calling import as_typed
from meshwright.visible import one_line

if TYPE_CHECKING:
    from meshwright.entitlements.answers import Situation
    from meshwright.entitlements.entitlement import Entitlement
    from meshwright.snippets.reading import Snippet

    Told = tuple[tuple[Snippet, ...], tuple[str, ...]]
    Ways = Callable[[Entitlement], Told]


def ways(known: "Situation") -> "Ways":
    """The snippets of each right, and what to know beside them."""
    from meshwright.entitlements.how_to_read import snippets

    return lambda right: snippets(right, known.mesh, known.environment)


def document(ways: "Ways | None", right: "Entitlement") -> dict[str, Any]:
    """For machines: the snippets by tool."""
    if ways is None:
        return {}
    found, notes = ways(right)
    return {"howToRead": [snippet_document(each) for each in found], "notes": list(notes)}


def snippet_document(snippet: "Snippet") -> dict[str, str]:
    return {
        "tool": snippet.tool,
        "title": snippet.title,
        "language": snippet.language,
        "text": snippet.text,
    }


def lines(ways: "Ways | None", right: "Entitlement") -> Iterator[str]:
    """For people: each text under its title, to be copied."""
    if ways is None:
        return
    found, notes = ways(right)
    yield from (f"note: {one_line(note)}" for note in notes)
    for snippet in found:
        yield ""
        yield f"{snippet.title} ({snippet.tool}):"
        yield from (f"  {line}".rstrip() for line in as_typed(snippet.text).splitlines())
    yield ""
