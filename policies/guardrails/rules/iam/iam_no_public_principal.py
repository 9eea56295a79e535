"""A resource policy lets in nobody whom it neither names nor pins to an account or organisation."""

from collections.abc import Iterator

from guardrails.documents import ANYONE, Principal, Statement
from guardrails.federation import trusts_everyone
from guardrails.narrowing_conditions import ORGANIZATION, is_known_source, names_the_caller
from guardrails.policy_document_checks import Document, of_resource_policies
from guardrails.rule import Props, Rule
from guardrails.types import FUNCTION_PERMISSION


def check(document: Document) -> Iterator[str]:
    for statement in document.allowing:
        if _is_open(statement) and not names_the_caller(statement):
            yield (
                f"{document.at(statement)} lets anyone in, and no condition pins an account or"
                " the organisation"
            )
        elif trusts_everyone(statement):
            yield (
                f"{document.at(statement)} takes an identity provider's word for all of its users,"
                " and no condition says which"
            )


def check_function_permission(props: Props) -> Iterator[str]:
    is_pinned = ORGANIZATION.fullmatch(props.get("principalOrgId", "")) or is_known_source(
        props.get("sourceAccount", ""), props.get("sourceArn", "")
    )
    if props["principal"] == ANYONE and not is_pinned:
        yield "principal lets anyone in, and neither principalOrgId nor a source's account says who"


def _is_open(statement: Statement) -> bool:
    # Everyone but a few is everyone.
    return bool(statement.not_principals) or any(map(_is_wildcard, statement.principals))


def _is_wildcard(principal: Principal) -> bool:
    return "*" in principal.value or "?" in principal.value


RULE = Rule(
    id="iam-no-public-principal",
    code="IAM-001",
    title="Resource policies have no public principal",
    why="A wildcard principal lets in every AWS account in the world, and a shared identity"
    " provider vouches for all of its users.",
    fix="name the principals, or add a condition such as StringEquals on aws:PrincipalAccount,"
    " aws:PrincipalOrgID, kms:CallerAccount or the provider's sub (not IfExists, not ForAllValues)",
    checks={**of_resource_policies(check), FUNCTION_PERMISSION: check_function_permission},
    controls=(
        "FSBP S3.2",
        "FSBP KMS.5",
        "CKV_AWS_33",
        "CKV_AWS_60",
        "CKV_AWS_70",
        "Prowler glue_data_catalogs_not_publicly_accessible",
    ),
)
