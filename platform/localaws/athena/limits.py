"""The limits of one query: its time, and by the settings of its connection memory and disk."""

import duckdb

SECONDS = 300.0
"""How long one query may take; those of the example take seconds."""
MEMORY = "1GB"
"""Beyond this duckdb uses temporary files."""
FRUGAL = ("set memory_limit = '96MB'", "set threads = 2")
"""What a query is tried with first: a million landed rows are taken so while the process stays
under 500 MB. A window over all rows of a large table needs more, and gets it by a second try.
"""
DISK = "2GB"
"""The most that temporary files of one connection may hold."""
LISTENS = 0.1
"""Seconds between two looks at the clock, and at a wish to stop."""


class QueryTimeoutError(duckdb.Error):
    """A query was stopped, since it took too long."""


def settings(temporary: str) -> tuple[str, ...]:
    """What a connection is limited by, with a folder for its temporary files."""
    folder = temporary.replace("'", "''")
    return (
        f"set temp_directory = '{folder}'",
        f"set max_temp_directory_size = '{DISK}'",
        f"set memory_limit = '{MEMORY}'",
        "set python_enable_replacements = false",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set allow_community_extensions = false",
    )


CLOSED = ("set enable_external_access = false", "set lock_configuration = true")
"""From here on a connection reaches no file, no network and no extension, and keeps its limits."""
