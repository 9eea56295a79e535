"""Who executes a change set: what is made is made by calls in that caller's name.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from dataclasses import dataclass
from typing import Any

from localaws.admission import keys
from localaws.admission.keys import Key
from localaws.services.inside import Keys, client


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a key, in an account and region."""

    account: str
    region: str
    key: str

    def client(self, service: str) -> Any:
        """A client whose calls stay in this process, and are authorised as any other."""
        # A key that has gone meanwhile is known to nobody, and its calls are not let in.
        known = keys.known(self.account, self.key) or Key("")
        return client(service, self.region, Keys(self.key, known.secret, known.token))
