"""Terms that differ: what people wrote is compared as it stands, a price by its amount."""

from collections.abc import Iterator

from meshwright.contracts.changes import Kind
from meshwright.specs.models import Price, Terms


def terms_changes(before: Terms, after: Terms) -> Iterator[tuple[Kind, str, str, str]]:
    """Each term that differs: what it does, its name, before and after; empty where unsaid."""
    for name in Terms.model_fields:
        had, has = getattr(before, name), getattr(after, name)
        if had != has:
            kind = Kind.TERMS_EASED if _is_eased(had, has) else Kind.TERMS_CHANGED
            yield kind, name, _said(had), _said(has)


def _is_eased(had: Price | str | None, has: Price | str | None) -> bool:
    if has is None:
        return True
    if not (isinstance(had, Price) and isinstance(has, Price)):
        return False
    is_of_one = (had.currency, had.unit) == (has.currency, has.unit)
    return is_of_one and has.amount < had.amount


def _said(term: Price | str | None) -> str:
    if term is None:
        return ""
    return term.text if isinstance(term, Price) else " ".join(term.split())
