"""The ids of what a killed run was creating: most follow from their inputs, a key is looked for.

A key carries the tags that it was created with; one stack has one key of the same tags. So creating
a key is never tried again before the account has been searched for the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.aws.resource_types import KEY, identity_of
from meshwright.errors import MeshError
from meshwright.runner.state.checkpoint import Json
from meshwright.specs.environment import Environment


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds ids in one environment's account."""

    environment: Environment
    endpoint: str | None
    """The local AWS's; None for AWS itself."""

    @property
    def account(self) -> str:
        return self.environment.spec.account

    @property
    def region(self) -> str:
        return self.environment.spec.region

    def client(self, service: str) -> Any:
        from meshwright.runner.cloud import connect  # boto3 takes its time to import

        return connect(self.environment, self.endpoint).client(service)

    def find(self, token: str, inputs: Json, known: frozenset[str]) -> str | None:
        """The id of what was declared so; None for a key that was not made.

        `known` are ids that the state has already. Raises MeshError where two keys fit.
        """
        if token != KEY:
            return identity_of(token, self, inputs)
        tags: Mapping[str, str] = inputs.get("tags") or {}
        found = self._keys_with(tags) - known if tags else frozenset[str]()
        if len(found) > 1:
            raise MeshError(
                f"keys {', '.join(sorted(found))} all carry the tags of the one to be created",
                fix="schedule the deletion of all but one, then run it again",
            )
        return next(iter(found), None)

    def _keys_with(self, tags: Mapping[str, str]) -> frozenset[str]:
        from meshwright.runner.recovery.found_keys import search  # boto3 takes its time to import

        return search(lambda: self.client("kms"), tags)
