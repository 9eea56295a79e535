"""What can be said of a file of another format that is imported."""

from meshwright.errors import Code, Severity

UNREADABLE = Code(
    "IMP011",
    "The file cannot be read as this format",
    "It is no text in UTF-8, or not of the form that the format has.",
    "name a file of this format, or correct the line",
)
BEYOND = Code(
    "IMP012",
    "The file says more than is read",
    "Files of any origin are read, so that their size, their depth and what their definitions come"
    " to are bounded.",
    "split the file, or leave out what is no table",
)
RECURSIVE = Code(
    "IMP013",
    "A type holds itself",
    "A column has a type of a fixed depth. A tree, or a list that links to its rest, has none.",
    "leave the column out, or give what is inside as text",
)
NO_TABLE = Code(
    "IMP014",
    "Nothing in the file is a table",
    "A product is made of tables with columns: an object with properties, a record with fields, a"
    " CREATE TABLE, a model with columns.",
    "name a file that describes a table with its columns",
)
LEFT_OUT = Code(
    "IMP015",
    "Left out",
    "Neither the spec nor a data contract has a place for it, and it is kept nowhere.",
    "nothing, or say it in the spec's own words where it has some",
    Severity.NOTE,
)
READ_AS = Code(
    "IMP016",
    "Read as another type",
    "A column cannot have such a type, so the nearest one stands in its place: a text holds any"
    " value, a double not every digit.",
    "see that it is what you mean, and change the spec where it is not",
    Severity.WARNING,
)
ELSEWHERE = Code(
    "IMP017",
    "It refers to what lies elsewhere",
    "Nothing is fetched and no other file is opened. What is referred to is read as text.",
    "put what is referred to into the file, such as under `$defs`, or correct the spec",
    Severity.WARNING,
)
SAME_NAME = Code(
    "IMP018",
    "Two fields of one struct come to one id",
    "Ids do not tell capitals from small letters, nor a space from a hyphen.",
    "rename one of them in the file",
)
OTHERWISE = Code(
    "IMP043",
    "Another file says otherwise",
    "Several files are imported as one product, which says each of its words once. The first file's"
    " stands.",
    "nothing, or change the spec where the other word is meant",
    Severity.NOTE,
)

READER_CODES = (
    UNREADABLE,
    BEYOND,
    RECURSIVE,
    NO_TABLE,
    LEFT_OUT,
    READ_AS,
    ELSEWHERE,
    SAME_NAME,
    OTHERWISE,
)
