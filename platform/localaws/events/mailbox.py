"""What the topics of the local AWS have told people by mail: kept here, since nothing is sent.

On AWS whoever is subscribed confirms by a link in a first mail; here everybody has.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from moto.sns.models import SNSBackend, Subscription

from meshwright.local_instance import MAIL_PATH

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PROTOCOLS = ("email", "email-json")
_mails: list[dict[str, Any]] = []


def install() -> None:
    """From now on mails are kept; they go with what is in the local AWS."""
    publish, reset = Subscription.publish, SNSBackend.reset

    def published(self: Any, message: str, message_id: str, *args: Any, **given: Any) -> None:
        publish(self, message, message_id, *args, **given)
        if self.protocol in PROTOCOLS:
            _mails.append(_mail(self, message, given.get("subject")))

    def emptied(self: Any) -> None:
        reset(self)
        _mails.clear()

    Subscription.publish = published
    SNSBackend.reset = emptied


def _mail(subscription: Any, message: str, subject: str | None) -> dict[str, Any]:
    return {
        "to": subscription.endpoint,
        "topic": subscription.topic.arn,
        "subject": subject or "AWS Notification Message",
        "message": message,
        "sent": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def with_mailbox(app: WsgiApp) -> WsgiApp:
    """An app that shows the mails, oldest first, to a signed request, which the gate let pass."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != MAIL_PATH:
            return app(environ, start_response)
        text = json.dumps({"version": 1, "mails": list(_mails)}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(text)))]
        start_response("200 OK", headers)
        return [text]

    return answered
