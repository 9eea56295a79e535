"""The tables that list rules by hand, with one more rule; nothing is written here."""

import re
from collections.abc import Sequence

from guardrails.rule import Rule
from meshwright.governance.authoring.scaffolds import NewRule

TABLE = '''\
"""The rules {about}, listed by hand: importing a module registers nothing."""

from {package} import (
    {module},
)

RULES = (
    {module}.RULE,
)
'''
IMPORTS = re.compile(
    r"^(from (?:guardrails\.rules(?:\.\w+)?|\.) import \(\n)((?: {4}\w+,\n)*)\)\n", re.MULTILINE
)
ENTRIES = re.compile(
    r"^((?:ALL_)?RULES\b[^=\n]*= \(\n)((?: {4}(?:\w+\.RULE|\*\w+\.RULES),\n)*)\)\n", re.MULTILINE
)
ONE_LINE = re.compile(
    r"^(from (?:guardrails\.rules(?:\.\w+)?|\.) import|(?:ALL_)?RULES\b[^=\n]* =)"
    r" \(?(\w[\w., ]*)\)?\n",
    re.MULTILINE,
)


class TableError(Exception):
    """A table of rules in which a new one finds no place."""


def with_rule(table: str, new: NewRule, known: Sequence[Rule]) -> str:
    """A table of rules with one more, behind the last of its series.

    Raises TableError where the table does not have one name a line.
    """
    series = new.code.rpartition("-")[0]
    akin = {f"    {r.module}.RULE," for r in known if r.code.rpartition("-")[0] == series}
    return _with(table, new.module, f"    {new.module}.RULE,", akin)


def with_folder(table: str, folder: str) -> str:
    """The table of all rules with those of one more folder, behind the others.

    Raises TableError where the table does not have one name a line.
    """
    return _with(table, folder, f"    *{folder}.RULES,", set())


def folder_table(new: NewRule) -> str:
    """The table of a folder of the organisation's rules with its first one."""
    package = f"guardrails.rules.{new.folder}"
    return TABLE.format(about=f"about {new.folder}", package=package, module=new.module)


def own_table(domain: str, new: NewRule) -> str:
    """The table of a domain with its first rule."""
    return TABLE.format(about=f"of the domain {domain}", package=".", module=new.module)


def _with(table: str, module: str, entry: str, akin: set[str]) -> str:
    """A table that imports one more module, its entry behind those that are akin to it."""
    table = ONE_LINE.sub(_spread, table)
    modules = _listed(IMPORTS, table, "import of the rules' modules")
    lines = sorted([*modules[2].splitlines(), f"    {module},"])
    table = _replaced(table, modules, lines)
    entries = _listed(ENTRIES, table, "tuple of the rules")
    lines = entries[2].splitlines()
    places = [place for place, line in enumerate(lines, 1) if line in akin]
    lines.insert(max(places, default=len(lines)), entry)
    return _replaced(table, entries, lines)


def _spread(found: re.Match[str]) -> str:
    """A list on one line, such as `RULES = (a.RULE, b.RULE)`, with one name a line."""
    names = (name.strip() for name in found[2].split(","))
    return f"{found[1]} (\n" + "".join(f"    {name},\n" for name in names if name) + ")\n"


def _listed(pattern: re.Pattern[str], table: str, what: str) -> re.Match[str]:
    found = pattern.search(table)
    if found is None:
        raise TableError(f"it has no {what} with one name a line")
    return found


def _replaced(table: str, found: re.Match[str], lines: Sequence[str]) -> str:
    return table[: found.start(2)] + "".join(f"{line}\n" for line in lines) + table[found.end(2) :]
