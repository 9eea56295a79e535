"""All attacks, by family."""

from hostile.agreements import AGREEMENTS
from hostile.attack import Attack

ATTACKS: list[Attack] = [*AGREEMENTS]
