"""What a path gives: one value where it can only lead to one, else a list of all that it finds.

moto gives a list for `$.Rows[1].Data[0].VarCharValue`, and parses each path anew.
https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
https://github.com/json-path/JsonPath (what is returned when)
"""

import re
from functools import lru_cache
from typing import Any

from jsonpath_ng.ext.parser import parse
from moto.stepfunctions.parser.asl.utils.json_path import NoSuchJsonPathError, extract_json

from localaws.machines.replacing import everywhere

PARSED = 4096
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
INDEFINITE = re.compile(r"\*|\.\.|\[\?|\[[^\]]*[,:][^\]]*\]")
"""A wildcard, a descent, a filter, a slice, or several indices at once."""


def install() -> None:
    everywhere(extract_json, value_at)


def value_at(path: str, data: Any) -> Any:
    """The value that a path leads to; raises NoSuchJsonPathError where that is nothing."""
    found = [match.value for match in _parsed(path).find(data)]
    if INDEFINITE.search(QUOTED.sub("''", path)):
        return found
    if not found:
        raise NoSuchJsonPathError(json_path=path, data=data)
    return found[0]


@lru_cache(PARSED)
def _parsed(path: str) -> Any:
    return parse(path)
