"""Every type in use, held to one table of cases over any provider of the engine's protocol.

The provider is a process, started as the engine starts it: the stand-in, or with `--provider PATH`
another one, such as the official plugin. It works against the strict local AWS.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from localaws.install import write_launcher
from localaws.reset import empty
from localaws.types.registry import TYPES
from meshwright import recorded
from meshwright.local_instance import LocalAws

from local_aws.bridge import write_bridged
from local_aws.engine_side import EngineSide, Messages, Resource
from local_aws.incidents import INCIDENTS, Incident
from local_aws.plugin import start_plugin
from local_aws.sample import Sample
from local_aws.samples import SAMPLES

NONE, SOME = Messages.DiffResponse.DIFF_NONE, Messages.DiffResponse.DIFF_SOME
DECLARED_ONLY = {
    "bypassPolicyLockoutSafetyCheck",
    "content",
    "deletionWindowInDays",
    "forceDestroy",
    "forceDetachPolicies",
    "useServiceLinkedRole",
    "versionId",
}
"""Inputs that AWS cannot be asked for, so that no import knows them."""
UNDOCUMENTED_IMPORTS = {"DataLakeSettings", "Permissions", "Resource", "ResourceLfTags"}
"""Types for which the official provider documents no import."""
ALWAYS_THERE = {"DataCatalogEncryptionSettings", "DataLakeSettings"}
"""What an account has in any case, so that it cannot disappear."""


def name_of(sample: Sample) -> str:
    return sample.name


def cases(*samples: Sample) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", samples or SAMPLES, ids=name_of)


PROVIDERS = {"stand-in": write_launcher, "bridged": write_bridged}


@pytest.fixture(scope="module", params=PROVIDERS)
def provider(
    request: pytest.FixtureRequest,
    session_aws: LocalAws,
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[EngineSide]:
    folder = tmp_path_factory.mktemp("provider")
    named = pytestconfig.getoption("--provider")
    if named and request.param == "bridged":
        pytest.skip("the provider that was named is asked alone")
    write = PROVIDERS[request.param]
    command = Path(named).absolute() if named else write(folder, Path(sys.executable))
    side = start_plugin(command, session_aws, folder / "provider.log")
    yield side
    side.stop()


@pytest.fixture
def clients(session_aws: LocalAws, client: Any) -> Any:
    empty(session_aws.endpoint)
    return client


@pytest.fixture
def born(provider: EngineSide, clients: Any, sample: Sample) -> Resource:
    for type_, inputs in sample.needs:
        provider.create(type_, inputs)
    return provider.create(sample.type, real(sample.inputs, clients))


def real(inputs: Any, clients: Any) -> dict[str, Any]:
    """Inputs with keys that exist, since only AWS gives keys their ids."""
    new = lambda: clients("kms").create_key()["KeyMetadata"]["KeyId"]  # noqa: E731 - used once
    return {name: new() if name == "targetKeyId" else value for name, value in inputs.items()}


def declared(provider: EngineSide, resource: Resource, changes: Any = None) -> dict[str, Any]:
    """Inputs as the engine sends them after a check, from what the program declares."""
    said = recorded.declared(resource.inputs)
    checked, failures = provider.check(resource.type, {**said, **(changes or {})}, resource.inputs)
    assert failures == {}
    return checked


def properties(paths: Any) -> set[str]:
    """The properties at which paths begin."""
    return {path.partition(".")[0].partition("[")[0] for path in paths}


def import_or_refusal(provider: EngineSide, type_: str, identity: str) -> Resource | str | None:
    try:
        return provider.import_(type_, identity)
    except grpc.RpcError as refused:
        return str(refused)


def incident_of(sample: Sample) -> Incident:
    return INCIDENTS[sample.name]


def test_every_type_in_use_has_its_cases() -> None:
    assert {sample.type for sample in SAMPLES} == set(TYPES)
    assert set(INCIDENTS) == {sample.name for sample in SAMPLES}


@cases()
def test_a_created_resource_is_found_and_needs_no_change(
    provider: EngineSide, born: Resource
) -> None:
    read = provider.read(born)

    assert born.id
    assert read is not None
    assert provider.diff(born, declared(provider, born)).changes == NONE
    assert provider.diff(read, declared(provider, born)).changes == NONE


@cases(*(sample for sample in SAMPLES if sample.change))
def test_a_change_is_made_in_place_and_read_back(
    provider: EngineSide, born: Resource, sample: Sample, clients: Any
) -> None:
    inputs = declared(provider, born, real(sample.change, clients))
    diff = provider.diff(born, inputs)
    assert diff.changes == SOME
    assert not diff.replaces

    after = provider.update(born, inputs)

    read = provider.read(after)
    assert read is not None
    assert provider.diff(read, inputs).changes == NONE


@cases()
def test_a_change_of_what_it_is_makes_a_new_one(
    provider: EngineSide, born: Resource, sample: Sample
) -> None:
    diff = provider.diff(born, declared(provider, born, sample.replacement))

    assert diff.changes == SOME
    assert properties(diff.replaces) & set(sample.replacement)


@cases()
def test_a_change_behind_its_back_is_seen_and_put_right(
    provider: EngineSide, born: Resource, sample: Sample, clients: Any
) -> None:
    incident_of(sample).drift(clients, born.id)

    read = provider.read(born)

    if read is None:
        # Of a grant on other columns nothing is left: it is made anew.
        assert sample.name == "Permissions"
        return
    diff = provider.diff(read, declared(provider, born))
    assert diff.changes == SOME
    if not diff.replaces:
        repaired = provider.update(read, declared(provider, born))
        again = provider.read(repaired)
        assert provider.diff(again, declared(provider, born)).changes == NONE


@cases(*(sample for sample in SAMPLES if sample.name not in ALWAYS_THERE))
def test_a_resource_that_disappeared_is_gone_or_to_be_made_anew(
    provider: EngineSide, born: Resource, sample: Sample, clients: Any
) -> None:
    vanish = incident_of(sample).vanish
    assert vanish is not None
    vanish(clients, born.id)

    read = provider.read(born)
    assert read is None or provider.diff(read, declared(provider, born)).replaces


@cases()
def test_a_deleted_resource_is_gone_or_reset(provider: EngineSide, born: Resource) -> None:
    provider.delete(born)

    # AWS keeps some settings in any case: they are no longer as they were declared.
    after = provider.read(born)
    assert after is None or provider.diff(after, declared(provider, born)).changes == SOME


@cases()
def test_what_is_there_already_is_refused_or_put_again(
    provider: EngineSide, born: Resource, sample: Sample
) -> None:
    code = incident_of(sample).already
    if not code:
        again = provider.create(sample.type, born.inputs)
        assert again.id
        return
    with pytest.raises(grpc.RpcError) as refused:
        provider.create(sample.type, born.inputs)
    assert code in str(refused.value)


@cases(*(sample for sample in SAMPLES if sample.name not in UNDOCUMENTED_IMPORTS))
def test_an_import_finds_what_was_declared(
    provider: EngineSide, born: Resource, sample: Sample
) -> None:
    imported = provider.import_(sample.type, sample.import_id or born.id)

    assert imported is not None
    assert imported.id == born.id
    diff = provider.diff(imported, declared(provider, born))
    assert not diff.replaces
    assert properties(diff.diffs) <= DECLARED_ONLY


@cases(*(sample for sample in SAMPLES if sample.name in UNDOCUMENTED_IMPORTS))
def test_a_type_without_an_import_takes_nothing_of_what_is_there(
    provider: EngineSide, born: Resource, sample: Sample
) -> None:
    # The stand-in refuses; the official provider may take an id at its word, and has read nothing.
    imported = import_or_refusal(provider, born.type, sample.import_id or born.id)

    if isinstance(imported, Resource):
        assert provider.diff(imported, declared(provider, born)).changes == SOME
    elif imported is not None:
        assert "import" in imported


@cases()
def test_an_unknown_property_is_refused_by_name(
    provider: EngineSide, clients: Any, sample: Sample
) -> None:
    _, failures = provider.check(sample.type, {**real(sample.inputs, clients), "bananas": "two"})

    assert "bananas" in str(failures)


def test_an_unknown_type_is_refused_by_name(provider: EngineSide, clients: Any) -> None:
    assert clients
    with pytest.raises(grpc.RpcError, match="aws:fruit/banana:Banana"):
        provider.check("aws:fruit/banana:Banana", {"name": "two"})
