"""Descriptions as Glue keeps them: in one line, and no longer than it takes."""

COMMENT_LENGTH = 255
"""Characters in a column's comment (AWS Glue API, Column and IcebergStructField)."""
DESCRIPTION_LENGTH = 2048
"""Characters in a table's or database's description (AWS Glue API)."""


def one_line(text: str, length: int) -> str:
    """A description in one line, cut at AWS's limit; the catalog entry has it whole."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
