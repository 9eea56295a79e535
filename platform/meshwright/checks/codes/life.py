"""Codes of the life of products and tables, seen with their readers."""

from meshwright.errors import Code, Severity

RETIRED_EARLY = Code(
    "CHK092",
    "Retired while others read",
    "Writes and grants end when a product or table is retired. Until the sunset that they were told"
    " readers count on it.",
    "leave it `status: deprecated` until its readers have gone or its sunset has passed",
)
READ_ENDS = Code(
    "CHK093",
    "What is read will end",
    "Its owner has said until when it is there, and what takes its place.",
    "move to the successor before the sunset",
    Severity.WARNING,
)
DRAFT_OPENED = Code(
    "CHK094",
    "An agreement about a draft",
    "A draft may change or go on any day, and is no contract that anybody could rest on.",
    "activate what is agreed on (`status: active`), or take it out of the agreement",
)
DRAFT_READ = Code(
    "CHK095",
    "An input that is a draft",
    "A draft is deployed only where the environment takes drafts: elsewhere nothing is there to be"
    " read.",
    "let its owner activate it, or make this product a draft too",
)
NO_SUCH_SUCCESSOR = Code(
    "CHK096",
    "No such successor",
    "`successor` names what readers move to: another product of this mesh, or another table.",
    "name a product or table that is there, or `none`",
)
