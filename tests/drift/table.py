"""Every kind of drift."""

from drift.changed import CHANGED, DOMAIN_CHANGED, FOUNDATION_CHANGED
from drift.extra import EXTRA
from drift.gone import GONE, GONE_WITH_ALL, SWITCHED_OFF
from drift.kind import Kind
from drift.names import ORDERS

KINDS = (
    *(Kind(name, "changed", act, ORDERS, found, at) for name, act, found, at in CHANGED),
    *(Kind(name, "changed", act, "sales", found, at) for name, act, found, at in DOMAIN_CHANGED),
    *(Kind(name, "changed", act, "", found, at) for name, act, found, at in FOUNDATION_CHANGED),
    *(Kind(name, "gone", act, of, found) for name, act, of, found in GONE),
    *(Kind(name, "gone", act, of, found, at) for name, act, of, found, at in SWITCHED_OFF),
    *(Kind(name, "all gone", act, of, found) for name, act, of, found in GONE_WITH_ALL),
    *(Kind(name, "extra", act, of, found, undo=undo) for name, act, of, found, undo in EXTRA),
)
ROUNDS = tuple(dict.fromkeys(kind.round for kind in KINDS))
