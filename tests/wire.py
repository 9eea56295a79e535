"""The engine's side of a policy pack, and secrets as the engine marks them."""

from typing import Any

from meshwright.governance.authoring.sdk_harness import Engine, Violation, urn

__all__ = ["Engine", "Violation", "secret", "urn"]

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"


def secret(value: Any) -> Any:
    return {SIGNATURE: SECRET, "value": value}
