"""AWS as drift and doctor see it: boto3, as the deploying role, with bounded waits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from localaws.clients import local_session
from meshwright.errors import MeshError
from meshwright.loopback import kept_on
from meshwright.specs.environment import Environment

Answer = Mapping[str, Any]
ANSWER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Cloud:
    """The account and region of one environment."""

    environment: Environment
    session: Any
    """A boto3 session, which threads may not share: clients are made under a lock."""
    options: Mapping[str, Any]
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])
    _lock: Lock = field(default_factory=Lock)

    def client(self, service: str) -> Any:
        """A service's client, which threads may share."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self.session.client(service, **self.options)
            return self._clients[service]

    def pages(self, service: str, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
        """All entries of a listing."""
        client = self.client(service)
        if client.can_paginate(operation):
            for page in client.get_paginator(operation).paginate(**arguments):
                yield from page.get(key, ())
            return
        page = getattr(client, operation)(**arguments)
        yield from page.get(key, ())
        while token := page.get("NextToken"):
            page = getattr(client, operation)(**arguments, NextToken=token)
            yield from page.get(key, ())

    def listed(
        self, service: str, operation: str, key: str, absent: str, **arguments: Any
    ) -> list[Any]:
        """All entries of a list in pages; none where AWS answers with this code of absence."""
        pages = self.pages(service, operation, key, **arguments)
        return or_none(lambda: list(pages), absent) or []


def connect(
    environment: Environment,
    endpoint: str | None,
    *,
    assume: bool = True,
    seconds: float = ANSWER_SECONDS,
    attempts: int = 5,
) -> Cloud:
    """The cloud of an environment; `endpoint` is the local AWS's.

    Runs as the deploying role where the environment says so and `assume` does not forbid it; raises
    MeshError where that role cannot be had.
    """
    import boto3  # pyright: ignore[reportMissingTypeStubs] - 0.2 s to import
    from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]

    options: dict[str, Any] = {
        "config": Config(
            connect_timeout=seconds,
            read_timeout=seconds,
            retries={"mode": "standard", "total_max_attempts": attempts},
            s3={"addressing_style": "path"} if endpoint else {},
        )
    }
    region: Any = {"region_name": environment.spec.region}
    if endpoint is not None:
        own = local_session(environment.spec.region)
        own.events.register("before-send", kept_on(endpoint))
        return Cloud(environment, own, {"endpoint_url": endpoint} | options)
    session: Any = boto3.Session(**region)
    if (
        assume
        and environment.spec.assume_deployer
        and not _is_deployer(session, environment, options)
    ):
        session = boto3.Session(**region, **_assumed(session, environment, options))
    return Cloud(environment, session, options)


def _is_deployer(session: Any, environment: Environment, options: Answer) -> bool:
    """Whether these credentials are the deployer's already, as a pipeline's are."""
    try:
        identity = session.client("sts", **options).get_caller_identity()
    except (ClientError, BotoCoreError):
        # What is wrong with them is said when the role is assumed.
        return False
    return is_session_of(identity["Arn"], environment.spec.deployer)


def is_session_of(arn: str, role: str) -> bool:
    """Whether an identity is a role's session, which AWS names without the role's path."""
    account, name = role.split(":")[4], role.rpartition("/")[2]
    session = arn.partition(":sts::")[2]
    return session.startswith(f"{account}:assumed-role/{name}/") and ":role/" in role


def _assumed(session: Any, environment: Environment, options: Answer) -> dict[str, Any]:
    deployer = environment.spec.deployer
    try:
        answer = session.client("sts", **options).assume_role(
            RoleArn=deployer, RoleSessionName="meshwright"
        )
    except (ClientError, BotoCoreError) as error:
        raise MeshError(
            f"the deploying role {deployer} cannot be assumed: {error}",
            fix=f"mesh doctor --env {environment.name}",
        ) from error
    keys: Answer = answer["Credentials"]
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


def or_none(call: Callable[..., Any], *absent: str, **arguments: Any) -> Any:
    """A call's answer, or None where AWS says by one of these codes that there is none."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error_code(error) in absent:
            return None
        raise


def error_code(error: ClientError) -> str:
    """AWS's own code for a refusal."""
    response: Any = error.response  # pyright: ignore[reportUnknownMemberType]
    return str(response["Error"]["Code"])
