import pytest

from meshwright.checks.backends import check_backend

from meshes import environment


def test_an_environment_without_a_backend_is_named() -> None:
    (finding,) = check_backend(environment("prod", backend=None))

    assert (finding.code, finding.subject) == ("CHK075", "prod")
    assert finding.message == "environment prod has no backend"


@pytest.mark.parametrize(
    ("name", "backend"),
    [("local", None), ("local", "file://x"), ("dev", "s3://x"), ("prod", "file:///srv/state")],
)
def test_where_state_is_kept_nothing_is_said(name: str, backend: str | None) -> None:
    assert list(check_backend(environment(name, backend=backend))) == []
