"""The provider serves this machine's own AWS and no other, as the account it was told to."""

import grpc
import pytest

from localaws.provider.settings import SettingsError, settings

from local_aws.engine_side import EngineSide, config_for

URL = "http://127.0.0.1:5000"


@pytest.fixture(autouse=True)
def no_endpoint_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)


@pytest.mark.parametrize(
    "config",
    [
        {"region": "eu-central-1", "endpoints": '[{"s3": "https://s3.amazonaws.com"}]'},
        {"region": "eu-central-1", "endpoints": [{"s3": URL, "kms": "http://10.0.0.1"}]},
    ],
)
def test_an_endpoint_elsewhere_is_refused(config) -> None:
    with pytest.raises(SettingsError, match="is not on this machine's loopback"):
        settings(config)


def test_an_endpoint_elsewhere_in_the_environment_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://aws.example")

    with pytest.raises(SettingsError, match="is not on this machine's loopback"):
        settings({"region": "eu-central-1"})


def test_no_endpoint_at_all_is_refused() -> None:
    with pytest.raises(SettingsError, match="no endpoint"):
        settings({"region": "eu-central-1"})


def test_a_service_without_an_endpoint_is_refused_by_name() -> None:
    given = settings({"region": "eu-central-1", "endpoints": [{"s3": URL}]})

    with pytest.raises(SettingsError, match="no endpoint for kms"):
        given.endpoint("kms")


def test_lists_come_as_json_or_as_lists() -> None:
    texts = {"allowedAccountIds": '["1"]', "endpoints": f'[{{"s3": "{URL}"}}]'}
    values = {"allowedAccountIds": ["1"], "endpoints": [{"s3": URL}]}

    assert settings({"region": "r", **texts}) == settings({"region": "r", **values})


def test_a_setting_that_is_not_implemented_is_refused_by_name() -> None:
    with pytest.raises(
        SettingsError, match="does not implement the provider's setting assumeRoles"
    ):
        settings({"region": "r", "endpoints": [{"s3": URL}], "assumeRoles": "[]"})


def test_another_account_is_refused(aws) -> None:
    side = EngineSide.start(aws)
    config = {**config_for(aws), "allowedAccountIds": '["111111111111"]'}

    with pytest.raises(grpc.RpcError, match="this is account 123456789012, and only 111111111111"):
        side.configure(config)
    side.stop()
