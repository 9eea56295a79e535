"""An account in which some calls are answered otherwise than the local AWS answers them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from meshwright.operations.probing.sandbox import Sandbox
from meshwright.runner.cloud import Cloud

Patch = Callable[..., Any]
"""Takes the real call and its arguments."""


def patched(cloud: Cloud, patches: Mapping[str, Patch]) -> Cloud:
    """A cloud whose operations of these names go through a patch."""
    return replace(cloud, session=_Session(cloud.session, patches), _clients={})


def with_patches(box: Sandbox, **patches: Patch) -> Sandbox:
    return replace(box, cloud=patched(box.cloud, patches))


class _Session:
    def __init__(self, session: Any, patches: Mapping[str, Patch]) -> None:
        self.session, self.patches = session, patches

    def client(self, service: str, **options: Any) -> Any:
        return _Client(self.session.client(service, **options), self.patches)


class _Client:
    def __init__(self, client: Any, patches: Mapping[str, Patch]) -> None:
        self.client, self.patches = client, patches

    def can_paginate(self, operation: str) -> bool:
        # A paginator would go past the patch.
        return operation not in self.patches and self.client.can_paginate(operation)

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.client, name)
        patch = self.patches.get(name)
        return real if patch is None else lambda **given: patch(real, **given)


def refusing(code: str = "AccessDeniedException") -> Patch:
    def refuse(_real: Any, **_given: Any) -> Any:
        raise ClientError({"Error": {"Code": code, "Message": "not like this"}}, "Any")

    return refuse


def answering(value: Any) -> Patch:
    return lambda _real, **_given: value
