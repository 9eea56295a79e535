"""SNS: a call is about a topic, whose own policy has a say too.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
"""

from collections.abc import Iterator

from localaws.authorise.asked.asking import Environ, arn, form_tags, new_tags, request
from localaws.strict.call import Call
from meshwright.aws.authorization.request import EVERY, Request, Value

TOPIC_PARTS = 6


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    tags, resource = new_tags(form_tags(call.body)), _resource(call)
    yield request(call, f"sns:{call.operation}", resource, {**tags, **_context(call)})
    if tags and call.operation == "CreateTopic":
        yield request(call, "sns:TagResource", resource, tags)


def _resource(call: Call) -> str:
    body = call.body
    if call.operation == "CreateTopic":
        return arn(call, "sns", str(body.get("Name")))
    topic = str(body.get("TopicArn") or body.get("ResourceArn") or "")
    # A subscription's ARN is its topic's, and one part more.
    parts = str(body.get("SubscriptionArn", "")).split(":")[:TOPIC_PARTS]
    return topic or ":".join(parts) or EVERY


def _context(call: Call) -> dict[str, Value]:
    if call.operation != "Subscribe":
        return {}
    keys = {"sns:endpoint": "Endpoint", "sns:protocol": "Protocol"}
    return {key: str(call.body[field]) for key, field in keys.items() if field in call.body}
