"""What went wrong in a call, as a text that names the call and the resource."""

from typing import Any

from localaws.provider.account import SERVER_FAULT, last_call, went_unanswered
from localaws.provider.settings import SettingsError
from localaws.provider.wire import UnsupportedValueError
from localaws.types.resource_type import PartlyMadeError, RefusalError
from meshwright.aws.refusals import ASKED_AGAIN

OWN = (RefusalError, SettingsError, UnsupportedValueError)
"""Faults whose text says all that a reader needs."""


def described(error: BaseException, resource: str) -> str:
    return f"{resource}: {_reason(error)}"


def _reason(error: BaseException) -> str:
    from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs] - it has none
        BotoCoreError,
        ClientError,
        EndpointConnectionError,
    )

    if isinstance(error, PartlyMadeError) and error.__cause__ is not None:
        return _reason(error.__cause__)
    if isinstance(error, ClientError):
        return _refusal(error)
    if isinstance(error, EndpointConnectionError):
        return f"{error}: the local AWS does not run, `mesh local start` starts a new one"
    if isinstance(error, BotoCoreError):
        return f"{last_call()}: {error}"
    if isinstance(error, OWN):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _refusal(error: Any) -> str:
    said = error.response.get("Error", {})
    text = f"{error.operation_name}: {said.get('Code', '')}: {said.get('Message', '')}"
    about = error.response.get("ResponseMetadata", {})
    if about.get("RetryAttempts", 0) and went_unanswered():
        text = f"{text} {ASKED_AGAIN}"
    if about.get("HTTPStatusCode", 0) >= SERVER_FAULT:
        return f"{text} (the local AWS lacks this call or broke on it; its log says more)"
    return text
