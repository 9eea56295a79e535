"""Codes of what no file may be: not plain text, not YAML, not one mapping of fields."""

from meshwright.errors import Code

SYNTAX = Code(
    "SPEC001",
    "Not valid YAML",
    "The file cannot be read as YAML, so nothing in it could be looked at.",
    "correct the line; an editor that knows YAML shows the place",
)
EMPTY_FILE = Code(
    "SPEC002",
    "Empty file",
    "A file that holds no field, or comments only, describes nothing.",
    "fill it in, or delete it",
)
NOT_TEXT = Code(
    "SPEC004",
    "The file is not plain text",
    "Specs are UTF-8 without a byte order mark and without control characters.",
    "save the file as UTF-8 without a byte order mark",
)
HIDDEN = Code(
    "SPEC005",
    "An invisible character",
    "Characters that turn the direction of writing, or take no space, let a file say something"
    " else than what a reviewer sees.",
    "delete the character",
)
TAB = Code(
    "SPEC006",
    "A tab indents a line",
    "YAML indents by spaces only.",
    "indent by spaces",
)
TOO_LARGE = Code(
    "SPEC007",
    "The file is too large",
    "A spec is at most 1 MB and an SQL file at most 256 KB: anything larger is no description.",
    "split the product, or take data out of its spec",
)
DEPTH = Code(
    "SPEC008",
    "Nested too deep",
    "No field of a spec lies as deep as this.",
    "flatten the value",
)
TOO_MANY_VALUES = Code(
    "SPEC009",
    "Too many values",
    "A file may hold 100,000 values, counting what an alias repeats each time.",
    "split the product, or write values out rather than repeating them by aliases",
)
TWICE = Code(
    "SPEC010",
    "Duplicate key",
    "Which of the two was meant is anybody's guess, so neither is taken.",
    "delete one of them",
)
NO_MAPPING = Code(
    "SPEC011",
    "Not a mapping of fields",
    "A spec is a mapping of fields; the file holds a list or a single value.",
    "begin with a field, such as `description: …`",
)
MERGE = Code(
    "SPEC022",
    "A merge key",
    "`<<` belongs to an older YAML; who reads the spec cannot see what it brings in.",
    "write the fields out",
)
TAG = Code(
    "SPEC023",
    "A tag",
    "Tags such as `!!str` or `!include` are not read.",
    "delete the tag; quote a value that has to be a text",
)
KEY = Code(
    "SPEC024",
    "A key that is not a string",
    "Keys are texts; a number, a list or an empty key is none.",
    "put the key in quotes, or name the field",
)
DOCUMENTS = Code(
    "SPEC025",
    "Several documents in one file",
    "One file describes one thing.",
    "delete the line `---`, or move what follows to a file of its own",
)
ALIAS = Code(
    "SPEC026",
    "Undefined alias",
    "`*name` repeats a value that was named `&name` earlier in the same file, and complete there.",
    "name the value before it is repeated; quote a text that begins with a star",
)
MANY = Code(
    "SPEC027",
    "More findings than can be shown",
    "Only the first hundred findings of a file are shown.",
    "correct those shown first",
)
