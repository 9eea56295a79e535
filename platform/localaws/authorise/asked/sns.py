"""SNS: a call is about a topic, whose own policy has a say too.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
"""

from collections.abc import Iterator
from typing import Any

from moto.sns.models import sns_backends

from localaws.authorise.asked import kms
from localaws.authorise.asked.asking import Environ, arn, form_tags, new_tags, request
from localaws.strict.call import Call
from meshwright.aws.authorization.request import EVERY, Request, Value

TOPIC_PARTS = 6
KEY_OF_AWS = "alias/aws/sns"
"""By its policy whoever is of the account may use it through SNS.

https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
"""


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    tags, resource = new_tags(form_tags(call.body)), _resource(call)
    yield request(call, f"sns:{call.operation}", resource, {**tags, **_context(call)})
    if call.operation == "Publish":
        yield from _encrypted(call)
    if tags and call.operation == "CreateTopic":
        yield request(call, "sns:TagResource", resource, tags)


def _encrypted(call: Call) -> Iterator[Request]:
    """Who publishes to an encrypted topic has to be allowed to encrypt by its key.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topics: dict[str, Any] = sns_backends[call.account][call.region].topics
    topic = topics.get(_resource(call))
    key = str(topic.kms_master_key_id or "") if topic else ""
    if not key or key.endswith(KEY_OF_AWS):
        return
    through: dict[str, Value] = {"kms:viaservice": f"sns.{call.region}.amazonaws.com"}
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        yield kms.about(call, action, key, through)


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
