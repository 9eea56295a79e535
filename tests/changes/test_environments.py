from collections.abc import Mapping
from typing import Any

import pytest

from meshwright.changes.environments import environments_gone, loosened
from meshwright.errors import Severity

from .conftest import Assess
from meshes import environment

ARN = "arn:aws:iam::111122223333:role/"
DEPLOYER, MORE = f"{ARN}mesh-deployer", f"{ARN}more"
READER = {"principal": MORE, "classifications": ["public", "internal"]}
TRUST = {"reader": [DEPLOYER], "runtime": {"services": ["glue.amazonaws.com"]}}


def said(assessed: Assess, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    found = [*loosened(assessed({}, environment(**before)), assessed({}, environment(**after)))]
    assert all(f.severity is Severity.WARNING and f.subject == "dev" for f in found)
    return [f"{f.where}: {f.message}" for f in found]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ({}, {"keepData": False}, "keepData: data may be deleted and replaced"),
        ({}, {"accountSettings": False}, "accountSettings: nobody here keeps"),
        ({}, {"administrators": [DEPLOYER, MORE]}, f"administrators: {MORE} becomes"),
        ({}, {"assume": {"sales": {"reader": [MORE]}}}, f"assume.sales.reader: {MORE} may newly"),
        (
            {"assume": {"sales": TRUST}},
            {"assume": {"sales": {**TRUST, "runtime": {"services": ["ec2.amazonaws.com"]}}}},
            "assume.sales.runtime: ec2.amazonaws.com may newly run the jobs of sales",
        ),
        (
            {"assume": {"sales": TRUST}},
            {"assume": {"sales": {**TRUST, "runtime": {"principals": [MORE]}}}},
            f"assume.sales.runtime: {MORE} may newly",
        ),
        ({}, {"readers": {"audit": READER}}, f"readers.audit: {MORE} newly reads every"),
        (
            {"readers": {"audit": READER}},
            {"readers": {"audit": {**READER, "principal": DEPLOYER}}},
            f"readers.audit: {DEPLOYER} newly reads every",
        ),
        (
            {"readers": {"audit": READER}},
            {"readers": {"audit": {**READER, "classifications": ["internal", "restricted"]}}},
            f"readers.audit: {MORE} newly reads what is restricted",
        ),
        (
            {"readers": {"audit": READER}},
            {"readers": {"audit": {**READER, "pii": True}}},
            f"readers.audit: {MORE} newly reads personal data",
        ),
        (
            {},
            {"athena": {"bytesScannedLimit": 2_000_000_000_000}},
            "athena.bytesScannedLimit: a query may scan 2,000,000,000,000 bytes",
        ),
    ],
)
def test_what_is_given_up_is_said_and_the_way_back_is_not(
    assessed: Assess, before: Mapping[str, Any], after: Mapping[str, Any], message: str
) -> None:
    (found,) = said(assessed, before, after)

    assert found.startswith(message)
    assert [f for f in said(assessed, after, before) if f.startswith(message)] == []


def test_what_stays_as_it_is_is_not_said(assessed: Assess) -> None:
    whole = {"assume": {"sales": TRUST}, "readers": {"audit": READER}, "keepData": False}

    assert said(assessed, whole, whole) == []


def test_an_environment_without_a_file_is_said() -> None:
    (finding,) = environments_gone(("dev", "prod"), ("dev", "new"))

    assert finding.position.path == "platform/environments/prod.yaml"
    assert finding.message == "environment prod has no file any more"
