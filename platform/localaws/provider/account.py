"""The local AWS as the types see it: its account, its region, and one client for each service."""

import random
from threading import Lock, local
from typing import Any

from localaws.clients import plain_session
from localaws.provider.settings import Settings, SettingsError
from meshwright.aws.refusals import THROTTLED
from meshwright.loopback import kept_on

CONNECT_SECONDS = 5
READ_SECONDS = 60
ATTEMPTS = 3
THROTTLED_ATTEMPTS = 25
"""Of a call that is throttled. Source: Pulumi registry, AWS provider, `maxRetries`."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
SERVER_FAULT = 500
_THREAD = local()


def last_call() -> str:
    """What this thread has asked of AWS last, as AWS names it; a lost connection does not say."""
    return getattr(_THREAD, "call", "")


def went_unanswered() -> bool:
    """Whether an attempt at that call has no answer that says what it did."""
    return getattr(_THREAD, "unanswered", False)


def _note(model: Any, **_: Any) -> None:
    _THREAD.call, _THREAD.unanswered = model.name, False


def _pause(response: Any, attempts: int, **_: Any) -> float | None:
    """Seconds before a throttled call is made again, which has done nothing; None for others."""
    if response is None or response[0].status_code >= SERVER_FAULT:
        _THREAD.unanswered = True
        return None
    code = response[1].get("Error", {}).get("Code")
    if code not in THROTTLED or attempts >= THROTTLED_ATTEMPTS:
        return None
    longest = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**attempts)
    return random.uniform(0, longest)  # noqa: S311 - no secret


class Account:
    """An AWS account in one region; a client is made when first asked for, then shared."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session = plain_session()
        self._session.register("before-call", _note)
        self._session.register("needs-retry", _pause)
        self._clients: dict[tuple[str, int], Any] = {}
        self._making = Lock()
        self.region = settings.region
        self.account = str(self.client("sts").get_caller_identity()["Account"])
        allowed = settings.allowed_accounts
        if allowed and self.account not in allowed:
            raise SettingsError(
                f"this is account {self.account}, and only {', '.join(allowed)} is allowed"
            )

    def client(self, service: str) -> Any:
        return self._made(service, ATTEMPTS)

    def once(self, service: str) -> Any:
        """A client that asks no second time where an answer was lost."""
        return self._made(service, 1)

    def _made(self, service: str, attempts: int) -> Any:
        with self._making:
            if (service, attempts) not in self._clients:
                self._clients[service, attempts] = self._client(service, attempts)
            return self._clients[service, attempts]

    def _client(self, service: str, attempts: int) -> Any:
        from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - it has none

        settings = self._settings
        client: Any = self._session.create_client(
            service,
            region_name=settings.region,
            endpoint_url=settings.endpoint(service),
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            aws_session_token=settings.token,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": attempts},
                max_pool_connections=32,
                # The loopback is never behind a proxy, whatever the environment says.
                proxies={},
                # A host prefix would make a name of the loopback address that resolves nowhere.
                inject_host_prefix=False,
                s3={"addressing_style": "path" if settings.path_style else "auto"},
            ),
        )
        client.meta.events.register("before-send", kept_on(settings.endpoint(service)))
        return client
