"""A service's message to a topic: the topic's policy lets it publish, its key's lets it encrypt.

On AWS a message that may not be published or encrypted vanishes without a word; here the log tells
of it.
https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from typing import Any

from moto.kms.models import kms_backends
from moto.sns.models import sns_backends

from meshwright.aws.authorization import caller
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request, Value

ENCRYPTION = ("kms:GenerateDataKey", "kms:Decrypt")
ALIAS = "alias/"


class NotPublishedError(Exception):
    """A message that a topic does not take."""


def publish(
    service: str, source_arn: str | None, topic_arn: str, text: str, subject: str | None = None
) -> None:
    """Publishes as a service, for an alarm of which it says; raises NotPublishedError."""
    _, _, _, region, account, _ = topic_arn.split(":", 5)
    topic: Any = sns_backends[account][region].topics.get(topic_arn)
    if topic is None:
        raise NotPublishedError(f"there is no topic {topic_arn}")
    asking = _Asking(f"{service}.amazonaws.com", source_arn)
    if not asking.may("sns:Publish", topic_arn, policy(topic.policy, topic_arn)):
        raise NotPublishedError(f"the policy of {topic_arn} does not let {service} publish")
    _must_encrypt(asking, topic)
    topic.publish(text, subject=subject)


class _Asking:
    """A service that asks on behalf of one of an account's resources."""

    def __init__(self, name: str, source_arn: str | None) -> None:
        self.caller = caller.service(name)
        self.context: dict[str, Value] = {}
        if source_arn is not None:
            account = source_arn.split(":")[4]
            self.context = {"aws:sourcearn": source_arn, "aws:sourceaccount": account}

    def may(self, action: str, resource: str, written: Policy) -> bool:
        asked = Request(action, resource, self.context)
        return evaluate(asked, self.caller, Policies(resource=written)).is_allowed


def _must_encrypt(asking: _Asking, topic: Any) -> None:
    named = topic.kms_master_key_id
    if not named:
        return
    key = _key(topic, str(named))
    written = policy(str(key.policy), key.arn) if key else Policy("", ())
    arn = key.arn if key else str(named)
    if not all(asking.may(action, arn, written) for action in ENCRYPTION):
        raise NotPublishedError(f"the policy of the key {named} does not let the service use it")


def _key(topic: Any, named: str) -> Any:
    """The topic's key; AWS's own keys for a service are for that service alone, and so none."""
    keys: dict[str, Any] = kms_backends[topic.account_id][topic.arn.split(":")[3]].keys
    if ALIAS in named:
        alias = ALIAS + named.partition(ALIAS)[2]
        return next((key for key in keys.values() if alias in key.aliases), None)
    return keys.get(named.rpartition("/")[2])
