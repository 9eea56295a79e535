"""Asks openlineage-python, in whose environment this runs: events on stdin, problems on stdout.

Its classes are generated from the official schema. Each object of an event has to become one of
them, without a field that it does not know and with all that it requires.
"""

import enum
import importlib
import json
import pkgutil
import sys
import typing

import attr
from openlineage.client import generated  # pyright: ignore[reportMissingImports] - in its own

DEFINED = {
    name: found
    for module in pkgutil.iter_modules(generated.__path__)
    for name, found in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).items()
    if attr.has(found)
}


def told(cls, value, path):
    """The problems of an object that should be of a class."""
    hints = typing.get_type_hints(
        cls, vars(sys.modules[cls.__module__]) | {"ClassVar": typing.ClassVar}
    )
    fields = {field.name: field for field in attr.fields(cls)}
    unknown = sorted(value.keys() - fields.keys())
    found = [f"{path}: {cls.__name__} has no {name}" for name in unknown]
    missing = [n for n, f in fields.items() if f.default is attr.NOTHING and n not in value]
    found += [f"{path}: {cls.__name__} wants {name}" for name in missing]
    if "_schemaURL" in fields or "schemaURL" in fields:
        said = value.get("_schemaURL", value.get("schemaURL"))
        if said != cls._get_schema():
            found.append(f"{path}: the schema is {cls._get_schema()}, not {said}")
    for name in value.keys() & fields.keys():
        found += of_type(hints[name], value[name], f"{path}.{name}")
    if not found:
        given = {f.alias: value[n] for n, f in fields.items() if f.init and n in value}
        cls(**given)
    return found


def of_type(hint, value, path):
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is list:
        return [p for at, v in enumerate(value) for p in of_type(arguments[0], v, f"{path}.{at}")]
    if origin is dict:
        facets = "facets" in path.rsplit(".", 1)[-1].lower()
        return [
            problem
            for name, v in value.items()
            for problem in of_type(facet(v) if facets else arguments[1], v, f"{path}.{name}")
        ]
    if arguments:
        kinds = [kind for kind in arguments if kind is not type(None)]
        return of_type(kinds[0], value, path)
    if issubclass(hint, enum.Enum):
        is_known = value in {member.value for member in hint}
        return [] if is_known else [f"{path}: {value!r} is no {hint.__name__}"]
    if attr.has(hint):
        return told(hint, value, path)
    return [] if isinstance(value, hint) else [f"{path}: {value!r} is no {hint.__name__}"]


def facet(value):
    return DEFINED[value["_schemaURL"].rpartition("/")[2]]


def main():
    events = json.load(sys.stdin)
    found = []
    for at, event in enumerate(events):
        name = event["schemaURL"].rpartition("/")[2]
        found += told(DEFINED[name], event, f"{at}.{name}")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
