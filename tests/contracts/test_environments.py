from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from meshwright.contracts.environments import (
    ELSEWHERE,
    PROTECTS_NOTHING,
    environment_moved,
    environments_gone,
    loosened,
)
from meshwright.errors import Severity
from meshwright.specs.environment import EnvironmentSpec

from .conftest import Assess
from meshes import environment

ARN = "arn:aws:iam::111122223333:role/"
DEPLOYER, MORE = f"{ARN}mesh-deployer", f"{ARN}more"
OTHER = "999999999999"
READER = {"principal": MORE, "classifications": ["public", "internal"]}
TRUST = {"reader": [DEPLOYER], "runtime": {"services": ["glue.amazonaws.com"]}}


def said(assessed: Assess, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    found = [*loosened(assessed({}, environment(**before)), assessed({}, environment(**after)))]
    assert all(f.severity is Severity.WARNING and f.subject == "dev" for f in found)
    return [f"{f.where}: {f.message}" for f in found]


def existing(**changes: Any) -> Mapping[str, Any]:
    said = {"bucket": "acme-trail", "prefix": "AWSLogs", "reader": f"{ARN}trail-reader"}
    return {"audit": {"trail": "existing", **said, **changes}}


def bootstrap(**changes: Any) -> Mapping[str, Any]:
    own = {"codeHost": "github", "repository": "acme/mesh", "planner": f"{ARN}planner"}
    return {"bootstrap": {**own, **changes}}


EXAMPLES: tuple[tuple[Mapping[str, Any], Mapping[str, Any], str], ...] = (
    ({}, {"keepData": False}, "keepData: data may be deleted and replaced"),
    ({}, {"accountSettings": False}, "accountSettings: Lake Formation's account settings"),
    ({}, {"administrators": [DEPLOYER, MORE]}, f"administrators: {MORE} becomes"),
    ({}, {"assume": {"sales": {"reader": [MORE]}}}, f"assume.sales.reader: {MORE} may newly"),
    (
        {},
        {"landing": {"sales.orders": [MORE]}},
        f"landing.sales.orders: {MORE} may newly land files of sales.orders",
    ),
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
        {"audit": {"trail": "own"}},
        {"audit": {"trail": "none"}},
        "audit.trail: nothing tells any more who used what",
    ),
    (
        {"audit": {"trail": "own", "days": 400}},
        {"audit": {"trail": "own", "days": 90}},
        "audit.days: the files of the trail go after 90 days",
    ),
    (existing(), {}, "audit.trail: nothing tells any more who used what"),
    ({}, existing(), f"audit.reader: the deployer may newly hand {ARN}trail-reader"),
    (existing(), existing(reader=MORE), f"audit.reader: the deployer may newly hand {MORE}"),
    (
        existing(),
        existing(bucket="other-trail"),
        "audit.bucket: the trail in other-trail is asked instead of acme-trail",
    ),
    (
        existing(),
        existing(prefix="AWSLogs/o-a1b2c3d4e5"),
        "audit.prefix: the trail under AWSLogs/o-a1b2c3d4e5 is asked instead of AWSLogs",
    ),
    (
        existing(formerly="own"),
        existing(),
        "audit.formerly: the files of the trail that the mesh had before are kept no longer",
    ),
    (
        existing(formerly="own", days=400),
        existing(formerly="own", days=90),
        "audit.days: the files of the trail go after 90 days",
    ),
    (
        {},
        {"athena": {"bytesScannedLimit": 2_000_000_000_000}},
        "athena.bytesScannedLimit: a query may scan 2,000,000,000,000 bytes",
    ),
    (
        {},
        {"assumeDeployer": False},
        "assumeDeployer: the provider runs",
    ),
    ({}, {"auditors": [MORE]}, f"auditors: {MORE} newly sees every grant"),
    (
        {},
        {"crossAccountVersion": 5},
        "crossAccountVersion: it changes from 4 to 5: an account cannot go back",
    ),
    (
        {"crossAccountVersion": 5},
        {},
        "crossAccountVersion: it changes from 5 to 4: AWS refuses it",
    ),
    (
        {},
        {"adopted": {"trustedResourceOwners": [OTHER]}},
        f"adopted.trustedResourceOwners: what account {OTHER} shares",
    ),
    (
        {},
        {"adopted": {"externalDataFilteringAllowList": [OTHER]}},
        f"adopted.externalDataFilteringAllowList: engines of account {OTHER} may newly",
    ),
    (
        {},
        {"adopted": {"authorizedSessionTagValues": ["spark"]}},
        "adopted.authorizedSessionTagValues: an engine with the session tag 'spark' may newly",
    ),
    (
        {"adopted": {"databases": {"crm_raw": "sales.crm"}}},
        {"adopted": {"databases": {"crm_raw": "sales.carts"}}},
        "adopted.databases.crm_raw: crm_raw is newly given to sales.carts",
    ),
    (
        {"adopted": {"locations": {"acme-lake/crm/": "sales.crm"}}},
        {"adopted": {"locations": {"acme-lake": "sales.crm", "acme-lake/crm/": "sales.crm"}}},
        "adopted.locations.acme-lake: acme-lake is newly given to sales.crm",
    ),
    ({}, {"backend": "s3://else"}, "backend: the state is no longer read from s3://state"),
    (
        {"secretsProvider": "awskms://alias/mesh"},
        {},
        "secretsProvider: secrets in the state are encrypted with a passphrase",
    ),
    *(
        (bootstrap(), bootstrap(**{field: value}), f"bootstrap.{field}: {message}")
        for field, value, message in (
            ("codeHost", "gitlab", "another pipeline may deploy: 'github' becomes 'gitlab'"),
            ("repository", "evil/mesh", "another pipeline may deploy: 'acme/mesh' becomes"),
            ("branch", "trunk", "another pipeline may deploy: 'main' becomes 'trunk'"),
            ("hostEnvironment", "x", "another pipeline may deploy: '' becomes 'x'"),
            ("issuer", "https://x.example", "another pipeline may deploy: '' becomes"),
            ("planner", MORE, f"{MORE} newly reads the state"),
            ("operators", [MORE], f"{MORE} may newly deploy"),
        )
    ),
    (
        {"principals": {"bi": DEPLOYER}},
        {"principals": {"bi": MORE}},
        f"principals.bi: {MORE} newly reads what agreements open to bi",
    ),
)
"""An environment file, one that protects less, and what is said of it."""


