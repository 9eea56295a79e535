"""Every case of every rule with one property taken out: no rule is surprised by what is absent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from guardrails.cases import Case, CaseResource, cases, verdict
from guardrails.rule import Rule, Stage
from guardrails.rules import ALL_RULES
from guardrails.types import (
    ACCESS_POINT,
    BUCKET_LIFECYCLES,
    BUCKET_POLICY,
    LOCATION,
    MANAGED_POLICY,
    PERMISSIONS,
    POLICY_ATTACHMENTS,
    TABLE,
    TRAIL,
)

LF_TAG = "aws:lakeformation/resourceLfTag:ResourceLfTag"
LF_TAGS = "aws:lakeformation/resourceLfTags:ResourceLfTags"
REQUIRED = {
    (BUCKET_POLICY, "bucket"),
    (BUCKET_POLICY, "policy"),
    *((kind, "bucket") for kind in BUCKET_LIFECYCLES),
    ("aws:kms/grant:Grant", "operations"),
    (LOCATION, "arn"),
    (LF_TAG, "lfTag.key"),
    (LF_TAG, "lfTag.value"),
    (LF_TAG, "table.databaseName"),
    (LF_TAG, "tableWithColumns.databaseName"),
    (LF_TAG, "tableWithColumns.name"),
    (LF_TAGS, "database.name"),
    (ACCESS_POINT, "bucket"),
    (TRAIL, "s3BucketName"),
    (TRAIL, "advancedEventSelectors[].fieldSelectors"),
    (TRAIL, "advancedEventSelectors[].fieldSelectors[].field"),
    (LF_TAGS, "lfTags[].key"),
    (LF_TAGS, "lfTags[].value"),
    (LF_TAGS, "table.databaseName"),
    (LF_TAGS, "tableWithColumns.databaseName"),
    (LF_TAGS, "tableWithColumns.name"),
    ("aws:lambda/permission:Permission", "principal"),
    (MANAGED_POLICY, "policy"),
    (PERMISSIONS, "principal"),
    (PERMISSIONS, "lfTagPolicy.expressions[].key"),
    (PERMISSIONS, "table.databaseName"),
    (PERMISSIONS, "tableWithColumns.databaseName"),
    (TABLE, "databaseName"),
    (TABLE, "name"),
    (TABLE, "partitionKeys[].name"),
    (TABLE, "storageDescriptor.columns[].name"),
    *((kind, "policyArn") for kind in POLICY_ATTACHMENTS),
}
"""What the provider refuses a resource without, or fills in, so that a rule may count on it."""
RAISED = " raised "


def thinned(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """A value without one of its properties, for each that it has at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            where = f"{path}.{name}".lstrip(".")
            yield where, {other: kept for other, kept in value.items() if other != name}
            for deeper, less in thinned(inner, where):
                yield deeper, {**value, name: less}
    elif isinstance(value, list):
        for index, item in enumerate(value):
            for deeper, less in thinned(item, f"{path}[]"):
                yield deeper, [*value[:index], less, *value[index + 1 :]]


def surprises(rule: Rule, case: Case) -> Iterator[tuple[str, str, str]]:
    """Type and path of each property that a rule falls over when it is missing, and how."""
    for index, resource in enumerate(case.resources):
        for path, values in thinned(dict(resource.values)):
            thin: CaseResource = replace(resource, values=values)
            others = (*case.resources[:index], thin, *case.resources[index + 1 :])
            for said in verdict(rule, replace(case, resources=others)):
                if RAISED in said and (resource.type, path) not in REQUIRED:
                    yield resource.type, path, said


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        pytest.param(rule, case, id=f"{rule.code}-{case.name}")
        for rule in ALL_RULES
        for case in cases(rule)
        if case.applies and case.stage is not Stage.SPEC
    ],
)
def test_a_rule_is_not_surprised_by_a_property_that_is_missing(rule: Rule, case: Case) -> None:
    assert not list(surprises(rule, case))


def test_every_property_at_every_depth_is_taken_out_once() -> None:
    assert [path for path, _ in thinned({"a": {"b": 1}, "c": [{"d": 1}, {"d": 2}]})] == [
        "a",
        "a.b",
        "c",
        "c[].d",
        "c[].d",
    ]
    assert dict(thinned({"a": {"b": 1, "c": 2}}))["a.c"] == {"a": {"b": 1}}
