"""Functions that are refused, why, and what to write instead.

Each was looked at: its result differs between Trino's documentation and duckdb, depends on chance
or on the clock, or reads something else than rows.
"""

from collections.abc import Mapping

_CLOCK = ("its value is another with each run", "let the day come from a column")
_CHANCE = ("its value is another with each run", "derive it from a column, such as by md5")
_ANY_ROW = ("which row it takes is not defined", "write min(…), or rank the rows by a key")
_ESTIMATE = ("each engine estimates in its own way", "write count(DISTINCT …), avg or stddev")
_NULLS = ("a null among the elements counts differently", "unnest the array and ask its rows")
_ORDER = ("the order of its elements is not defined", "unnest it, and array_agg(… ORDER BY …)")
_JSON = ("each engine writes JSON's values in its own way", "let the producer declare a struct")
_ZONE = ("each engine shows zones in its own way", "keep UTC: the reader's tool shows zones")
_OUTSIDE = ("it reads something else than rows of tables", "leave it out")

REFUSED: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("now", "current_date", "current_timestamp", "localtime"), _CLOCK),
    **dict.fromkeys(("localtimestamp", "current_time", "current_timezone"), _CLOCK),
    **dict.fromkeys(("random", "rand", "uuid", "shuffle"), _CHANCE),
    **dict.fromkeys(("arbitrary", "any_value"), _ANY_ROW),
    **dict.fromkeys(("approx_distinct", "approx_percentile", "approx_most_frequent"), _ESTIMATE),
    **dict.fromkeys(("tdigest_agg", "qdigest_agg", "approx_set", "merge"), _ESTIMATE),
    **dict.fromkeys(("any_match", "all_match", "none_match", "array_remove"), _NULLS),
    **dict.fromkeys(("array_max", "array_min", "array_position", "arrays_overlap"), _NULLS),
    **dict.fromkeys(("array_distinct", "array_union", "array_intersect", "array_except"), _ORDER),
    **dict.fromkeys(("map_entries", "histogram", "multimap_agg", "map_union", "set_agg"), _ORDER),
    "map_agg": (
        "of two rows with one key each engine keeps another",
        "write map_from_entries(array_agg(ROW(key, value) ORDER BY key))",
    ),
    **dict.fromkeys(("json_extract", "json_extract_scalar", "json_format", "json_parse"), _JSON),
    **dict.fromkeys(("json_value", "json_query", "json_array_get", "json_size"), _JSON),
    **dict.fromkeys(("at_timezone", "with_timezone", "to_iso8601", "timezone_hour"), _ZONE),
    **dict.fromkeys(("from_iso8601_timestamp", "format_datetime", "parse_datetime"), _ZONE),
    "try": ("it hides which rows failed", "write nullif, or CASE around what may fail"),
    "format": ("its patterns are Java's", "join texts by ||, numbers cast to varchar"),
    "repeat": ("it makes an array in Athena, and a text in others", "write rpad('', n, text)"),
    "soundex": ("it is not tried", "write levenshtein_distance"),
    "xxhash64": ("its bytes differ", "write sha256"),
    "grouping": ("GROUPING SETS are not tried", "UNION ALL one SELECT a grouping"),
    "url_extract_host": ("it is not tried", "write regexp_extract"),
    "typeof": ("each engine names types in its own way", "leave it out"),
    **dict.fromkeys(("read_csv", "read_csv_auto", "read_parquet", "read_json", "glob"), _OUTSIDE),
    **dict.fromkeys(("read_text", "read_blob", "getenv", "current_setting"), _OUTSIDE),
    **dict.fromkeys(("sniff_csv", "query", "query_table", "duckdb_settings"), _OUTSIDE),
    **dict.fromkeys(("current_user", "session_user", "current_catalog", "version"), _OUTSIDE),
}
CLOCKS = frozenset(name for name, why in REFUSED.items() if why in (_CLOCK, _CHANCE, _ANY_ROW))
"""Those whose result is not the same each time."""
