"""The ids that rules had before: whoever still writes one is understood."""

from collections.abc import Mapping
from types import MappingProxyType

FORMER_IDS: Mapping[str, str] = MappingProxyType(
    {
        "product-has-an-owner": "owner-required",
        "data-is-classified": "classification-required",
        "personal-columns-are-tagged": "pii-columns-tagged",
        "product-keeps-its-inputs-classification": "classification-not-below-inputs",
        "retention-fits-the-class": "retention-by-classification",
        "product-promises-a-service-level": "sla-required",
        "data-is-described": "description-required",
        "name-is-the-meshs": "naming-convention",
        "contract-is-the-tables": "catalog-matches-glue-schema",
        "resource-is-tagged": "required-tags",
        "tables-are-checked": "quality-checks-required",
        "type-is-the-meshs": "allowed-resource-types",
        "stack-changes-only-its-own": "stack-isolation",
        "product-is-in-the-catalog": "catalog-entry-required",
        "bucket-blocks-public-access": "s3-public-access-block",
        "bucket-is-encrypted-with-the-owners-key": "s3-encryption-with-domain-key",
        "bucket-refuses-plain-http": "s3-tls-only",
        "bucket-is-versioned": "s3-versioning",
        "bucket-logs-its-access": "s3-access-logging",
        "bucket-lets-the-old-go": "s3-lifecycle-cleanup",
        "bucket-has-no-acls": "s3-acls-disabled",
        "bucket-policy-opens-no-files": "s3-policy-no-object-access",
        "policy-names-its-principals": "iam-no-public-principal",
        "policy-names-its-services-source": "iam-confused-deputy",
        "policy-names-its-actions": "iam-no-wildcard-action",
        "policy-names-its-resources": "iam-no-wildcard-resource",
        "policy-escalates-nothing": "iam-no-privilege-escalation",
        "role-is-bounded": "iam-permissions-boundary",
        "policy-lets-in-its-own-account": "iam-trusted-principals",
        "policy-reaches-its-own-domain": "iam-domain-scope",
        "key-rotates-and-dies-slowly": "kms-rotation-and-deletion-window",
        "key-is-used-through-services": "kms-via-service",
        "lake-is-closed-by-default": "lf-default-permissions-empty",
        "location-is-the-lakes": "lf-location-registered",
        "permission-opens-one-table": "lf-grant-least-privilege",
        "catalog-is-encrypted": "glue-catalog-encryption",
        "workgroup-is-bounded": "athena-workgroup-limits",
        "data-is-not-destroyed-by-accident": "deletion-protection",
    }
)
"""The id of each rule today, by the one that it had."""
