"""Every type against the pulumi_aws class of its name, and the official provider's replacements."""

import importlib
import inspect
import re

import pytest

from localaws import types
from localaws.types.registry import ALL_TYPES, TYPES
from localaws.types.resource_type import ResourceType
from localaws.types.shape import Kind, Property

from local_aws.samples import SAMPLES

every_type = pytest.mark.parametrize("type_", ALL_TYPES, ids=lambda type_: type_.token)
REPLACING = {
    "athena:Workgroup": "name",
    "cloudwatch:EventBus": "name",
    "cloudtrail:Trail": "name",
    "cloudwatch:EventRule": "eventBusName name",
    "cloudwatch:EventTarget": "eventBusName rule targetId",
    "cloudwatch:MetricAlarm": "name",
    "glue:CatalogDatabase": "catalogId name",
    "glue:DataCatalogEncryptionSettings": "catalogId",
    "glue:CatalogTable": "catalogId databaseName name",
    "iam:Policy": "description name path",
    "iam:Role": "name path",
    "iam:RolePolicy": "name role",
    "kms:Alias": "name",
    "kms:Key": "customerMasterKeySpec keyUsage multiRegion",
    "lakeformation:Resource": "arn hybridAccessEnabled roleArn useServiceLinkedRole withFederation",
    "lakeformation:Permissions": (
        "catalogId dataCellsFilter dataLocation database lfTagPolicy permissions"
        " permissionsWithGrantOptions principal table tableWithColumns"
    ),
    "lakeformation:DataCellsFilter": "",
    "lakeformation:ResourceLfTags": "catalogId database lfTags table tableWithColumns",
    "lakeformation:DataLakeSettings": "catalogId",
    "lakeformation:LfTag": "catalogId key",
    "s3:AccessPoint": "accountId bucket name publicAccessBlockConfiguration",
    "s3:Bucket": "bucket",
    "s3:BucketServerSideEncryptionConfiguration": "bucket",
    "s3:BucketLifecycleConfiguration": "bucket",
    "s3:BucketLogging": "bucket",
    "s3:BucketNotification": "bucket",
    "s3:BucketOwnershipControls": "bucket",
    "s3:BucketPolicy": "bucket",
    "s3:BucketPublicAccessBlock": "bucket",
    "s3:BucketVersioning": "bucket",
    "s3:BucketObjectv2": "bucket key",
    "scheduler:Schedule": "groupName name",
    "scheduler:ScheduleGroup": "name",
    "sfn:StateMachine": "name type",
    "sns:Topic": "name",
    "sns:TopicPolicy": "arn",
    "sns:TopicSubscription": "endpoint protocol topic",
}
"""Properties whose change makes a new resource, by the official provider's schema (5.61)."""
NEWER = {"lakeformation:Resource": {"withPrivilegedAccess"}}
"""Replacing properties that came with a later version."""


def class_of(type_: ResourceType):
    _, module, name = type_.token.split(":")
    return getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), name)


def getters(class_) -> dict[str, str]:
    """The properties that a class promises, in camelCase, each with its annotation."""
    return {
        getattr(getter.fget, "_pulumi_name", name): str(getter.fget.__annotations__["return"])
        for name, getter in vars(class_).items()
        if isinstance(getter, property)
    }


def snake(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()


def test_the_table_holds_every_file_and_every_type_has_a_sample() -> None:
    from pathlib import Path

    files = {
        path.stem
        for path in Path(types.__path__[0]).glob("*.py")
        if "\nTYPE = " in path.read_text(encoding="utf-8")
    }
    assert len(files) == len(ALL_TYPES) == len(TYPES)
    assert {sample.type for sample in SAMPLES} == set(TYPES)


@every_type
def test_every_input_is_one_of_the_classs_own(type_: ResourceType) -> None:
    arguments = inspect.signature(class_of(type_)._internal_init).parameters

    assert {p.name for p in type_.properties if snake(p.name) not in arguments} == set()


@every_type
def test_every_output_is_one_of_the_classs_own(type_: ResourceType) -> None:
    names = {field.name for field in (*type_.properties, *type_.outputs)}

    assert names - set(getters(class_of(type_))) == set()


@every_type
def test_a_property_has_the_kind_that_the_class_says(type_: ResourceType) -> None:
    promised = getters(class_of(type_))
    expected = {
        Kind.STRING: "str",
        Kind.DOCUMENT: "str",
        Kind.JSON: "str",
        Kind.INTEGER: "int",
        Kind.NUMBER: "float",
        Kind.BOOLEAN: "bool",
        Kind.MAP: "Mapping",
        Kind.LIST: "Sequence",
        Kind.SET: "Sequence",
        Kind.BLOCK: "outputs.",
    }

    wrong = {p.name for p in type_.properties if expected[p.shape.kind] not in promised[p.name]}
    assert wrong == set()


@every_type
def test_fields_of_blocks_are_those_of_the_argument_classes(type_: ResourceType) -> None:
    _, module, name = type_.token.split(":")
    inputs = importlib.import_module(f"pulumi_aws.{module.split('/')[0]}._inputs")
    allowed = {
        getattr(getter.fget, "_pulumi_name", field)
        for class_name, class_ in vars(inputs).items()
        if class_name.startswith(name.removesuffix("V2")) and class_name.endswith("Args")
        for field, getter in vars(class_).items()
        if isinstance(getter, property)
    }

    assert set(block_fields(type_.properties)) - allowed == set()


def block_fields(properties: tuple[Property, ...]) -> list[str]:
    found = []
    for field in properties:
        shape = field.shape if field.shape.kind is Kind.BLOCK else field.shape.item
        if shape is not None and shape.kind is Kind.BLOCK:
            found += [inner.name for inner in shape.fields] + block_fields(shape.fields)
    return found


@every_type
def test_what_replaces_is_what_the_official_provider_replaces(type_: ResourceType) -> None:
    replacing = {p.name for p in type_.properties if p.replaces}

    _, module, name = type_.token.split(":")
    key = f"{module.split('/')[0]}:{name}"
    assert replacing - NEWER.get(key, set()) == set(REPLACING[key].split())
