"""Questions to AWS: what the clock says, whose credentials these are, what the account holds."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from meshwright.operations.doctor.lake import lake_formation
from meshwright.operations.doctor.prepared import prepared
from meshwright.operations.doctor.questions import Verdict, fails, ok, warning
from meshwright.operations.doctor.trail import existing_trail
from meshwright.runner.cloud import connect, is_session_of
from meshwright.runner.state.checkpoint import Checkpoint
from meshwright.specs.environment import Environment, EnvironmentSpec

SECONDS = 5.0
SKEW, FATAL_SKEW = 60.0, 300.0
"""Seconds by which clocks may differ: AWS refuses what was signed five minutes away."""


def clock(environment: Environment, endpoint: str | None) -> Iterator[Verdict]:
    """This machine's clock against AWS's; needs no credentials."""
    suffix = ".cn" if environment.spec.region.startswith("cn-") else ""
    url = endpoint or f"https://sts.{environment.spec.region}.amazonaws.com{suffix}/"
    try:
        said = _date(url)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        fix = "check this machine's network and proxy settings"
        yield fails("network", f"{url} does not answer: {reason}", fix)
        return
    yield ok("network", f"{url} answers")
    skew = abs((datetime.now(UTC) - said).total_seconds())
    fix = "set this machine's clock: let it follow a time server"
    if skew > FATAL_SKEW:
        yield fails("clock", f"{skew:.0f} s away from AWS's, which refuses that", fix)
    elif skew > SKEW:
        yield warning("clock", f"{skew:.0f} s away from AWS's", fix)
    else:
        yield ok("clock", f"within {max(skew, 1):.0f} s of AWS's")


def _date(url: str) -> datetime:
    request = urllib.request.Request(url, method="GET")  # noqa: S310 - our own URL
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            headers = answer.headers
    except urllib.error.HTTPError as refusal:
        # A refusal has a date as well.
        headers = refusal.headers
    return parsedate_to_datetime(headers["Date"])


def account(
    environment: Environment,
    endpoint: str | None,
    foundation: Callable[[], Checkpoint | None],
) -> Iterator[Verdict]:
    """Whose credentials these are, whether they may deploy, and what Lake Formation has there.

    `foundation` reads the state of the foundation, if there is one.
    """
    own = connect(environment, endpoint, assume=False, seconds=SECONDS, attempts=1)
    identity = own.client("sts").get_caller_identity()
    spec = environment.spec
    if identity["Account"] != spec.account:
        fix = f"use credentials of {spec.account}, or correct {environment.source.path}"
        text = f"{identity['Arn']} is of account {identity['Account']}, not {spec.account}"
        yield fails("credentials", text, fix)
        return
    yield ok("credentials", f"{identity['Arn']} of account {spec.account}")
    yield from prepared(own)
    cloud = own
    if is_session_of(identity["Arn"], spec.deployer):
        yield ok("deployer", f"these credentials are those of {spec.deployer}{_needless(spec)}")
    elif endpoint is None and spec.assume_deployer:
        cloud = connect(environment, endpoint, seconds=SECONDS, attempts=1)
        yield ok("deployer", f"{spec.deployer} can be assumed")
    yield from lake_formation(cloud, foundation())
    yield from existing_trail(cloud)


def _needless(spec: EnvironmentSpec) -> str:
    """What to say of a field that says what AWS tells by itself."""
    return "" if spec.assume_deployer else "; `assumeDeployer: false` need not be said"
