"""What AWS decides on a request, what it rests on, and how AWS says no.

Source: IAM user guide, "Troubleshoot access denied error messages".
"""

from dataclasses import dataclass
from enum import StrEnum

from meshwright.aws.authorization.caller import Caller
from meshwright.aws.authorization.request import Request


class PolicyType(StrEnum):
    """A policy by what it belongs to, as AWS's messages call it."""

    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    RESOURCE = "resource-based policy"
    TRUST = "role trust policy"


ARTICLES = {PolicyType.IDENTITY: "an", PolicyType.TRUST: "the"}


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request is allowed, and which policy's word that is."""

    is_allowed: bool
    type: PolicyType
    policy: str = ""
    """The name of the policy with the statement that decides; empty where none applies."""
    statement: str = ""
    """Its Sid, or its number; empty where a request is denied because no statement allows it."""

    @property
    def is_explicit(self) -> bool:
        """Whether a statement says so; a denial without one is for want of an Allow."""
        return bool(self.statement)

    @property
    def because(self) -> str:
        """The end of AWS's message on a denial."""
        if self.is_explicit:
            return f"with an explicit deny in {ARTICLES.get(self.type, 'a')} {self.type}"
        return f"because no {self.type} allows the {{action}} action"


def refusal(request: Request, caller: Caller, decision: Decision) -> str:
    """AWS's message on a denied request."""
    because = decision.because.format(action=request.action)
    return (
        f"User: {caller.arn or 'anonymous'} is not authorized to perform: {request.action} "
        f"on resource: {request.resource} {because}"
    )
