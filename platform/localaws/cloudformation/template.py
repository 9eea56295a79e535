"""A template as a value: what is not made here is refused by its name.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import yaml

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.faults import invalid, lacking
from localaws.cloudformation.makers.maker import Maker
from localaws.cloudformation.makers.registry import MAKERS

SECTIONS = {"AWSTemplateFormatVersion", "Description", "Resources"}
ATTRIBUTES = {"DeletionPolicy", "DependsOn", "Properties", "Type", "UpdateReplacePolicy"}
RETAIN, RETAIN_EXCEPT = "Retain", "RetainExceptOnCreate"
LONGEST = 51_200
"""Bytes of a template that is handed over as it is."""
REF, GET_ATTRIBUTE = "Ref", "Fn::GetAtt"
IAM = "AWS::IAM::"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a template, and what it refers to."""

    name: str
    maker: Maker
    properties: Mapping[str, Any]
    on_delete: str
    on_replace: str
    after: frozenset[str]
    """The resources that are made before it."""

    @property
    def is_kept(self) -> bool:
        return self.on_delete in (RETAIN, RETAIN_EXCEPT)

    @property
    def attributes(self) -> dict[str, Any]:
        """What a change set compares beside the properties."""
        return {"DeletionPolicy": self.on_delete, "UpdateReplacePolicy": self.on_replace}


Resources = Mapping[str, Resource]


def parsed(text: str) -> Resources:
    """The resources of a template, each after those that it needs."""
    if len(text.encode()) > LONGEST:
        raise invalid(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {LONGEST}"
        )
    try:
        written: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise invalid(f"Template format error: YAML not well-formed. ({error})") from error
    if not isinstance(written, dict) or not cast("dict[str, Any]", written).get("Resources"):
        raise invalid("Template format error: At least one Resources member must be defined.")
    sections = cast("dict[str, Any]", written)
    for section in sections.keys() - SECTIONS:
        raise lacking(f"a template's {section}")
    made = {name: _resource(name, value) for name, value in sections["Resources"].items()}
    return {name: made[name] for name in _ordered(made)}


def needs_iam(resources: Resources) -> bool:
    """Whether a template makes identities under names of its own, which has to be allowed."""
    return any(each.maker.type.startswith(IAM) for each in resources.values())


def _resource(name: str, written: Mapping[str, Any]) -> Resource:
    maker = MAKERS.get(str(written.get("Type")))
    if maker is None:
        raise lacking(f"a resource of type {written.get('Type')}")
    for attribute in written.keys() - ATTRIBUTES:
        raise lacking(f"a resource's {attribute}")
    properties = written.get("Properties", {})
    for unknown in properties.keys() - maker.properties:
        raise lacking(f"the property {unknown} of {maker.type}")
    if maker.name and maker.name not in properties:
        raise lacking(f"a {maker.type} without a {maker.name}")
    after = written.get("DependsOn", ())
    listed = [after] if isinstance(after, str) else after
    return Resource(
        name,
        maker,
        properties,
        str(written.get("DeletionPolicy", "Delete")),
        str(written.get("UpdateReplacePolicy", "Delete")),
        frozenset({*listed, *references(properties)}),
    )


def references(value: Any) -> Iterator[str]:
    """The resources that a value refers to."""
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        if set(entries) == {REF}:
            yield str(entries[REF])
        elif set(entries) == {GET_ATTRIBUTE}:
            yield str(entries[GET_ATTRIBUTE][0])
        else:
            for key, each in entries.items():
                if key.startswith("Fn::"):
                    raise lacking(f"the function {key}")
                yield from references(each)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from references(each)


def _ordered(made: Resources) -> Iterator[str]:
    left = dict(made)
    for name, each in made.items():
        for other in each.after - made.keys():
            raise invalid(
                "Template format error: Unresolved resource dependencies "
                f"[{other}] in the Resources block of the template ({name})"
            )
    while left:
        ready = [name for name, each in left.items() if not each.after & left.keys()]
        if not ready:
            raise invalid(f"Circular dependency between resources: [{', '.join(left)}]")
        for name in ready:
            yield name
            del left[name]


def resolved(value: Any, identities: Mapping[str, str], resources: Resources, by: Caller) -> Any:
    """A value with what its references stand for."""
    again = partial(resolved, identities=identities, resources=resources, by=by)
    if isinstance(value, list):
        return [again(each) for each in cast("list[Any]", value)]
    if not isinstance(value, Mapping):
        return value
    entries = cast("Mapping[str, Any]", value)
    if set(entries) == {REF}:
        return identities[entries[REF]]
    if set(entries) == {GET_ATTRIBUTE}:
        name, attribute = entries[GET_ATTRIBUTE]
        give = resources[name].maker.attributes.get(attribute)
        if give is None:
            raise lacking(f"the attribute {attribute} of {resources[name].maker.type}")
        return give(by, identities[name])
    return {key: again(each) for key, each in entries.items()}
