"""Names as Athena's SQL writes them: in double quotes where they would be read as something else.

Source: Athena user guide, "Escape reserved keywords in queries" and "Name databases, tables, and
columns".
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IN_QUERIES = _words("""
    alter and as between by case cast constraint create cross cube current_catalog current_date
    current_path current_schema current_time current_timestamp current_user deallocate delete
    describe distinct drop else end escape except execute exists extract false first for from
    full group grouping having in inner insert intersect into is join json_array json_exists
    json_object json_query json_table json_value last left like listagg localtime localtimestamp
    natural normalize not null of on or order outer prepare recursive right rollup select skip
    table then trim true uescape union unnest using values when where with
""")
"""Reserved in SELECT statements and in queries on views."""
IN_DDL = _words("""
    all alter and array as authorization between bigint binary boolean both by case cashe cast
    char column conf constraint commit create cross cube current current_date current_timestamp
    cursor database date dayofweek decimal delete describe distinct div double drop else end
    exchange exists extended external extract false fetch float floor following for foreign from
    full function grant group grouping having if import in inner insert int integer intersect
    interval into is join lateral left less like local macro map more none not null numeric of
    on only or order out outer over partialscan partition percent preceding precision preserve
    primary procedure range reads reduce regexp references revoke right rlike rollback rollup
    row rows select set smallint start table tablesample then time timestamp to transform
    trigger true truncate unbounded union uniquejoin update user using utc_timestamp values
    varchar views when where window with
""")
"""Reserved in DDL statements. Some, such as `all`, mislead a SELECT too where they stand first."""
RESERVED = IN_QUERIES | IN_DDL
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
"""What needs no quotes: Athena folds capitals, and no name begins with a digit unquoted."""


def query_name(name: str) -> str:
    """A name in a SELECT; quotes change nothing of a name that would not need them."""
    if _PLAIN.fullmatch(name) and name not in RESERVED:
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
