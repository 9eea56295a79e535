"""A figure beside what it is measured against, and what it should be at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.bench.measuring import Spread


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report."""

    what: str
    unit: str
    ours: Spread
    base: Spread | None = None
    """What the same costs at the least, or cost before; none where the figure stands alone."""
    against: str = ""
    """What the base is."""
    aim: float | None = None
    """The most that the ratio may be, or the figure itself where there is no base."""

    @property
    def ratio(self) -> float | None:
        return self.ours.median / self.base.median if self.base else None

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is met; None where there is none."""
        if self.aim is None:
            return None
        return (self.ours.median if self.ratio is None else self.ratio) <= self.aim

    @property
    def document(self) -> Mapping[str, Any]:
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": self.ours.document,
            "base": self.base.document if self.base else None,
            "against": self.against,
            "ratio": self.ratio,
            "aim": self.aim,
            "met": self.is_met,
        }
