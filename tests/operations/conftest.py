"""A local AWS for the session, emptied before each test, as an account that waits for its mesh."""

from collections.abc import Iterator

import pytest

from localaws import server
from localaws.reset import empty
from meshwright.local_instance import LocalAws

from local_aws.conftest import ACCOUNT, REGION


@pytest.fixture(scope="session")
def session_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    folder = tmp_path_factory.mktemp("account")
    yield server.start(folder, region=REGION, account=ACCOUNT)
    server.stop(folder)


@pytest.fixture
def aws(session_account: LocalAws) -> LocalAws:
    empty(session_account.endpoint)
    return session_account
