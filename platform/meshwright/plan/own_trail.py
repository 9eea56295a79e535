"""The mesh's own trail, and the bucket that it writes to."""

from collections.abc import Iterator, Sequence

from meshwright.aws.resource_types import BUCKET_POLICY, KEY, TRAIL
from meshwright.plan import audit_names, names, tags, trail_documents
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Declaration, Ref, ResourceKey
from meshwright.plan.scope import Scope

NONCURRENT_DAYS = 30
KEY_ARN = Ref(ResourceKey(KEY, "key"), "arn")


def bucket_of_a_trail(scope: Scope, logs: Sequence[Declaration]) -> Iterator[Declaration]:
    """Where the mesh's own trail writes; of one that was, where its files stay until they go."""
    audit = scope.environment.spec.audit
    yield from private_bucket(
        Bucket(
            logical="trail",
            name=audit_names.trail_bucket(scope.place),
            tags=tags.foundation_tags(scope.place),
            noncurrent_days=NONCURRENT_DAYS,
            key_alias=names.foundation_alias(scope.place),
            log_bucket=names.access_log_bucket(scope.place),
            logs_after=[each for each in logs if each.type == BUCKET_POLICY],
            statements=tuple(trail_documents.delivery(scope.place)) if audit.is_own else (),
            expire_days=audit.days,
        ),
        scope,
    )


def trail(scope: Scope, bucket: Sequence[Declaration]) -> Declaration:
    """All management events of all regions, and who reads files through the mesh's access points.

    The number of selectors does not grow with the mesh: access points are told by how their names
    begin. Source: CloudTrail user guide, "Filtering data events by using advanced event selectors".
    """
    return scope.declare(
        TRAIL,
        "trail",
        {
            "name": audit_names.trail(scope.place),
            "s3BucketName": audit_names.trail_bucket(scope.place),
            "isMultiRegionTrail": True,
            "includeGlobalServiceEvents": True,
            "enableLogFileValidation": True,
            "enableLogging": True,
            "kmsKeyId": KEY_ARN,
            "advancedEventSelectors": [
                {
                    "name": "All management events",
                    "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}],
                },
                {
                    "name": "Files read through access points of the mesh",
                    "fieldSelectors": [
                        {"field": "eventCategory", "equals": ["Data"]},
                        {"field": "resources.type", "equals": ["AWS::S3::AccessPoint"]},
                        {
                            "field": "resources.ARN",
                            "startsWiths": [audit_names.access_points_arn(scope.place)],
                        },
                    ],
                },
            ],
            "tags": tags.foundation_tags(scope.place),
        },
        after=[each for each in bucket if each.type == BUCKET_POLICY],
        keep=True,
    )
