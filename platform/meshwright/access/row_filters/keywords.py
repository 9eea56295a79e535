"""Key words of PartiQL, which stand in double quotes where they name a column.

Source: PartiQL specification, "Keywords" (those of SQL-92 and PartiQL's own); AWS: Lake Formation
developer guide, "PartiQL support in row filter expressions", reserved keywords.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS = _words("""
    absolute action add all allocate alter and any are as asc assertion at authorization avg bag
    begin between bit bit_length blob bool boolean both by can_cast can_lossless_cast cascade
    cascaded case cast catalog char char_length character character_length check clob close
    coalesce collate collation column commit conflict connect connection constraint constraints
    continue convert corresponding count create cross current current_date current_time
    current_timestamp current_user cursor date deallocate dec decimal declare default
    deferrable deferred delete desc describe descriptor diagnostics disconnect distinct do domain
    double drop else end escape every except exception exec execute exists explain external extract
    false fetch first float for foreign from full get global go goto grant group having
    identity immediate in index indicator initially inner input insensitive insert int integer
    intersect interval into is isolation join key language last leading left let level like limit
    list local lower match max min missing modified module names national natural
    nchar new next no not nothing null nullif nulls numeric octet_length of offset old on only open
    option or order outer output overlaps pad partial pivot position precision prepare preserve
    primary prior privileges procedure public read real references relative remove restrict
    returning revoke right rollback rows schema scroll section select session session_user
    set sexp size smallint some space sql sqlcode sqlerror sqlstate string struct substring sum
    symbol system_user table temporary then time timestamp timezone_hour timezone_minute to
    trailing transaction translate translation trim true tuple union unique unknown unpivot update
    upper upsert usage user using value values varchar varying view when whenever where with work
    write zone
""")
SYSTEM = frozenset({"ctid", "oid", "xmin", "cmin", "xmax", "cmax", "tableoid"})
"""Columns that Redshift keeps for itself, whatever a table calls so."""
