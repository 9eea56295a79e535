"""An account that waits for its mesh, as the local AWS is one."""

import pytest

from meshwright.local_instance import LocalAws
from meshwright.runner.cloud import Cloud, connect

from local_aws.apply_role import real


@pytest.fixture
def cloud(aws: LocalAws) -> Cloud:
    return connect(real(), aws.endpoint)
