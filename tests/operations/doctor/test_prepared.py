"""What the doctor says of an account that `mesh bootstrap` prepares."""

from collections.abc import Iterable

import pytest

from meshwright.operations.bootstrap.readback import Found
from meshwright.operations.doctor import prepared as doctor
from meshwright.operations.doctor.prepared import prepared
from meshwright.operations.doctor.questions import Health
from meshwright.runner.cloud import connect

from local_aws.apply_role import real


def said(
    monkeypatch: pytest.MonkeyPatch, found: Iterable[Found], **fields: None
) -> list[tuple[Health, str]]:
    monkeypatch.setattr(doctor, "read_back", lambda _cloud: iter(found))
    cloud = connect(real(**fields), "http://127.0.0.1:9")
    return [(verdict.health, verdict.finding) for verdict in prepared(cloud)]


def test_an_account_as_the_template_makes_it_is_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, [Found("Boundary"), Found("PlanRole")]) == [
        (Health.OK, "what `mesh bootstrap` renders is there as it says")
    ]


def test_only_what_is_not_as_it_says_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        Found("Boundary"),
        Found("PlanRole", is_there=False),
        Found("StateBucket", differing=("LifecycleConfiguration", "Tags")),
        Found("ApplyRole", denied="AccessDenied"),
        Found("StateBucketPolicy", denied="AccessDenied"),
    ]

    assert said(monkeypatch, found) == [
        (Health.FAILS, "PlanRole is not there"),
        (Health.FAILS, "StateBucket differs from the template: LifecycleConfiguration, Tags"),
        (
            Health.WARNING,
            "these credentials may not look at 2 of what `mesh bootstrap` renders: "
            "ApplyRole, StateBucketPolicy",
        ),
    ]


def test_without_a_template_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, [Found("Boundary", is_there=False)], bootstrap=None) == []
