"""The names of what one run of probes makes, under the mesh's prefix and a suffix of its own.

A suffix begins with a digit, as no id's word does: no domain, product or database of the mesh can
have such a name, and no pattern of theirs matches one.
"""

import re
import secrets
from dataclasses import dataclass

from meshwright.plan import names, run_names
from meshwright.specs.environment import Place

SUFFIX = r"0[0-9a-f]{7}"
TOPIC, QUEUE, RULE = "owners", "heard", "failed"
"""What of a run there is one of in a service, by its part of the name."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of probes, by its suffix."""

    place: Place
    suffix: str

    @property
    def name(self) -> str:
        """The one name of what there is one of: the workgroup, for one."""
        return names.joined(self.place, f"probe-{self.suffix}")

    @property
    def bucket(self) -> str:
        return names.joined(self.place, f"probe-{self.suffix}", self.place.account)

    @property
    def bucket_arn(self) -> str:
        return names.bucket_arn(self.bucket, self.place)

    @property
    def location(self) -> str:
        """The registered place in the bucket."""
        return f"{self.bucket_arn}/lake"

    @property
    def database(self) -> str:
        return f"probe__{self.suffix}"

    @property
    def plain_database(self) -> str:
        """A second one, made as the engine's provider makes them."""
        return f"{self.database}__plain"

    @property
    def role_path(self) -> str:
        return names.role_path(f"probe-{self.suffix}")

    def part(self, what: str) -> str:
        """A name of what there are several of: roles, jobs, machines."""
        return names.joined(self.place, f"probe-{self.suffix}", what)

    def role_arn(self, what: str) -> str:
        place = self.place
        return f"arn:{place.partition}:iam::{place.account}:role{self.role_path}{self.part(what)}"

    def machine_arn(self, what: str) -> str:
        return run_names.arn("states", self.place, f"stateMachine:{self.part(what)}")

    @property
    def topic_arn(self) -> str:
        return run_names.arn("sns", self.place, self.part(TOPIC))

    @property
    def queue_arn(self) -> str:
        return run_names.arn("sqs", self.place, self.part(QUEUE))

    @property
    def workgroup_arn(self) -> str:
        return run_names.arn("athena", self.place, f"workgroup/{self.name}")


def new_run(place: Place) -> Run:
    return Run(place, f"0{secrets.token_hex(4)[1:]}")


def run_of(text: str, place: Place) -> Run | None:
    """The run that a name belongs to; None where it is no run's."""
    named = rf"{re.escape(names.joined(place, 'probe-'))}({SUFFIX})(?:--|$)"
    found = re.search(named, text) or re.fullmatch(rf"probe__({SUFFIX})(?:__plain)?", text)
    return Run(place, found.group(1)) if found else None
