"""What a permission of Lake Formation opens, as its resource says it."""

from collections.abc import Iterator

from guardrails.props import Props

TABLES = {"table": "name", "tableWithColumns": "name", "dataCellsFilter": "tableName"}
"""What a permission may open, with the property that names its table."""


def opened_tables(props: Props) -> Iterator[tuple[Props, str, str]]:
    """What a permission opens, with database and table.

    Of the targets that nobody wrote, a preview says that AWS has yet to decide them.
    """
    for target, field in TABLES.items():
        opened = props.known(target)
        if opened:
            yield opened, opened.get("databaseName", ""), opened.get(field, "")
