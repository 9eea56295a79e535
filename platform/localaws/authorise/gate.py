"""Authorises a call: every action that it asks for has to be allowed to who asks.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
Only roles that were assumed are held to their policies; of a call whose actions are not known
here, they are told so. What Lake Formation grants is its own rules' to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from localaws.authorise.asked import (
    athena,
    cloudtrail,
    cloudwatch,
    events,
    glue,
    iam,
    kms,
    lake_formation,
    others,
    s3,
    scheduler,
    sns,
    states,
)
from localaws.authorise.asked.asking import Asked, Environ, UnknownCallError
from localaws.authorise.callers import Asking, asking
from localaws.authorise.resources import with_resource
from localaws.strict.call import Call, Fault
from meshwright.aws.authorization.access_points import each_asked
from meshwright.aws.authorization.decision import refusal as refusal_of
from meshwright.aws.authorization.evaluate import evaluate
from meshwright.aws.authorization.request import Request, Value

ASKED: Mapping[str, Asked] = {
    "athena": athena.asked,
    "cloudformation": others.cloudformation,
    "cloudtrail": cloudtrail.asked,
    "events": events.asked,
    "glue": glue.asked,
    "iam": iam.asked,
    "kms": kms.asked,
    "lakeformation": lake_formation.asked,
    "monitoring": cloudwatch.asked,
    "s3": s3.asked,
    "scheduler": scheduler.asked,
    "sns": sns.asked,
    "states": states.asked,
    "sts": others.sts,
    "tagging": others.tagging,
}
"""By the name under which a service's calls are signed."""
ADMINISTRATORS_KEY = "Credential=test/"
IN_FORMS = ("cloudformation", "iam", "s3", "sns", "sts")
"""Services whose error has another name than in those that speak JSON."""
DENIED = 403


def refusal(call: Call, environ: Environ) -> Fault | None:
    """Why a call is denied, as AWS says it; None where it is allowed."""
    authorization = str(environ.get("HTTP_AUTHORIZATION", ""))
    if ADMINISTRATORS_KEY in authorization:
        return None
    who = asking(call.account, authorization)
    # Of several objects each has an answer of its own.
    if not who.is_held or s3.is_of_several(call, environ):
        return None
    try:
        return next(filter(None, _verdicts(call, environ, who)), None)
    except UnknownCallError:
        name = f"{call.service}:{call.operation}"
        message = f"not implemented by the local AWS: what {name} asks for of a role"
        return Fault("NotImplemented", message, 501)


def verdicts(call: Call, environ: Environ) -> list[Fault | None]:
    """Of each action that a call asks for why it is denied, or None where it is not."""
    who = asking(call.account, str(environ.get("HTTP_AUTHORIZATION", "")))
    return list(_verdicts(call, environ, who)) if who.is_held else []


def _verdicts(call: Call, environ: Environ, who: Asking) -> Iterator[Fault | None]:
    known = _everywhere(call, who)
    for asked in _asked(call, environ):
        request = replace(asked, context={**known, **asked.context})
        faults = (_fault(call, each, who) for each in each_asked(request))
        yield next(filter(None, faults), None)


def _fault(call: Call, request: Request, who: Asking) -> Fault | None:
    decision = evaluate(request, who.caller, with_resource(request, who.policies))
    if decision.is_allowed:
        return None
    code = "AccessDeniedException" if call.service not in IN_FORMS else "AccessDenied"
    return Fault(code, refusal_of(request, who.caller, decision), _status(call.service))


def _status(service: str) -> int:
    return DENIED if service in IN_FORMS else 400


def _asked(call: Call, environ: Environ) -> Iterator[Request]:
    service = ASKED.get(call.service)
    if service is None:
        raise UnknownCallError
    return service(call, environ)


def _everywhere(call: Call, who: Asking) -> dict[str, Value]:
    """The condition keys that every request has."""
    now: Any = datetime.now(UTC)
    return {
        **who.tags,
        "aws:currenttime": now.isoformat(),
        "aws:epochtime": str(int(now.timestamp())),
        "aws:requestedregion": call.region,
        # The loopback, which nobody else can listen to, counts as secure transport.
        "aws:securetransport": "true",
        "aws:sourceip": "127.0.0.1",
    }
