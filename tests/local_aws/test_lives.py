"""Every type through its life: create, refresh, change in place, replace, import, delete."""

import importlib
import logging
import re

import pytest

from localaws.types.registry import TYPES
from localaws.types.resource_type import never_updated

from local_aws.engine_side import EngineSide, Resource
from local_aws.sample import Sample
from local_aws.samples import SAMPLES

every_type = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
WRITES = re.compile(
    "^(Create|Put|Update|Delete|Tag|Untag|Grant|Revoke|Add|Remove|Enable|Disable|Register|Schedule|Set)"
)


@pytest.fixture
def born(engine: EngineSide, sample: Sample, client) -> Resource:
    return begin(engine, sample, client)


def begin(engine: EngineSide, sample: Sample, client) -> Resource:
    for type_, inputs in sample.needs:
        engine.create(type_, inputs)
    return engine.create(sample.type, real(sample.inputs, client))


def real(inputs, client):
    """Inputs with keys that exist, since only AWS gives keys their ids."""
    return {
        name: client("kms").create_key()["KeyMetadata"]["KeyId"] if name == "targetKeyId" else value
        for name, value in inputs.items()
    }


@every_type
def test_a_new_resource_has_its_official_id_and_every_promised_output(
    sample: Sample, born: Resource
) -> None:
    assert born.id == sample.id or (born.id and not sample.id)
    assert covers(born.outputs, born.inputs)
    assert promised(sample) - set(born.outputs) == set()


def covers(has, declared) -> bool:
    """Whether a value says all that was declared; AWS may add to it."""
    if isinstance(declared, dict):
        return all(covers(has.get(name), value) for name, value in declared.items())
    if isinstance(declared, list):
        return len(has) == len(declared) and all(map(covers, has, declared))
    return has == declared


def promised(sample: Sample) -> set[str]:
    """Outputs that the pulumi_aws class says are always there, but for whole blocks of settings."""
    _, module, name = sample.type.split(":")
    class_ = getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), name)
    return {
        getattr(getter.fget, "_pulumi_name", attribute)
        for attribute, getter in vars(class_).items()
        if isinstance(getter, property)
        and not re.search(
            "Optional|NoneType|\\[ForwardRef", str(getter.fget.__annotations__["return"])
        )
    }


@every_type
def test_a_refresh_right_after_creation_finds_nothing_changed(
    born: Resource, engine: EngineSide
) -> None:
    read = engine.read(born)

    assert read == born


@every_type
def test_a_preview_knows_what_follows_from_the_inputs_and_marks_the_rest_unknown(
    sample: Sample, born: Resource, engine: EngineSide
) -> None:
    expected = engine.preview(sample.type, born.inputs)

    known = {name: value for name, value in expected.items() if repr(value) != "UNKNOWN"}
    assert covers(born.outputs, known)
    assert promised(sample) <= set(expected)


changing_type = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.change], ids=lambda sample: sample.name
)


@every_type
def test_a_sample_without_a_change_is_of_a_type_that_is_never_updated(sample: Sample) -> None:
    assert bool(sample.change) is (TYPES[sample.type].update is not never_updated)


@changing_type
def test_a_change_is_made_in_place_with_no_call_too_many(
    sample: Sample, born: Resource, engine: EngineSide, client, caplog: pytest.LogCaptureFixture
) -> None:
    inputs = {**born.inputs, **real(sample.change, client)}
    assert list(engine.diff(born, inputs).diffs) == list(sample.change)
    assert not engine.diff(born, inputs).replaces

    with caplog.at_level(logging.DEBUG, "botocore.endpoint"):
        after = engine.update(born, inputs)

    made = re.findall(r"OperationModel\(name=(\w+)\)", caplog.text)
    assert [call for call in made if WRITES.match(call)] == list(sample.calls)
    assert engine.read(after) == after
    assert covers(after.outputs, inputs)


@every_type
def test_a_new_identity_replaces_and_the_same_name_is_given_up_first(
    sample: Sample, born: Resource, engine: EngineSide
) -> None:
    inputs = {**born.inputs, **sample.replacement}

    diff = engine.diff(born, inputs)

    type_ = TYPES[sample.type]
    assert list(diff.replaces) == list(sample.replacement)
    keeps_name = bool(type_.identity) and not set(type_.identity) & set(sample.replacement)
    assert diff.deleteBeforeReplace is keeps_name


@every_type
def test_a_deleted_resource_is_gone_and_deleting_it_again_is_no_fault(
    sample: Sample, born: Resource, engine: EngineSide
) -> None:
    engine.delete(born)
    engine.delete(born)

    after = engine.read(born)
    if sample.name == "BucketServerSideEncryptionConfiguration":
        rule = after.outputs["rules"][0]["applyServerSideEncryptionByDefault"]
        assert rule["sseAlgorithm"] == "AES256"
    elif sample.name == "BucketVersioning":
        assert after.outputs["versioningConfiguration"] == {"status": "Suspended"}
    elif sample.name == "DataCatalogEncryptionSettings":
        at_rest = after.outputs["dataCatalogEncryptionSettings"]["encryptionAtRest"]
        assert at_rest == {"catalogEncryptionMode": "DISABLED"}
    elif sample.name == "DataLakeSettings":
        assert after.outputs["admins"] == []
    elif sample.name == "BucketNotification":
        assert after.outputs["eventbridge"] is False
    elif sample.name == "TopicPolicy":
        assert "__default_statement_ID" in after.outputs["policy"]
    else:
        assert after is None


importable_type = pytest.mark.parametrize(
    "sample",
    [sample for sample in SAMPLES if TYPES[sample.type].importable],
    ids=lambda sample: sample.name,
)


@importable_type
def test_an_import_gives_inputs_that_declare_the_same(
    sample: Sample, born: Resource, engine: EngineSide
) -> None:
    imported = engine.import_(sample.type, sample.import_id or born.id)

    unreadable = {p.name for p in TYPES[sample.type].properties if not p.readable}
    declared = {n: v for n, v in imported.inputs.items() if n not in unreadable}
    expected = {n: v for n, v in born.inputs.items() if n not in unreadable}
    assert imported.id == born.id
    changed = set(engine.diff(Resource(born.type, born.id, declared, {}), expected).diffs)
    assert changed <= {p.name for p in TYPES[sample.type].properties if p.computed}
