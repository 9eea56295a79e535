"""Lake Formation decides: nothing is open to whatever IAM lets in, now or by default."""

from collections.abc import Iterator

from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.stacks import spokesman
from guardrails.types import CATALOG, DATABASE, LAKE_SETTINGS, PERMISSIONS

EVERYONE = "IAMALLOWEDPRINCIPALS"
"""As the API (`IAM_ALLOWED_PRINCIPALS`) and the console (`IAMAllowedPrincipals`) write it."""
DEFAULTS = ("createDatabaseDefaultPermissions", "createTableDefaultPermissions")
OTHER_ENGINES = ("allowExternalDataFiltering", "allowFullTableExternalDataAccess")
"""Whether engines outside of AWS get whole files, and filter or do not filter by themselves."""
WHOLE = (
    "admins",
    "readOnlyAdmins",
    "trustedResourceOwners",
    "externalDataFilteringAllowLists",
    "authorizedSessionTagValueLists",
)
"""The other fields of the settings: they are one PUT, which resets what is not listed."""


def is_everyone(principal: str) -> bool:
    """Whether a principal stands for all users and roles that IAM allows to ask."""
    return principal.replace("_", "").upper() == EVERYONE


def check_permissions(props: Props) -> Iterator[str]:
    if is_everyone(props["principal"]):
        yield "principal must not be IAM_ALLOWED_PRINCIPALS: it hands the decision back to IAM"


def check_defaults(props: Props) -> Iterator[str]:
    for field in DEFAULTS:
        if props.get(field):
            yield f"{field} must be empty: it opens what is yet to be made"


def check_settings(props: Props) -> Iterator[str]:
    """The account's settings, complete: a fresh account opens everything to everyone in IAM.

    https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
    """
    yield from check_defaults(props)
    for field in (*DEFAULTS, *WHOLE):
        if field not in props:
            yield f"{field} must be written, even where it is empty"
    for field in OTHER_ENGINES:
        if props.get(field) is not False:
            yield f"{field} must be false"
    if not props.get("admins", ("unsaid",)):
        yield "admins must name an administrator, else nobody can ever grant or revoke"
    if props.scope.domain is not None or not props.scope.manages_account:
        yield "the settings are one for the account: they stand in the foundation that manages it"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    if stack.scope.domain is not None or not stack.scope.manages_account:
        return
    settings = stack.of(LAKE_SETTINGS)
    about = spokesman(stack)
    if not settings and about is not None:
        yield about, "the foundation has no Lake Formation settings, so AWS's defaults are open"
    for again in settings[1:]:
        yield again, "the settings are one for the account, and each writes over the other"


CHECKS: dict[str, Check] = {
    PERMISSIONS: check_permissions,
    LAKE_SETTINGS: check_settings,
    DATABASE: check_defaults,
    CATALOG: check_defaults,
}

RULE = Rule(
    id="lf-default-permissions-empty",
    code="LF-001",
    title="Lake Formation's default permissions are empty",
    why="A grant to IAM_ALLOWED_PRINCIPALS, which AWS makes on everything new unless told not to,"
    " switches Lake Formation off: whoever IAM lets in reads every column.",
    fix="grant nothing to IAM_ALLOWED_PRINCIPALS, leave default permissions empty, and write all"
    " fields of DataLakeSettings in the foundation",
    checks=CHECKS,
    check_stack=check_stack,
)
