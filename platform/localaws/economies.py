"""What moto does anew for each request, or for nothing, is left out: no answer is another one."""

from functools import cached_property
from typing import Any

from moto import backends
from moto.kms import models, utils

ASYMMETRIC = ("RSA", "ECC")


def install() -> None:
    listed = tuple(backends.list_of_moto_modules())
    # For each request, moto asks its disk about some two hundred folders.
    backends.list_of_moto_modules = lambda: listed
    models.generate_private_key = private_key  # pyright: ignore[reportPrivateImportUsage] - looked up there


class WhenAsked:
    """A private key that is generated when somebody asks it for something."""

    def __init__(self, spec: str) -> None:
        self._spec = spec

    @cached_property
    def _key(self) -> Any:
        return utils.generate_private_key(self._spec)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._key, name)


def private_key(spec: str) -> Any:
    """Moto generates one for symmetric keys too, which takes a tenth of a second each time."""
    return utils.generate_private_key(spec) if spec.startswith(ASYMMETRIC) else WhenAsked(spec)
