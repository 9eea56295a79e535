"""What carries the mesh's path or names and is the account's template's is no stranger's."""

from types import SimpleNamespace
from typing import Any

import pytest

from meshwright.operations.drift.unmanaged import _prepared

from local_aws.apply_role import real

BOUNDARY = "arn:aws:iam::123456789012:policy/mesh/mesh-dev--boundary"


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({}, {BOUNDARY, "arn:aws:s3:::acme-state"}),
        ({"backend": "file:///srv/state"}, {BOUNDARY}),
        ({"bootstrap": None}, set[str]()),
    ],
)
def test_what_the_template_has_made_is_known(fields: dict[str, Any], known: set[str]) -> None:
    cloud: Any = SimpleNamespace(environment=real(**fields))

    assert set(_prepared(cloud)) == known
