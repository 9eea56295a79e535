"""The local AWS leaves out what moto does for nothing, and answers as before."""

import os
from typing import Any

import pytest
from moto import backends
from moto.kms import utils
from moto.kms.models import KmsBackend

from localaws import economies

pytestmark = pytest.mark.usefixtures("economical")


@pytest.fixture
def economical(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "list_of_moto_modules", backends.list_of_moto_modules)
    monkeypatch.setattr("moto.kms.models.generate_private_key", utils.generate_private_key)
    economies.install()


@pytest.fixture
def generated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of key that were generated."""
    made: list[str] = []
    generate = utils.generate_private_key

    def noted(spec: str) -> Any:
        made.append(spec)
        return generate(spec)

    monkeypatch.setattr(utils, "generate_private_key", noted)
    return made


def key(spec: str, usage: str) -> Any:
    backend = KmsBackend("eu-central-1", "123456789012")
    return backend.create_key(None, usage, spec, "", [], origin="AWS_KMS", multi_region=False)


def test_the_services_are_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {*backends.list_of_moto_modules()}
    monkeypatch.setattr(os, "listdir", lambda _: pytest.fail("the disk was asked"))

    assert {*backends.list_of_moto_modules()} == before
    assert before > {"athena", "glue", "kms", "s3"}


def test_a_symmetric_key_has_its_private_key_when_that_is_asked_for(generated: list[str]) -> None:
    made = key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")

    assert generated == []
    assert made.private_key.public_key() == made.private_key.public_key()
    assert generated == ["SYMMETRIC_DEFAULT"]


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256"])
def test_a_key_that_signs_is_generated_at_once(spec: str, generated: list[str]) -> None:
    key(spec, "SIGN_VERIFY")

    assert generated == [spec]
