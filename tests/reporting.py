"""What tests of reports say of findings."""

from datetime import date

from meshwright.errors import Waived


def waived_for(days: int, reason: str = "") -> Waived:
    """A waiver with some days left."""
    return Waived(reason, ticket="", expires=date(2026, 7, 1), days_left=days)
