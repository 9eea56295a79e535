"""All rules, by what they are about; each folder lists its own."""

from guardrails.rule import Rule
from guardrails.rules import (
    athena,
    audit,
    glue,
    governance,
    iam,
    kms,
    lakeformation,
    lifecycle,
    lineage,
    run,
    s3,
)

ALL_RULES: tuple[Rule, ...] = (
    *governance.RULES,
    *lineage.RULES,
    *s3.RULES,
    *iam.RULES,
    *kms.RULES,
    *lakeformation.RULES,
    *glue.RULES,
    *athena.RULES,
    *lifecycle.RULES,
    *run.RULES,
    *audit.RULES,
)
