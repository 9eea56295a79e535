"""Regular expressions that both engines read in the same way."""

import re

_JAVA_ONLY = re.compile(r"\(\?[=!<>]|\\[1-9]|\\k|[*+?}]\+|\\[zZGhHRX]")


def pattern_problem(text: str) -> str:
    """What is wrong with a pattern; empty where nothing is."""
    found = _JAVA_ONLY.search(text)
    return f"the pattern has {found[0]}, which not every engine knows" if found else ""