def leaves(model: type[BaseModel], *path: str) -> Iterator[str]:
    """The dotted names of all fields, as a file has them, without the names that users choose."""
    for name, field in model.model_fields.items():
        inner = next(iter(models_in(field.annotation)), None)
        here = (*path, field.alias or name)
        if inner is None:
            yield ".".join(here)
        else:
            yield from leaves(inner, *here)


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for argument in get_args(kind):
        yield from models_in(argument)


def said_of(text: Mapping[str, Any], path: Sequence[str]) -> Any:
    """What an example says of a field; of names that users choose, of any."""
    if not path or not isinstance(text, Mapping):
        return text
    if path[0] in text:
        return said_of(text[path[0]], path[1:])
    found = [said_of(value, path) for value in text.values() if isinstance(value, Mapping)]
    return next((value for value in found if value is not None), None)


@pytest.mark.parametrize("leaf", sorted(leaves(EnvironmentSpec)))
def test_every_field_has_its_place(leaf: str) -> None:
    """What is looked at here, elsewhere, or protects nothing."""
    path = leaf.split(".")
    changed = [
        after for before, after, _ in EXAMPLES if said_of(before, path) != said_of(after, path)
    ]
    places = (bool(changed), leaf in ELSEWHERE, leaf in PROTECTS_NOTHING)

    assert places.count(True) == 1


@pytest.mark.parametrize("field", ["account", "region"])
def test_another_account_or_region_is_another_environment(assessed: Assess, field: str) -> None:
    after = environment(**{field: {"account": OTHER, "region": "eu-west-1"}[field]})
    (found,) = environment_moved(assessed({}, environment()), assessed({}, after))

    assert found.code == "CHK074"
    assert found.message.startswith(f"environment dev changes its {field} from ")
    assert [*environment_moved(assessed({}, after), assessed({}, after))] == []


@pytest.mark.parametrize(("before", "after", "message"), EXAMPLES)
def test_what_is_given_up_is_said_and_the_way_back_is_not(
    assessed: Assess, before: Mapping[str, Any], after: Mapping[str, Any], message: str
) -> None:
    (found,) = said(assessed, before, after)

    assert found.startswith(message)
    assert [f for f in said(assessed, after, before) if f.startswith(message)] == []


def test_another_trail_in_place_of_the_meshs_own_is_said_with_its_reader(assessed: Assess) -> None:
    trail, reader = said(assessed, {"audit": {"trail": "own"}}, existing(formerly="own"))

    assert trail.startswith("audit.trail: the mesh's own trail ends")
    assert reader.startswith("audit.reader: ")


def test_what_stays_as_it_is_is_not_said(assessed: Assess) -> None:
    whole = {"assume": {"sales": TRUST}, "readers": {"audit": READER}, "keepData": False}

    assert said(assessed, whole, whole) == []


def test_an_environment_without_a_file_is_said() -> None:
    (finding,) = environments_gone(("dev", "prod"), ("dev", "new"))

    assert finding.position.path == "platform/environments/prod.yaml"
    assert finding.message == "the file of environment prod was removed"
