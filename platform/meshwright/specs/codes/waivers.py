"""Codes of waivers."""

from meshwright.errors import Code

NO_REASON = Code(
    "SPEC060",
    "A reason is too short",
    "Whoever approves a waiver, and whoever reads it in a year, learns from its reason alone why"
    " the finding can be lived with.",
    "explain in at least 20 characters why the finding can be lived with",
)
WAIVER_DATES = Code(
    "SPEC061",
    "Invalid dates of a waiver",
    "A waiver holds from `granted` to `expires`, both included, and at most 90 days: what takes"
    " longer is no exception.",
    "let it expire at most 90 days after it is granted",
)
NO_FINDING = Code(
    "SPEC062",
    "Invalid path of a finding",
    "A waiver is for one finding, named by the path that `mesh check` prints with it. A pattern, or"
    " a line that moves with every edit, would let through what nobody has agreed to.",
    "copy the path from the finding, such as tables.orders.columns.discount",
)
