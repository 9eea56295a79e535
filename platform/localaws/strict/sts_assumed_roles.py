"""A role is assumed by whom it trusts, for as long as it allows; moto lets anyone assume anything.

Who brings session tags or a source identity along also needs the role's trust in that.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from localaws.authorise.asked.asking import form_tags, new_tags
from localaws.authorise.callers import Asking, asking
from localaws.strict import principals
from localaws.strict.call import Call, Fault, Guard
from meshwright.aws.authorization.decision import Decision, PolicyType, refusal
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import evaluate
from meshwright.aws.authorization.request import Request

HOUR = 3600
ASSUME = "sts:AssumeRole"


def check(call: Call) -> Fault | None:
    arn = str(call.body.get("RoleArn", ""))
    role = next((r for r in principals.roles(call.account) if r.arn == arn), None)
    if f":{call.account}:" not in arn:
        return None
    who = asking(call.account, call.headers.get("authorization", ""))
    for action in _asked(call):
        decision = _decision(role, call, who, action)
        if not decision.is_allowed:
            message = refusal(Request(action, arn), who.caller, decision)
            return Fault("AccessDenied", message, 403)
    if any(name.startswith("PolicyArns.member.") for name in call.body):
        message = "not implemented by the local AWS: sessions with managed policies"
        return Fault("NotImplemented", message, 501)
    longest = int(getattr(role, "max_session_duration", None) or HOUR)
    if int(call.body.get("DurationSeconds", HOUR)) > longest:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        return Fault("ValidationError", message)
    return None


def _asked(call: Call) -> Iterator[str]:
    yield ASSUME
    if any(name.startswith("Tags.member.") for name in call.body):
        yield "sts:TagSession"
    if call.body.get("SourceIdentity"):
        yield "sts:SetSourceIdentity"


def _decision(role: Any, call: Call, who: Asking, action: str) -> Decision:
    """By the role's trust, and where that names the account alone, by the caller's policies."""
    context = {
        **new_tags(form_tags(call.body)),
        **who.tags,
        "sts:externalid": call.body.get("ExternalId"),
        "sts:rolesessionname": call.body.get("RoleSessionName"),
        "sts:sourceidentity": call.body.get("SourceIdentity"),
    }
    trust = policy(role.assume_role_policy_document) if role else Policy("", ())
    policies = replace(
        who.policies, resource=trust, resource_type=PolicyType.TRUST, resource_decides=True
    )
    known = {key: value for key, value in context.items() if value}
    asked = Request(action, str(call.body["RoleArn"]), known)
    return evaluate(asked, who.caller, policies)


GUARD = Guard("sts", ("AssumeRole",), check)
