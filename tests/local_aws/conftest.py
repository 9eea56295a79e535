"""A local AWS for the session, emptied before each test, and the provider that serves it."""

from collections.abc import Iterator
from functools import cache

import botocore.session
import pytest

from localaws import server
from localaws.reset import empty
from meshwright.local_instance import LocalAws
from meshwright.loopback import kept_on

from local_aws.engine_side import EngineSide

REGION, ACCOUNT = "eu-central-1", "123456789012"


@pytest.fixture(scope="session")
def session_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    folder = tmp_path_factory.mktemp("localaws")
    yield server.start(folder, region=REGION, account=ACCOUNT)
    server.stop(folder)


@pytest.fixture
def aws(session_aws: LocalAws) -> LocalAws:
    empty(session_aws.endpoint)
    return session_aws


@pytest.fixture(scope="session")
def session_engine(session_aws: LocalAws) -> Iterator[EngineSide]:
    side = EngineSide.start(session_aws)
    yield side
    side.stop()


@pytest.fixture
def engine(aws: LocalAws, session_engine: EngineSide) -> EngineSide:
    """The provider, on an AWS that holds nothing."""
    assert aws
    return session_engine


@pytest.fixture
def client(aws: LocalAws):
    return lambda service: _client(service, aws.endpoint, aws.region)


@cache
def _client(service: str, endpoint: str, region: str):
    made = botocore.session.Session().create_client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    made.meta.events.register("before-send", kept_on(endpoint))
    return made
