"""A role's description that an update does not give stays as it is; moto empties it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
"""

from functools import wraps
from typing import Any

from moto.iam.models import IAMBackend

from localaws.strict.call import Patch


def install() -> None:
    as_is: Any = IAMBackend.update_role

    @wraps(as_is)
    def update_role(self: Any, role_name: str, description: str | None, seconds: Any) -> Any:
        kept = self.get_role(role_name).description if description is None else description
        return as_is(self, role_name, kept, seconds)

    IAMBackend.update_role = update_role  # pyright: ignore[reportAttributeAccessIssue] - moto's own


PATCH = Patch(install)
