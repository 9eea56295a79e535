"""The properties that hold policy documents are those of the provider's own classes."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from guardrails.types import IDENTITY_POLICIES, RESOURCE_POLICIES

EACH = sorted({**RESOURCE_POLICIES, **IDENTITY_POLICIES}.items())


def provider() -> Path:
    spec = find_spec("pulumi_aws")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize(("kind", "field"), EACH)
def test_the_provider_has_the_property(kind: str, field: str) -> None:
    module, _, name = kind.removeprefix("aws:").partition("/")
    file = provider() / module / f"{snake(name.partition(':')[0])}.py"
    source = file.read_text(encoding="utf-8")

    assert f"'{kind}'" in source
    assert f"def {snake(field)}(self)" in source
