"""The form of a product's catalog entry, as far as rules compare it with the rest.

The plan's entry extends these classes by what only readers need, so each field is defined once.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints


@dataclass(frozen=True, kw_only=True)
class ColumnEntry:
    """A column as a reader sees it."""

    name: str
    type: str
    """As the spec says it: a timestamptz is a moment in UTC, a uuid the text of one."""
    classification: str
    pii: bool
    """Whether the column tells of a person."""
    protected: bool
    """Readable by an agreement only, which names it or says `all`."""
    partition: bool
    """Whether its values part the table's files."""


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """A table as a reader sees it."""

    name: str
    database: str
    partition_by: tuple[str, ...]
    """In the order of the folders."""
    columns: tuple[ColumnEntry, ...]
    """In Athena's order: those that partition a table of Parquet files come last."""


@dataclass(frozen=True, kw_only=True)
class AgreementEntry:
    """Who may read what of this product."""

    principal: str | None
    status: str
    """pending, active or expired."""
    tables: Mapping[str, tuple[str, ...] | Literal["all"]]
    rows: Mapping[str, str] = field(default_factory=dict[str, str])
    """The row filter of each table of which not all rows are seen, as AWS has it."""
    legal_basis: str | None = None
    """On what basis of the GDPR's article 6(1) personal data is opened."""


@dataclass(frozen=True, kw_only=True)
class AccessEntry:
    """How to read the product."""

    reader_role: str
    """The role of the owning domain's people."""
    runtime_role: str


@dataclass(frozen=True, kw_only=True)
class CatalogEntry:
    """The whole entry."""

    id: str
    inputs: tuple[str, ...]
    read_by: tuple[str, ...]
    """The products that name this one as an input."""
    tables: tuple[TableEntry, ...]
    agreements: tuple[AgreementEntry, ...]
    access: AccessEntry


def entry_of(text: Any) -> CatalogEntry | None:
    """The entry that a text holds; None where it holds none. Fields beyond the form are left out.

    An older text lacks what was added since, and a newer one has more.
    """
    try:
        return _read(json.loads(text), CatalogEntry)
    except (ValueError, TypeError, RecursionError):
        return None


def _read(value: Any, form: Any) -> Any:
    if is_dataclass(form):
        return _object(value, cast("type[Any]", form))
    origin, inner = get_origin(form), get_args(form)
    if origin in (Union, UnionType):
        return _first(value, inner)
    if origin is tuple:
        return tuple(_read(item, inner[0]) for item in _fitting(value, list))
    if origin is Mapping:
        return {name: _read(item, inner[1]) for name, item in _fitting(value, dict).items()}
    if origin is Literal:
        return _member(value, inner)
    return _fitting(value, form)


def _object(value: Any, form: type[Any]) -> Any:
    said = _fitting(value, dict)
    missing = [name for name in _needed(form) if name not in said]
    if missing:
        raise ValueError(f"no {missing[0]}")
    hints, names = _hints(form), _names(form)
    known = {field: name for field, name in names.items() if name in said}
    return form(**{field: _read(said[name], hints[field]) for field, name in known.items()})


@cache
def _names(form: type[Any]) -> Mapping[str, str]:
    """The name of each field in JSON."""
    return {field.name: _camel(field.name) for field in fields(form)}


@cache
def _needed(form: type[Any]) -> tuple[str, ...]:
    """The names without which a text is none of this form."""
    have_none = (f for f in fields(form) if f.default is MISSING and f.default_factory is MISSING)
    return tuple(_camel(field.name) for field in have_none)


_hints = cache(get_type_hints)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return "".join((first, *(word.capitalize() for word in rest)))


def _first(value: Any, forms: tuple[Any, ...]) -> Any:
    for form in forms:
        try:
            return _read(value, form)
        except ValueError:
            continue
    raise ValueError("of no known form")


def _member(value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise ValueError("not one of the words")
    return value


def _fitting(value: Any, form: Any) -> Any:
    if not isinstance(value, form):
        raise ValueError(f"not {form}")  # noqa: TRY004 - one kind of error, whatever does not fit
    return value
