"""The provider's own configuration, read once: which local AWS it works in, and as whom."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from localaws.types.shape import UNKNOWN, Values
from meshwright.loopback import is_loopback

ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL"
VARIABLES = (ENDPOINT_VARIABLE, "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""All that is heard of the shell."""
USED = (
    "region",
    "allowedAccountIds",
    "accessKey",
    "secretKey",
    "token",
    "endpoints",
    "s3UsePathStyle",
)
HARMLESS = (
    "httpProxy",
    "httpsProxy",
    "maxRetries",
    "pluginDownloadURL",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "version",
)
"""Settings that mean nothing to a local AWS: it is asked who it is in any case."""
PROVIDERS_NAMES = {"stepfunctions": "sfn"}
"""What the provider's settings call a service that boto3 calls otherwise."""
DEFAULT_KEY = "test"


class SettingsError(Exception):
    """The provider cannot work with its configuration, or must not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the local AWS is, and whose keys to use."""

    region: str
    access_key: str
    secret_key: str
    allowed_accounts: tuple[str, ...]
    endpoints: Mapping[str, str]
    """By service; the one under the empty name is for all others."""
    path_style: bool = True
    token: str | None = None
    """Of a role's session, whose keys these are then."""

    def endpoint(self, service: str) -> str:
        name = PROVIDERS_NAMES.get(service, service)
        url = self.endpoints.get(name) or self.endpoints.get("")
        if not url:
            raise SettingsError(
                f"no endpoint for {service}: this provider serves the local AWS alone, "
                f"give endpoints.{name} or set {ENDPOINT_VARIABLE}"
            )
        return url


def unknown_settings(config: Values) -> Iterator[tuple[str, str]]:
    """Settings that this provider does not implement, each with the reason to refuse it."""
    for name in sorted(set(config) - {*USED, *HARMLESS}):
        yield name, f"the local AWS does not implement the provider's setting {name}"


def settings(config: Values) -> Settings:
    """The configuration as the engine sends it: texts, and lists as JSON texts.

    Raises SettingsError where an endpoint is none of this machine's own.
    """
    for _, reason in unknown_settings(config):
        raise SettingsError(reason)
    region = config.get("region") or os.environ.get("AWS_REGION")
    if not region or region is UNKNOWN:
        raise SettingsError("no region: set the provider's region")
    endpoints = _endpoints(config)
    if not endpoints:
        raise SettingsError(
            "no endpoint: this provider serves the local AWS alone; run `mesh local start`, "
            f"then set {ENDPOINT_VARIABLE} (`mesh env` does) or the provider's endpoints"
        )
    return Settings(
        region=region,
        access_key=config.get("accessKey") or os.environ.get("AWS_ACCESS_KEY_ID", DEFAULT_KEY),
        secret_key=config.get("secretKey") or os.environ.get("AWS_SECRET_ACCESS_KEY", DEFAULT_KEY),
        allowed_accounts=tuple(_decoded(config.get("allowedAccountIds")) or ()),
        endpoints=endpoints,
        # The shell's token is nobody's who is named here.
        token=config.get("token") or None,
        path_style=_decoded(config.get("s3UsePathStyle")) is not False,
    )


def _endpoints(config: Values) -> dict[str, str]:
    found = {"": os.environ.get(ENDPOINT_VARIABLE, "")}
    for entry in _decoded(config.get("endpoints")) or ():
        found |= entry
    given = {service: url for service, url in found.items() if url}
    for service, url in given.items():
        _refuse_foreign(service or "every service", url)
    return given


def _refuse_foreign(service: str, url: str) -> None:
    if not is_loopback(url):
        raise SettingsError(
            f"the endpoint {url} for {service} is not on this machine's loopback: "
            "this provider serves the local AWS alone"
        )


def _decoded(value: Any) -> Any:
    """A setting's value; the engine sends all but texts as JSON texts."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
