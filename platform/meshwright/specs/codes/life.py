"""Codes of an end that readers are not told enough about."""

from meshwright.errors import Code

NO_SUNSET = Code(
    "SPEC100",
    "An end without a day",
    "Readers of what is deprecated, or superseded by another table, are told the last day on which"
    " they can count on it.",
    "write `sunset: <year-month-day>`, far enough away for its readers to move",
)
NO_SUCCESSOR = Code(
    "SPEC101",
    "An end without a successor",
    "Readers of what is deprecated are told where to go. A table that `supersedes` it says so too.",
    "write `successor:` with the product or table that takes its place, or `none`",
)
SUPERSEDES = Code(
    "SPEC102",
    "A table that supersedes none",
    "A table `supersedes` another one of its product: a new major version beside the old one, which"
    " stays until its sunset.",
    "name the table that it takes the place of, and keep that table until its readers have moved",
)
