"""Templates to pages: each text is escaped where it is put, and none acts on who reads it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from meshwright.catalog.impact import audience
from meshwright.catalog.picture import HEIGHT, WIDTH
from meshwright.catalog.portal.teams import file_of
from meshwright.catalog.promises import measure, promise, promises, span
from meshwright.ids import joined, words
from meshwright.visible import lines, plural

TEMPLATES = Path(__file__).with_name("templates")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types mesh-data",
    )
)
"""What a page may do: nothing but its own scripts, style and pictures; no text becomes a script,
and no address but one of its own data."""
MISSING = "404.html"
"""Where a server finds what it shows in the place of a page that there is not."""
SECTIONS = (
    ("index.html", "Home"),
    ("search.html", "Search"),
    ("columns.html", "Columns"),
    ("lineage.html", "Lineage"),
    ("access.html", "Access"),
    ("governance.html", "Governance"),
    ("glossary.html", "Glossary"),
)


def rendered(template: str, **values: Any) -> str:
    """A page by its template."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {  # pyright: ignore[reportUnknownMemberType]
        "counted": plural,
        "instant": instant,
        "measure": measure,
        "moment": _moment,
        "parted": _parted,
        "plainly": _plainly,
        "promise": promise,
        "promises": _promises,
        "span": span,
        "words": _words,
    }
    made.globals |= {  # pyright: ignore[reportUnknownMemberType]
        "anchor": anchor,
        "audience": audience,
        "box_height": HEIGHT,
        "box_width": WIDTH,
        "policy": POLICY,
        "sections": SECTIONS,
        "team_file": file_of,
    }
    return made


def anchor(table: str, column: str) -> str:
    """Where a column stands on its product's page."""
    return joined((table, column))


def _shown(value: Any) -> Any:
    """A text with what cannot be seen in it spelled out; what is a page already stays."""
    return lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _promises(column: Any) -> list[str]:
    return [*promises(column)]


def _plainly(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _parted(name: str) -> Markup:
    """A name that may be broken between its words."""
    return Markup(".<wbr>").join(words(lines(name)))


def instant(value: datetime) -> str:
    """A moment as browsers read it."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _words(value: str) -> str:
    """`source aligned` for `sourceAligned`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in value)


def page(template: str, common: Mapping[str, Any], *, path: str, **values: Any) -> str:
    """A page that lies at a path of the portal: its links begin at the portal's root."""
    root = "../" * path.count("/")
    return rendered(template, root=root, here=path, **common, **values)
