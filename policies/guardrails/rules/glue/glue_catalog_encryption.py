"""The account's Glue catalog is encrypted with the foundation's key: metadata and passwords."""

from collections.abc import Iterator

from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.stacks import spokesman
from guardrails.types import CATALOG_ENCRYPTION

WITH_A_KEY = frozenset({"SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"})


def check(props: Props) -> Iterator[str]:
    # Whether a key is named is asked, not which: AWS decides a key's id, and its alias is refused.
    # https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
    settings = props.get("dataCatalogEncryptionSettings", {})
    at_rest = settings.get("encryptionAtRest", {})
    if at_rest.get("catalogEncryptionMode") not in WITH_A_KEY or "sseAwsKmsKeyId" not in at_rest:
        yield "encryptionAtRest must be SSE-KMS with a key of one's own (sseAwsKmsKeyId)"
    passwords = settings.get("connectionPasswordEncryption", {})
    if (
        passwords.get("returnConnectionPasswordEncrypted") is not True
        or "awsKmsKeyId" not in passwords
    ):
        yield "connectionPasswordEncryption must be on, with a key of one's own (awsKmsKeyId)"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    is_here = stack.scope.domain is None and stack.scope.manages_account
    about = spokesman(stack)
    if is_here and about is not None and not stack.of(CATALOG_ENCRYPTION):
        yield about, "the foundation does not encrypt the account's catalog"


RULE = Rule(
    id="glue-catalog-encryption",
    code="GLU-001",
    title="The Glue catalog is encrypted",
    why="Table and column names tell what a company knows of whom, and a connection's password"
    " opens the database behind it.",
    fix="declare DataCatalogEncryptionSettings in the foundation: SSE-KMS for metadata, and"
    " passwords returned encrypted, both with the foundation's key",
    checks={CATALOG_ENCRYPTION: check},
    check_stack=check_stack,
    controls=(
        "CKV_AWS_94",
        "Prowler glue_data_catalogs_metadata_encryption_enabled",
        "Prowler glue_data_catalogs_connection_passwords_encryption_enabled",
    ),
)
