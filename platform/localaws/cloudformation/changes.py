"""What a template would change of a stack, as DescribeChangeSet tells it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.stacks import Stack
from localaws.cloudformation.template import Resource, Resources, references

Change = dict[str, Any]


def changes(
    stack: Stack, wanted: Resources, imported: Mapping[str, str], replaced: frozenset[str]
) -> Iterator[Change]:
    """Each resource that is added, taken in, changed or removed; `imported` by its identity."""
    for name, each in wanted.items():
        if name not in stack.made:
            action = "Import" if name in imported else "Add"
            yield _change(action, each, imported.get(name, ""))
        elif details := list(_details(stack.resources[name], each, replaced)):
            yield _modified(each, stack.made[name].identity, details)
    for name, each in stack.resources.items():
        if name in stack.made and name not in wanted:
            policy = {"PolicyAction": "Retain" if each.is_kept else "Delete"}
            yield _change("Remove", each, stack.made[name].identity) | policy


def all_replaced(stack: Stack, wanted: Resources) -> frozenset[str]:
    """What is made anew, and so changes whoever refers to it."""
    found: set[str] = set()
    for name, each in wanted.items():
        if name in stack.made:
            details = _details(stack.resources[name], each, frozenset(found))
            found |= {name for d in details if d["Target"].get("RequiresRecreation") == "Always"}
    return frozenset(found)


def existing(stack: Stack, wanted: Resources, caller: Caller) -> dict[str, str]:
    """What has the same name already and can be taken in: named, kept, and known by its name."""
    found: dict[str, str] = {}
    for name, each in wanted.items():
        maker = each.maker
        if name in stack.made or not each.is_kept or maker.identifier != maker.name:
            continue
        identity = each.properties.get(maker.name)
        if isinstance(identity, str) and maker.exists(caller, identity):
            found[name] = identity
    return found


def _change(action: str, each: Resource, identity: str) -> Change:
    named = {"PhysicalResourceId": identity} if identity else {}
    return {
        "Action": action,
        "LogicalResourceId": each.name,
        "ResourceType": each.maker.type,
        "Scope": [],
        "Details": [],
        **named,
    }


def _modified(each: Resource, identity: str, details: list[Change]) -> Change:
    replaced = any(d["Target"].get("RequiresRecreation") == "Always" for d in details)
    return {
        **_change("Modify", each, identity),
        "Replacement": "True" if replaced else "False",
        "Scope": sorted({detail["Target"]["Attribute"] for detail in details}),
        "Details": details,
    }


def _details(old: Resource, new: Resource, replaced: frozenset[str]) -> Iterator[Change]:
    for name in sorted(old.properties.keys() | new.properties.keys()):
        before, after = old.properties.get(name), new.properties.get(name)
        dynamic = bool(replaced & set(references(after)))
        if before == after and not dynamic:
            continue
        recreation = "Always" if name in new.maker.replacing else "Never"
        target: dict[str, Any] = {"Attribute": "Properties", "Name": name}
        if name == "Tags":
            target = {"Attribute": "Tags"}
        yield {
            "Target": target | {"RequiresRecreation": recreation},
            "Evaluation": "Dynamic" if dynamic else "Static",
            "ChangeSource": "ResourceReference" if dynamic else "DirectModification",
        }
    for attribute, value in new.attributes.items():
        if old.attributes[attribute] != value:
            yield {"Target": {"Attribute": attribute, "RequiresRecreation": "Never"},
                   "Evaluation": "Static", "ChangeSource": "DirectModification"}  # fmt: skip
